// A relay as another mirror's lifeboat finds it: what is sealed right is answered as that mirror would, all else meets the
// cover that anyone meets.

import { describe, expect, it } from "vitest";
import { deriveBoatKey } from "../../../shared/domain/boat.ts";
import { concat, toBase64url } from "../../../shared/domain/bytes.ts";
import { sealCarried } from "../../../shared/domain/carried.ts";
import { type FailoverAsk, sealAsk } from "../../../shared/domain/failover.ts";
import { type FailoverHead, openHead } from "../../../shared/domain/failoverhead.ts";
import { type JarEntry, jarIdOf, readJarHeader, sealCookie, sealHome } from "../../../shared/domain/jar.ts";
import type { JarKeys } from "../../../shared/domain/jarkeys.ts";
import { signRecord } from "../../../shared/domain/record.ts";
import { jarKeysKey } from "../../../shared/store/keys.ts";
import {
  createFixture,
  type FixtureOptions,
  keysOf,
  MIRROR,
  NOW,
  OTHER_LINEAGE,
  OTHER_MIRROR,
  seen,
} from "./fixture.ts";

const A = "https://far-lantern.hill.example";
const draw = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const keysBody: JarKeys = {
  ...{ v: 1, version: 1, issuedAt: NOW, service: "news" },
  keys: [
    { id: 2, key: toBase64url(new Uint8Array(32).fill(4)) },
    { id: 1, key: toBase64url(new Uint8Array(32).fill(5)) },
  ],
};
const ask: FailoverAsk = {
  ...{
    at: NOW,
    id: "0123456789abcdef",
    method: "GET",
    path: "/story?page=2",
    headers: [["accept", "text/html"]],
    jar: [],
  },
  from: { origin: A, door: "farfarfa", siblings: {} },
};

interface Wish {
  readonly ask?: Partial<FailoverAsk>;
  readonly body?: string;
  readonly to?: string;
  readonly lineage?: string;
  readonly jarKeys?: JarKeys;
  readonly boatKey?: Uint8Array;
  readonly service?: string;
  readonly tier?: "volunteer";
  readonly headers?: Record<string, string>;
  readonly change?: (body: Uint8Array) => Uint8Array;
  readonly url?: string;
  readonly method?: string;
}

async function open(options: FixtureOptions = {}) {
  const fixture = await createFixture(options);
  fixture.kv.values.set(jarKeysKey("news"), await signRecord("jarkeys", keysBody, fixture.keys.online));
  const { mark } = await keysOf(OTHER_MIRROR);
  const send = async (wish: Wish = {}) => {
    const ticket = await fixture.ticket(wish.lineage ? { lineage: wish.lineage } : {});
    const boatKey = await boatKeyOf(ticket);
    const place = {
      jarKeys: wish.jarKeys ?? keysBody,
      service: wish.service ?? "news",
      tier: wish.tier ?? ("operator" as const),
    };
    const carried = await sealCarried({ ticket, boatKey, mark }, place);
    const sealing = { carried, boatKey: wish.boatKey ?? boatKey, to: wish.to ?? MIRROR, nonce: draw(12) };
    const whole = concat(await sealAsk({ ...ask, ...wish.ask }, sealing), new TextEncoder().encode(wish.body ?? ""));
    return fixture.get(wish.url ?? `https://${MIRROR}/${fixture.door}/send`, {
      ...{ method: wish.method ?? "POST", headers: { "content-type": "text/plain", origin: A, ...wish.headers } },
      ...(wish.method !== "OPTIONS" && { body: wish.change?.(whole) ?? whole }),
    });
  };
  return { ...fixture, send };
}

interface Answer {
  readonly head: FailoverHead;
  readonly body: string;
}

async function readAnswer(response: Response, id = ask.id): Promise<Answer> {
  const bytes = new Uint8Array(await response.arrayBuffer());
  const length = new DataView(bytes.buffer).getUint32(0);
  const boatKey = await boatKeyOf(await (await createFixture()).ticket());
  const head = await openHead(bytes.subarray(4, 4 + length), { boatKey, to: MIRROR, id });
  if (head === undefined) throw new Error("the answer does not open");
  return { head, body: new TextDecoder().decode(bytes.subarray(4 + length)) };
}

function boatKeyOf(ticket: Uint8Array) {
  return deriveBoatKey(new Uint8Array(32).fill(8), ticket);
}

const page = () =>
  new Response(
    `<html><head></head><body><a href="https://news.test/a">x</a><img src="https://cdn.news.test/i.png"></body></html>`,
    {
      headers: [
        ["content-type", "text/html"],
        ["set-cookie", "sid=1; HttpOnly; Path=/"],
        ["set-cookie", "seen=2; Max-Age=60"],
      ],
    },
  );

describe("a failover request", () => {
  it("is answered as the reader's own mirror would: its addresses, its door, its cookies", async () => {
    const { send, upstreamSaw } = await open({ upstream: page });
    const answer = await send();
    expect([...answer.headers]).toEqual([
      ["access-control-allow-origin", A],
      ["cache-control", "no-store"],
      ["content-type", "text/plain"],
      ["vary", "origin"],
      ["x-content-type-options", "nosniff"],
    ]);
    const { head, body } = await readAnswer(answer);
    expect(head.status).toBe(200);
    expect(body).toContain('href="/a"');
    expect(body).toContain('src="/farfarfa/cdn/i.png"');
    expect(upstreamSaw[0]?.url).toBe("https://news.test/story?page=2");
    expect(upstreamSaw[0]?.headers.get("origin")).toBeNull();
    expect(head.headers.some(([name]) => name === "set-cookie")).toBe(false);
    expect(head.jar).toHaveLength(2);
    expect(head.visible).toEqual([expect.stringMatching(/^__Host-\.seen=2; Path=\/; Secure; Expires=/)]);
  });

  it("carries the jar on: what one answer set the next request has, and what is over it has not", async () => {
    const { send, upstreamSaw, clock } = await open({ upstream: page });
    const { head } = await readAnswer(await send());
    await send({ ask: { jar: head.jar, cookies: "__Host-.theme=dark; __Host-.sid=stale" } });
    expect(upstreamSaw[1]?.headers.get("cookie")).toBe("theme=dark; sid=1; seen=2");
    clock.now += 120;
    await send({ ask: { jar: head.jar } });
    expect(upstreamSaw[2]?.headers.get("cookie")).toBe("sid=1");
  });

  it("deletes what the service deletes", async () => {
    const { send } = await open({
      upstream: () => new Response("", { headers: { "set-cookie": "sid=; Max-Age=0" } }),
    });
    expect((await readAnswer(await send())).head.jar).toEqual([
      { id: expect.stringMatching(/^[0-9a-f]{16}$/), sealed: "" },
    ]);
  });

  it("sends a body on as it came, once", async () => {
    const bodies: string[] = [];
    const { send } = await open({
      upstream: async (request) => {
        bodies.push(`${request.method} ${request.headers.get("content-type")} ${await request.text()}`);
        return new Response(null, { status: 303, headers: { location: "https://news.test/done" } });
      },
    });
    const post = { method: "POST", headers: [["content-type", "application/x-www-form-urlencoded"]] } as const;
    const { head } = await readAnswer(await send({ ask: post, body: "comment=سلام" }));
    expect(head.status).toBe(303);
    expect(head.headers).toContainEqual(["location", "/done"]);
    expect(bodies).toEqual(["POST application/x-www-form-urlencoded comment=سلام"]);
    expect((await send({ ask: post, body: "comment=سلام" })).status).toBe(405);
    expect(bodies).toHaveLength(1);
  });

  it("gives a fresh carried ticket where the shown one's key goes next", async () => {
    const { send } = await open();
    expect((await readAnswer(await send())).head.carried).toBeUndefined();
    const older = { ...keysBody, keys: keysBody.keys.slice(1) };
    expect((await readAnswer(await send({ jarKeys: older }))).head.carried).toHaveLength(214);
  });

  it("of a page's making says nothing of who asks", async () => {
    const { send, upstreamSaw } = await open();
    const headers = [
      ["cookie", "sid=forged"],
      ["sec-fetch-site", "cross-site"],
      ["origin", "https://evil.test"],
      ["host", "evil.test"],
      ["x-asked", "kept"],
    ] as const;
    await send({ ask: { headers } });
    const said = upstreamSaw[0]?.headers;
    expect(said?.get("cookie")).toBeNull();
    expect(said?.get("origin")).toBeNull();
    expect(said?.get("sec-fetch-site")).toBe("none");
    expect(said?.get("x-asked")).toBe("kept");
  });
});

const flip = (at: number) => (body: Uint8Array) => {
  const changed = new Uint8Array(body);
  changed[at] = (changed[at] ?? 0) ^ 1;
  return changed;
};
const foreignKeys = { ...keysBody, keys: [{ id: 2, key: toBase64url(new Uint8Array(32).fill(6)) }] };
const STRANGERS: readonly (readonly [string, Wish])[] = [
  ["another hostname's", { to: OTHER_MIRROR }],
  ["another lineage's ticket", { lineage: OTHER_LINEAGE }],
  ["a jar key that is none of ours", { jarKeys: foreignKeys }],
  ["a jar key that is no longer listed", { jarKeys: { ...keysBody, keys: [{ ...keysBody.keys[0], id: 9 } as never] } }],
  ["another service's", { service: "shop" }],
  ["another tier's", { tier: "volunteer" }],
  ["a carried ticket without its boat key", { boatKey: new Uint8Array(32) }],
  ["another origin than it says", { headers: { origin: "https://evil.test" } }],
  ["Origin: null", { headers: { origin: "null" } }],
  ["cut in the front", { change: (body) => body.subarray(0, 100) }],
  ["cut in the sealed part", { change: (body) => body.subarray(0, 300) }],
  ["empty", { change: () => new Uint8Array() }],
  ["a flipped version", { change: flip(0) }],
  ["a flipped bit of the carried ticket", { change: flip(60) }],
  ["a flipped bit of the length", { change: flip(164) }],
  ["an endless length", { change: flip(161) }],
  ["a flipped bit of the sealed part", { change: flip(220) }],
  ["random bytes", { change: (body) => draw(body.length) }],
  ["an origin with a path", { ask: { from: { ...ask.from, origin: `${A}/x` } } }],
  ["no content type", { headers: { "content-type": "" } }],
  ["JSON", { headers: { "content-type": "application/json" } }],
  ["PUT", { method: "PUT" }],
  ["a preflight", { method: "OPTIONS" }],
  ["another path", { url: `https://${MIRROR}/aaaaaaaa/send` }],
  ["a label without a mirror", { url: `https://no-such.garden.example/aaaaaaaa/send` }],
];

/** A lifeboat's own words, which nobody here can read. */
const UNREADABLE: readonly (readonly [string, Partial<FailoverAsk>])[] = [
  ["a path that is none", { path: "story" }],
  ["an address for a path", { path: "https://evil.test/" }],
  ["a fragment", { path: "/a#b" }],
  ["a method in lower case", { method: "get" }],
  ["CONNECT", { method: "CONNECT" }],
  ["TRACE", { method: "TRACE" }],
  ["a header that breaks the line", { headers: [["x", "a\r\nhost: evil"]] }],
  ["a header in capitals", { headers: [["X-A", "b"]] }],
  ["a door that is none", { from: { ...ask.from, door: "../x" } }],
  ["a field too many", { more: 1 } as never],
  ["a jar's id that is none", { jar: [{ id: "x", sealed: "" }] }],
  ["a destination of a document", { meant: { mode: "cors", credentials: "omit", destination: "iframe" } }],
  ["cookies without end", { cookies: "a=b;".repeat(5000) }],
  ["a sibling of a secondary that may not be framed", { from: { ...ask.from, root: "cdn" } }],
  ["a sibling of what every object has", { from: { ...ask.from, root: "constructor" } }],
  ["siblings without end", { from: { ...ask.from, siblings: manySiblings() } }],
  [
    "a sibling of endless name",
    { from: { ...ask.from, siblings: { x: { origin: `https://${"a".repeat(400)}`, door: "farfarfa" } } } },
  ],
  // Such a script holds what no page may read (boarding.ts).
  [
    "a service worker's script",
    {
      path: "/farfarfa/lifeboat.js",
      headers: [["service-worker", "script"]],
      meant: { mode: "same-origin", credentials: "include", destination: "serviceworker" },
    },
  ],
];

function manySiblings() {
  const names = Array.from({ length: 65 }, (_, at) => [`s${at}`, { origin: A, door: "farfarfa" }] as const);
  return Object.fromEntries(names);
}

describe("what is sealed right and cannot be done", () => {
  it.each(UNREADABLE)("%s: told so, lest this mirror be taken for blocked", async (_, changes) => {
    const { send, upstreamSaw } = await open();
    const { head, body } = await readAnswer(await send({ ask: changes }));
    expect([head, body]).toEqual([{ status: 400, headers: [], jar: [] }, ""]);
    expect(upstreamSaw).toEqual([]);
  });

  it.each([-86_401, 86_401])("a clock %i seconds off is told the time, and the service hears nothing", async (off) => {
    const { send, upstreamSaw } = await open();
    const { head } = await readAnswer(await send({ ask: { at: NOW + off } }));
    expect(head).toEqual({ status: 400, headers: [], jar: [], now: NOW });
    expect(upstreamSaw).toEqual([]);
  });
});

describe("a failover request of a sibling", () => {
  const from = {
    ...ask.from,
    root: "embed",
    siblings: { "0": { origin: "https://main.hill.example", door: "mainmain" } },
  };
  const wish = { ask: { from } };

  it("is answered as the framed secondary, with the primary where the sibling has it", async () => {
    const { send, upstreamSaw } = await open({ upstream: page });
    const { head, body } = await readAnswer(await send(wish));
    expect(upstreamSaw.map(({ url }) => url)).toEqual(["https://embed.test/story?page=2"]);
    expect(body).toContain(`href="/farfarfa/0/a"`);
    expect(head.headers.find(([name]) => name === "content-security-policy")?.[1]).toContain(
      "https://main.hill.example",
    );
  });

  it("keeps its own cookies", async () => {
    const { send, upstreamSaw } = await open({ upstream: page });
    const { head } = await readAnswer(await send(wish));
    await send({ ask: { from, id: "fedcba9876543210", jar: head.jar } });
    expect(upstreamSaw[1]?.headers.get("cookie")).toBe("sid=1; seen=2");
  });
});

describe("a document of a framed secondary, asked for under the door", () => {
  it("is where the reader's own sibling is, and no ticket is in its address", async () => {
    const { send, upstreamSaw } = await open();
    const siblings = { embed: { origin: "https://beside.hill.example", door: "besidebe" } };
    const wish = { path: "/farfarfa/embed/player?clip=7", from: { ...ask.from, siblings } };
    const { head } = await readAnswer(await send({ ask: wish }));
    expect([head.status, Object.fromEntries(head.headers).location]).toEqual([
      307,
      "https://beside.hill.example/player?clip=7",
    ]);
    expect(upstreamSaw).toEqual([]);
  });
});

describe("a lifeboat whose reader's pass has ended", () => {
  const own = { ask: { from: { ...ask.from, origin: `https://${MIRROR}` } }, headers: { origin: `https://${MIRROR}` } };

  it("is shown the way in by its own mirror, and by that gets a pass", async () => {
    const { send, get, upstreamSaw } = await open();
    const { head } = await readAnswer(await send(own));
    expect([head.status, head.jar]).toEqual([204, []]);
    const { location = "" } = Object.fromEntries(head.headers);
    expect(location).toMatch(new RegExp(`^https://${MIRROR}/[\\w-]{131,194}$`));
    const headers = { "sec-fetch-site": "same-origin", "sec-fetch-mode": "cors", origin: "null" };
    const entered = await get(location, { method: "POST", headers });
    expect([entered.status, entered.headers.get("set-cookie")]).toEqual([303, expect.stringMatching(/^__Host-/)]);
    expect(upstreamSaw).toEqual([]);
  });

  it("is a stranger where the mirror is another lineage's by now", async () => {
    const { send, putZone, door } = await open();
    await putZone(2, [{ label: MIRROR.split(".")[0] ?? "", door, lineages: [OTHER_LINEAGE] }]);
    expect((await send(own)).headers.get("access-control-allow-origin")).toBeNull();
  });

  it("is a stranger where its ticket is over", async () => {
    const { send, clock } = await open();
    clock.now += 40 * 86_400;
    const late = { ...own, ask: { ...own.ask, at: clock.now } };
    expect((await send(late)).headers.get("access-control-allow-origin")).toBeNull();
  });
});

describe("a ticket in the path", () => {
  const ticket = "Az_-".repeat(40);

  it.each([
    [`/${ticket}/story?page=2`, "/story?page=2"],
    [`/${ticket}?page=2`, "/?page=2"],
    [`/${ticket}//evil.test/`, "//evil.test/"],
    [`/${ticket}`, "/"],
  ])("%#: is taken off, and no service sees it", async (path, clean) => {
    const { send, upstreamSaw } = await open();
    const { head } = await readAnswer(await send({ ask: { path } }));
    expect(head).toMatchObject({ status: 307, headers: [["location", `${A}${clean}`]] });
    expect(upstreamSaw).toEqual([]);
  });

  it("is a path where it is too short for one, or stands further on", async () => {
    const { send, upstreamSaw } = await open();
    const paths = [`/${"a".repeat(100)}/x`, `/x/${ticket}`, `/${"%20".repeat(60)}`];
    for (const [at, path] of paths.entries()) await send({ ask: { path, id: `000000000000000${at}` } });
    expect(upstreamSaw.map(({ url }) => new URL(url).pathname)).toEqual(paths);
  });
});

describe("what a service says", () => {
  it("comes whole where no browser could take it as it is: a header in UTF-8, a cookie of 9 kB", async () => {
    const headers = {
      "set-cookie": `big=${"a".repeat(9000)}`,
      "content-disposition": 'attachment; filename="سلام.pdf"',
    };
    const { send } = await open({ upstream: () => new Response("x", { headers }) });
    const { head } = await readAnswer(await send());
    const [, said = ""] = head.headers.find(([name]) => name === "content-disposition") ?? [];
    expect(new TextDecoder().decode(Uint8Array.from(said, (it) => it.charCodeAt(0)))).toContain("سلام.pdf");
    expect(head.jar).toEqual([]);
  });
});

describe("what is not sealed right", () => {
  it.each(STRANGERS)("%s: the cover, as anybody's", async (_, wish) => {
    const { send, get, door, upstreamSaw, logged } = await open();
    const url = wish.url ?? `https://${MIRROR}/${door}/send`;
    const method = wish.method ?? "POST";
    const strangers = await get(url.replace(MIRROR, "no-mirror.garden.example"), { method });
    expect(await seen(await send(wish))).toBe(await seen(strangers));
    expect(upstreamSaw).toEqual([]);
    expect(logged).toEqual([]);
  });

  it("finds the cookies of another reader's jar as nothing", async () => {
    const { send, upstreamSaw } = await open({ upstream: page });
    const jar = [{ id: "00".repeat(8), sealed: toBase64url(draw(80)) }];
    await send({ ask: { jar } });
    expect(upstreamSaw[0]?.headers.get("cookie")).toBeNull();
  });
});

describe("the jar on the lifeboat's own mirror", () => {
  const own = async (options: FixtureOptions = {}) => {
    const opened = await open(options);
    const ticket = await opened.ticket();
    const boatKey = await deriveBoatKey((await keysOf(MIRROR)).boat, ticket);
    const pass = await opened.pass(ticket);
    const ask = (path: string, { cookie = "", ...init }: RequestInit & { readonly cookie?: string } = {}) => {
      const length = init.body instanceof Uint8Array ? { "content-length": String(init.body.length) } : {};
      const headers = { cookie: [pass, cookie].filter(Boolean).join("; "), origin: `https://${MIRROR}`, ...length };
      return opened.get(`https://${MIRROR}${path}`, { headers, ...init });
    };
    return { ...opened, ask, boatKey, jar: `/${opened.door}/jar` };
  };
  const sent = (response: Response) => readJarHeader(response.headers.get("mirror-jar") ?? "") as readonly JarEntry[];

  it("is told what an answer sets, once for every cookie, and of answers that set none nothing", async () => {
    const { ask } = await own({ upstream: ({ url }) => (url.endsWith("/") ? page() : new Response("x")) });
    const answer = await ask("/");
    expect(sent(answer)).toHaveLength(2);
    expect(answer.headers.get("mirror-jar")).not.toContain("sid");
    expect((await ask("/still")).headers.has("mirror-jar")).toBe(false);
  });

  it("is exported without the pass, and of no cookie that is nobody's", async () => {
    const { ask, jar } = await own();
    const exported = readJarHeader(await (await ask(jar, { cookie: "__Host-.sid=1; planted=2" })).text());
    expect(exported).toHaveLength(1);
  });

  it("is exported as none where the browser holds none, so that a logout follows", async () => {
    const { ask, jar } = await own();
    expect(readJarHeader(await (await ask(jar)).text())).toEqual([]);
    expect(readJarHeader("")).toBeUndefined();
  });

  it("takes home no cookie that is not the service's, whoever sealed it", async () => {
    const { ask, jar, boatKey } = await own();
    const reader = "0011223344556677";
    const place = { jarKeys: keysBody, service: "news", reader };
    const { passCookie } = await keysOf(MIRROR);
    const lines = [`${passCookie}=theirs; Path=/`, "__Host-.a=1; Path=/\r\nx: y", "__Host-.ok=1; Path=/; Secure"];
    const entries = await Promise.all(
      lines.map((line, at) => sealCookie({ id: `${at}`.repeat(16), line }, { ...place, nonce: draw(12) })),
    );
    const body = await sealHome(entries, { boatKey, hostname: MIRROR, nonce: draw(12) });
    const answer = await ask(jar, { method: "POST", body });
    expect([answer.status, answer.headers.getSetCookie()]).toEqual([204, ["__Host-.ok=1; Path=/; Secure"]]);
  });

  it("comes home by real Set-Cookie from the lifeboat, and from no page", async () => {
    const { ask, jar, boatKey } = await own({ upstream: page });
    const [first] = sent(await ask("/"));
    const gone = { id: await jarIdOf(boatKey, "__Host-.old"), sealed: "" };
    const home = { boatKey, hostname: MIRROR, nonce: draw(12) };
    const body = await sealHome([first as JarEntry, gone], home);
    const answer = await ask(jar, { method: "POST", body, cookie: "__Host-.old=1" });
    expect(answer.headers.getSetCookie()).toEqual([
      "__Host-.sid=1; Path=/; HttpOnly; Secure",
      "__Host-.old=; Path=/; Secure; Max-Age=0",
    ]);
    const pages = await sealHome([first as JarEntry], { ...home, boatKey: new Uint8Array(32), nonce: draw(12) });
    const refused = await ask(jar, { method: "POST", body: pages });
    expect([refused.status, refused.headers.getSetCookie()]).toEqual([403, []]);
  });
});
