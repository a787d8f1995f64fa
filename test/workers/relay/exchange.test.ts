// A reader's requests to the service and to the mirror itself.

import { describe, expect, it } from "vitest";
import { signBlocklist } from "../../../shared/domain/blocklist.ts";
import { deriveBoatKey } from "../../../shared/domain/boat.ts";
import { fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { openCarried } from "../../../shared/domain/carried.ts";
import { signKeyring } from "../../../shared/domain/keyring.ts";
import { answerMark, MARK_HEADER } from "../../../shared/domain/mark.ts";
import { signRecord } from "../../../shared/domain/record.ts";
import { blocklistKey, jarKeysKey, keyringKey, rosterKey } from "../../../shared/store/keys.ts";
import { seed } from "../../support/meshkeys.ts";
import { createFixture, type FixtureOptions, keysOf, LINEAGE, MIRROR, NAVIGATION, NOW } from "./fixture.ts";

async function reader(options: FixtureOptions = {}) {
  const mesh = await createFixture(options);
  const cookie = await mesh.pass(await mesh.ticket());
  const ask = (path: string, init: RequestInit = {}) =>
    mesh.get(`https://${MIRROR}${path}`, { ...init, headers: { ...(init.headers as Record<string, string>), cookie } });
  return { mesh, cookie, ask };
}

/** What a browser says of itself when it asks for a service worker. */
const INSTALLING = {
  "sec-fetch-dest": "serviceworker",
  "sec-fetch-mode": "same-origin",
  "sec-fetch-site": "same-origin",
  "service-worker": "script",
} as const;

const pageOf = (body: ReadableStream, bytes: number): Response =>
  new Response(body, { headers: { "content-type": "text/html", "content-length": String(bytes) } });

describe("an exchange", () => {
  it("streams an upload to the service with its method and headers", async () => {
    let got = "";
    const upstream = async (request: Request) => {
      got = `${request.method} ${request.headers.get("content-type")} ${await request.text()}`;
      return new Response(null, { status: 204 });
    };
    const { ask } = await reader({ upstream });
    const body = new ReadableStream({
      start(controller) {
        controller.enqueue(new TextEncoder().encode("one "));
        controller.enqueue(new TextEncoder().encode("two"));
        controller.close();
      },
    });
    const answer = await ask("/upload", { method: "PUT", body, headers: { "content-type": "text/plain" } });
    expect([answer.status, got]).toEqual([204, "PUT text/plain one two"]);
  });

  it("hands on conditions, ranges and what the service answers to them", async () => {
    const upstream = (request: Request) =>
      new Response("5678", {
        status: 206,
        headers: {
          "content-range": "bytes 5-8/100",
          etag: '"x"',
          "cache-control": "public, max-age=60",
          "x-range": request.headers.get("range") ?? "",
        },
      });
    const { ask, mesh } = await reader({ upstream });
    const answer = await ask("/video.mp4", { headers: { range: "bytes=5-8", "if-range": '"x"' } });
    expect([answer.status, answer.headers.get("content-range"), answer.headers.get("x-range")]).toEqual([
      206,
      "bytes 5-8/100",
      "bytes=5-8",
    ]);
    expect(answer.headers.get("cache-control")).toBe("max-age=60, private");
    expect(mesh.upstreamSaw[0]?.headers.get("if-range")).toBe('"x"');
  });

  it("maps a redirect within the service and follows none", async () => {
    const { ask, mesh } = await reader({ upstream: () => Response.redirect("https://cdn.news.test/a.css", 302) });
    const answer = await ask("/go");
    expect([answer.status, answer.headers.get("location")]).toEqual([302, `/${mesh.door}/cdn/a.css`]);
    expect(mesh.upstreamSaw.length).toBe(1);
  });

  it("keeps back a redirect that leaves the service and names the host, harmlessly", async () => {
    const { ask } = await reader({
      upstream: () => new Response(null, { status: 302, headers: { location: 'https://evil.example/?"><script>' } }),
    });
    const answer = await ask("/go");
    const page = await answer.text();
    expect([answer.status, answer.headers.get("location")]).toEqual([403, null]);
    expect(page).toContain('<bdi dir="ltr">evil.example</bdi>');
    expect(page).not.toContain("<script");
  });

  it("links to no scheme but the web's", async () => {
    const { ask } = await reader({
      upstream: () => new Response(null, { status: 302, headers: { location: "javascript:alert(1)" } }),
    });
    expect((await (await ask("/go")).text()).match(/href="[^"]*"/g)).toEqual(['href="/"']);
  });

  it("fetches a secondary's subresource and no other host's", async () => {
    const { ask, mesh } = await reader();
    expect(await (await ask(`/${mesh.door}/cdn/a.js?v=1`, { headers: { "sec-fetch-dest": "script" } })).text()).toBe(
      "from the service",
    );
    expect(mesh.upstreamSaw[0]?.url).toBe("https://cdn.news.test/a.js?v=1");
    for (const path of ["evil/x", "evil.example/x", "", "cdn.evil/x"]) {
      expect((await ask(`/${mesh.door}/${path}`)).status).toBe(403);
    }
    expect(mesh.upstreamSaw.length).toBe(1);
  });

  it("refuses documents under the door", async () => {
    const { ask, mesh } = await reader({
      upstream: () => new Response("<p>", { headers: { "content-type": "text/html" } }),
    });
    expect((await ask(`/${mesh.door}/cdn/page`, { headers: NAVIGATION })).status).toBe(403);
    expect(mesh.upstreamSaw.length).toBe(0);
    expect((await ask(`/${mesh.door}/cdn/page`)).status).toBe(403);
  });

  it("serves the lifeboat with this mirror's settings in front, and only once", async () => {
    const { ask, mesh } = await reader();
    const path = `/${mesh.door}/lifeboat.js`;
    const answer = await ask(path);
    const [, settings = ""] = /^self\.hezar=(.*);\n/.exec(await answer.text()) ?? [];
    expect(JSON.parse(settings)).toMatchObject({
      service: {
        primary: "https://news.test",
        secondaries: expect.arrayContaining([{ alias: "cdn", origin: "https://cdn.news.test" }]),
      },
      door: mesh.door,
    });
    expect([answer.headers.get("service-worker-allowed"), answer.headers.get("cache-control")]).toEqual([
      "/",
      "private, max-age=600",
    ]);
    const again = await ask(path, { headers: { "if-none-match": answer.headers.get("etag") ?? "" } });
    expect([again.status, await again.text()]).toEqual([304, ""]);
  });

  it("sends and keeps no cookies where the lifeboat says that the page wants none", async () => {
    const upstream = () => new Response("", { headers: { "set-cookie": "a=b" } });
    const { ask, mesh, cookie } = await reader({ upstream });
    const headers = { cookie: `${cookie}; __Host-.session=1`, "mirror-as": "cors omit script" };
    const answer = await mesh.get(`https://${MIRROR}/${mesh.door}/cdn/a.js`, { headers });
    const seen = mesh.upstreamSaw[0]?.headers;
    expect(
      ["cookie", "mirror-as", "origin", "sec-fetch-mode", "sec-fetch-dest"].map((name) => seen?.get(name)),
    ).toEqual([null, null, "https://news.test", "cors", "script"]);
    expect(answer.headers.getSetCookie()).toEqual([]);
    expect((await ask("/a")).headers.getSetCookie()).toEqual(["__Host-.a=b; Path=/; Secure"]);
  });

  it.each([
    ["a picture on another label of the zone, got past its shim", "same-site", "no-cors", null],
    ["a page on another label that sends its reader here", "same-site", "navigate", "session=1"],
    ["a picture of the mirror's own page", "same-origin", "no-cors", "session=1"],
    ["a picture of a stranger's page, for which a browser keeps SameSite", "cross-site", "no-cors", "session=1"],
  ])("to what %s asks for, cookies go as at home", async (_, site, mode, sent) => {
    const upstream = () => new Response("", { headers: { "set-cookie": "a=b" } });
    const { mesh, cookie } = await reader({ upstream });
    const headers = { cookie: `${cookie}; __Host-.session=1`, "sec-fetch-site": site, "sec-fetch-mode": mode };
    const answer = await mesh.get(`https://${MIRROR}/picture`, { headers });
    expect(mesh.upstreamSaw[0]?.headers.get("cookie")).toBe(sent);
    expect(answer.headers.getSetCookie().length).toBe(sent === null ? 0 : 1);
  });

  it("keeps the service's own service worker from taking the lifeboat's place", async () => {
    const { ask, mesh } = await reader();
    expect((await ask("/sw.js", { headers: { "service-worker": "script" } })).status).toBe(404);
    expect(mesh.upstreamSaw.length).toBe(0);
  });

  it("passes a WebSocket with its messages, protocol and mapped Origin", async () => {
    const upstream = (request: Request) => {
      const [client, server] = Object.values(new WebSocketPair());
      server?.accept();
      server?.addEventListener("message", ({ data }) => server.send(`${request.headers.get("origin")} ${data}`));
      return new Response(null, {
        status: 101,
        webSocket: client ?? null,
        headers: { "sec-websocket-protocol": "chat" },
      });
    };
    const { ask } = await reader({ upstream, burned: true });
    const answer = await ask("/chat", {
      headers: { upgrade: "websocket", origin: `https://${MIRROR}`, "sec-websocket-protocol": "chat" },
    });
    expect([answer.status, answer.headers.get("sec-websocket-protocol")]).toEqual([101, "chat"]);
    const socket = answer.webSocket;
    const heard = new Promise((resolve) => socket?.addEventListener("message", ({ data }) => resolve(data)));
    socket?.accept();
    socket?.send("salaam");
    expect(await heard).toBe("https://news.test salaam");
  });

  it("hands on an event stream event by event", async () => {
    let push: (text: string) => void = () => undefined;
    const upstream = () => {
      const body = new ReadableStream({
        start(controller) {
          push = (text) => controller.enqueue(new TextEncoder().encode(text));
        },
      });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    };
    const { ask } = await reader({ upstream });
    const body = (await ask("/ticker")).body?.getReader();
    push("data: 1\n\n");
    expect(new TextDecoder().decode((await body?.read())?.value)).toBe("data: 1\n\n");
    push("data: 2\n\n");
    expect(new TextDecoder().decode((await body?.read())?.value)).toBe("data: 2\n\n");
    await body?.cancel();
  });

  it("cuts the stream where the service cuts it", async () => {
    const upstream = () => {
      let sent = false;
      const body = new ReadableStream({
        pull(controller) {
          if (sent) controller.error(new Error("reset by https://news.test/secret"));
          else controller.enqueue(new TextEncoder().encode("half"));
          sent = true;
        },
      });
      return new Response(body);
    };
    const { ask } = await reader({ upstream });
    await expect((await ask("/")).text()).rejects.toThrow();
  });
});

/** What begins at once begins within this, on a busy machine too; the rest comes after it. */
const IN_TIME_MILLISECONDS = 1000;
const LATE_MILLISECONDS = 1500;

describe("a service that fails", () => {
  it("becomes a page that says so, without a word of the exception", async () => {
    const upstream = () => Promise.reject(new Error("connect ECONNREFUSED 10.0.0.7 for https://news.test/secret"));
    const { ask, mesh } = await reader({ upstream });
    const answer = await ask("/secret", { headers: { "accept-language": "en" } });
    const page = await answer.text();
    expect([answer.status, answer.headers.get("cache-control")]).toEqual([502, "no-store"]);
    expect(page).toContain("could not reach the site");
    expect(page).not.toMatch(/secret|10\.0|ECONN|news\.test/);
    expect(mesh.logged).toEqual([]);
  });

  it("is not waited for longer than the time for its headers", async () => {
    const { ask } = await reader({ upstream: () => new Promise<Response>(() => undefined), answerMilliseconds: 20 });
    const answer = await ask("/");
    expect([answer.status, (await answer.text()).includes('lang="fa" dir="rtl"')]).toEqual([504, true]);
  });

  it("is not waited for any longer when its headers have come and a page of known length has not begun", async () => {
    const { ask } = await reader({ upstream: () => pageOf(new ReadableStream(), 9), answerMilliseconds: 20 });
    expect((await ask("/")).status).toBe(504);
  });

  it("is waited for once a page of known length has begun", async () => {
    const body = new ReadableStream({
      async start(controller) {
        controller.enqueue(new TextEncoder().encode("<p>"));
        await scheduler.wait(LATE_MILLISECONDS);
        controller.enqueue(new TextEncoder().encode("late"));
        controller.close();
      },
    });
    const { ask } = await reader({ upstream: () => pageOf(body, 7), answerMilliseconds: IN_TIME_MILLISECONDS });
    expect(await (await ask("/", { headers: { "sec-fetch-dest": "empty" } })).text()).toBe("<p>late");
  });

  it("is waited for as long as its body takes", async () => {
    const upstream = () => {
      const body = new ReadableStream({
        async start(controller) {
          await scheduler.wait(LATE_MILLISECONDS);
          controller.enqueue(new TextEncoder().encode("late"));
          controller.close();
        },
      });
      return new Response(body);
    };
    const { ask } = await reader({ upstream, answerMilliseconds: IN_TIME_MILLISECONDS });
    expect(await (await ask("/")).text()).toBe("late");
  });

  it("leaves one scrubbed line where the relay itself throws", async () => {
    const { ask, mesh } = await reader({ upstream: () => ({ headers: null }) as unknown as Response });
    const answer = await ask("/secret-path?q=1");
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toMatch(/TypeError|undefined|null/);
    expect(mesh.logged).toEqual(['{"event":"request","error":"TypeError"}']);
  });
});

describe("a read-only service", () => {
  it.each(["GET", "HEAD", "OPTIONS"])("lets %s through", async (method) => {
    const { ask } = await reader({ policy: "read-only" });
    expect((await ask("/", { method })).status).toBe(200);
  });

  it.each(["POST", "PUT", "DELETE", "PATCH"])("refuses %s with a page", async (method) => {
    const { ask, mesh } = await reader({ policy: "read-only" });
    const answer = await ask("/", { method, body: "x" });
    expect([answer.status, answer.headers.get("allow")]).toEqual([405, "GET, HEAD, OPTIONS"]);
    expect(mesh.upstreamSaw.length).toBe(0);
  });

  it("refuses a WebSocket", async () => {
    const { ask } = await reader({ policy: "read-only" });
    expect((await ask("/chat", { headers: { upgrade: "websocket", origin: `https://${MIRROR}` } })).status).toBe(405);
  });
});

describe("a burned mirror", () => {
  it("serves on and says so on every answer", async () => {
    const { ask, mesh } = await reader({ burned: true });
    for (const path of ["/", `/${mesh.door}/state`, `/${mesh.door}/nothing/`]) {
      expect((await ask(path)).headers.get("mirror-state")).toBe("burned");
    }
    expect(await (await ask("/")).text()).toBe("from the service");
    expect(await (await ask(`/${mesh.door}/state`)).json()).toEqual({
      hostname: MIRROR,
      burned: true,
      service: "news",
    });
  });

  it.each([MIRROR, "*.garden.example"])(
    "knows of a blocklist that names %s before its zone's record does",
    async (pattern) => {
      const { ask, mesh } = await reader();
      const entries = [{ pattern, cause: "censor" as const, at: NOW }];
      mesh.kv.values.set(
        blocklistKey(),
        await signBlocklist(entries, { version: 1, issuedAt: NOW, signer: mesh.keys.online }),
      );
      expect((await ask("/")).headers.get("mirror-state")).toBe("burned");
    },
  );

  it("says nothing to strangers", async () => {
    const { mesh } = await reader({ burned: true });
    expect((await mesh.get(`https://${MIRROR}/`)).headers.has("mirror-state")).toBe(false);
    const head = await mesh.get(await mesh.link(await mesh.ticket()), { method: "HEAD", headers: NAVIGATION });
    expect(head.headers.has("mirror-state")).toBe(false);
  });
});

describe("the answer mark", () => {
  const upstream = ({ url }: Request) => {
    if (url.endsWith("/unchanged")) return new Response(null, { status: 304, headers: { "x-request-id": "theirs" } });
    if (url.endsWith("/away")) return Response.redirect("https://news.test/there", 302);
    if (url.endsWith("/gone")) throw new TypeError("no route");
    return new Response("from the service");
  };
  const markOf = ({ headers }: Response) => headers.get(MARK_HEADER);

  it("stands on every answer to a reader, whatever it is, and is another each hour", async () => {
    const { ask, mesh } = await reader({ upstream });
    const ticket = await mesh.ticket();
    const boatKey = await deriveBoatKey((await keysOf(MIRROR)).boat, ticket);
    const paths = ["/", "/unchanged", "/away", "/gone", "/elsewhere", "state", "lifeboat.js", "leave?to=x", "roster"];
    for (const hour of [0, 1]) {
      mesh.clock.now = NOW + hour * 3600;
      const expected = await answerMark(boatKey, Math.floor(mesh.clock.now / 3600));
      expect(expected).toMatch(/^[\w-]{12}$/);
      for (const path of paths) {
        const answer = await ask(path.startsWith("/") ? path : `/${mesh.door}/${path}`);
        expect([path, markOf(answer)]).toEqual([path, expected]);
      }
    }
  });

  it("is another reader's and another mirror's never, and no stranger sees one", async () => {
    const { ask, mesh } = await reader({ upstream });
    const own = markOf(await ask("/"));
    const other = await mesh.pass(await mesh.ticket({ notAfterHour: Math.floor(NOW / 3600) + 1 }));
    const theirs = markOf(await mesh.get(`https://${MIRROR}/`, { headers: { cookie: other } }));
    expect(theirs).toBeTruthy();
    expect(theirs).not.toBe(own);
    expect(markOf(await mesh.get(`https://${MIRROR}/`))).toBeNull();
    expect(markOf(await mesh.get(await mesh.link(await mesh.ticket()), { headers: NAVIGATION }))).toBeNull();
  });
});

describe("own endpoints", () => {
  it("give the lifeboat the whole origin as its scope", async () => {
    const { ask, mesh } = await reader();
    const answer = await ask(`/${mesh.door}/lifeboat.js`, { headers: { "service-worker": "script" } });
    expect(answer.headers.get("service-worker-allowed")).toBe("/");
    expect(answer.headers.get("content-type")).toContain("javascript");
    expect(await answer.text()).toContain("claim");
  });

  it("give no lifeboat while the root has called them off", async () => {
    const { ask, mesh } = await reader();
    const { keys, kv } = mesh;
    const body = { ...keys.keyring.body, version: keys.keyring.body.version + 1, kill: true as const };
    kv.values.set(keyringKey(), await signKeyring(body, keys.root));
    mesh.clock.now += 3600;
    const { status } = await ask(`/${mesh.door}/lifeboat.js`, { headers: { "service-worker": "script" } });
    expect([status, (await ask("/")).status]).toEqual([404, 200]);
  });

  it("tell a lifeboat that a browser installs what no page is told, the same all week", async () => {
    const { ask, mesh } = await reader();
    const path = `/${mesh.door}/lifeboat.js`;
    const told = async (headers: Record<string, string>) => {
      const answer = await ask(path, { headers });
      const [, text = ""] = /^self\.hezar=(.*);\n/.exec(await answer.text()) ?? [];
      return { answer, boat: JSON.parse(text).boat };
    };
    expect((await told(INSTALLING)).boat).toBeUndefined();
    mesh.clock.now += 31;
    const key = { id: 1, key: toBase64url(seed(5)) };
    const body = { v: 1, version: 1, issuedAt: NOW, service: "news", keys: [key] };
    mesh.kv.values.set(jarKeysKey("news"), await signRecord("jarkeys", body, mesh.keys.online));
    const { answer, boat } = await told(INSTALLING);
    const jarKeys = { keys: [key] };
    const carried = await openCarried(fromBase64url(boat.carried) ?? new Uint8Array(), {
      ...{ jarKeys, service: "news", tier: "operator" },
    });
    expect(carried && toBase64url(carried.boatKey)).toBe(boat.key);
    expect(boat).toMatchObject({ hostname: MIRROR, lineage: LINEAGE, root: toBase64url(mesh.keys.rootKey) });
    expect((await told(INSTALLING)).boat).toEqual(boat);
    expect(answer.headers.get("vary")).toBe("sec-fetch-dest, sec-fetch-mode, sec-fetch-site, service-worker");
    expect(answer.headers.get("cache-control")).toBe("no-store");
    const etag = answer.headers.get("etag") ?? "";
    expect((await ask(path, { headers: { ...INSTALLING, "if-none-match": etag } })).status).toBe(304);
    for (const name of Object.keys(INSTALLING)) {
      const { [name]: _left, ...others } = INSTALLING as Record<string, string>;
      const plain = await ask(path, { headers: { ...others, "if-none-match": etag } });
      expect([plain.status, (await plain.text()).includes(boat.key)], name).toEqual([200, false]);
    }
    const chromium = { "user-agent": "Mozilla/5.0 Chrome/147.0.0.0 Safari/537.36" };
    expect((await told({ ...INSTALLING, ...chromium })).answer.headers.get("cache-control")).toBe(
      "private, max-age=600",
    );
  });

  it("hand on the keyring as the root signed it", async () => {
    const { ask, mesh } = await reader();
    expect(await (await ask(`/${mesh.door}/keyring`)).text()).toBe(mesh.keys.keyringText);
  });

  it("hand on the reader's own roster as it lies in KV", async () => {
    const { ask, mesh } = await reader();
    expect((await ask(`/${mesh.door}/roster`)).status).toBe(404);
    mesh.clock.now += 31;
    mesh.kv.values.set(rosterKey(LINEAGE), "hezar-roster 1 4\n\n");
    const answer = await ask(`/${mesh.door}/roster`);
    expect([await answer.text(), answer.headers.get("cache-control")]).toEqual(["hezar-roster 1 4\n\n", "no-store"]);
  });

  it("are read, not written", async () => {
    const { ask, mesh } = await reader();
    expect((await ask(`/${mesh.door}/state`, { method: "POST", body: "x" })).status).toBe(405);
  });
});
