import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { pseudorandomBytes } from "../../../scripts/demo/newsroom/instruments.ts";
import { openLedger } from "../../../scripts/demo/newsroom/ledger.ts";
import { type Newsroom, startNewsroom } from "../../../scripts/demo/newsroom/newsroom.ts";

let room: Newsroom;
beforeAll(async () => {
  room = await startNewsroom({ tickMilliseconds: 20, uploadLimitBytes: 1_000_000 });
});
afterAll(() => room.close());

const get = (path: string, init: RequestInit = {}) => fetch(room.primary + path, { redirect: "manual", ...init });
const persianStory = `/news/${encodeURIComponent("نان-و-بامداد")}`;

function post(path: string, fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> {
  return get(path, { method: "POST", body: new URLSearchParams(fields), headers });
}

const cookiePair = (response: Response, name: string) =>
  response.headers
    .getSetCookie()
    .find((cookie) => cookie.startsWith(`${name}=`))
    ?.split(";")[0] ?? "";
const tokenIn = (page: string) => /name="token" value="([^"]+)"/.exec(page)?.[1] ?? "";

async function logIn(): Promise<{ cookie: string; answer: Response }> {
  const form = await get("/en/login");
  const fields = {
    token: tokenIn(await form.text()),
    user: "reader",
    password: "nightingale",
    language: "en",
    next: "/en/video",
  };
  const answer = await post("/login", fields, { cookie: cookiePair(form, "session"), origin: room.primary });
  return { cookie: cookiePair(answer, "session"), answer };
}

describe("pages", () => {
  test.each([
    ["/", "rtl"],
    [persianStory, "rtl"],
    ["/news/river-rises", "rtl"],
    ["/en/", "ltr"],
    ["/en/news/bread-price-holds", "ltr"],
    ["/en/video", "ltr"],
    ["/chat", "rtl"],
    ["/upload", "rtl"],
    ["/redirects", "rtl"],
    ["/login", "rtl"],
  ])("%s is %s, names itself absolutely and has a policy that names the CDN", async (path, direction) => {
    const answer = await get(path);
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(page).toContain(`dir="${direction}"`);
    expect(page).toContain(`<link rel="canonical" href="${room.primary}${path}">`);
    expect(page).toContain(`src="${room.cdn}/js/app.js"`);
    expect(answer.headers.get("content-security-policy")).toContain(`script-src 'self' ${room.cdn};`);
    expect(page).not.toContain("undefined");
  });

  test("every link and asset on both front pages and all stories answers", async () => {
    const seen = new Set<string>();
    const visit = async (address: string): Promise<void> => {
      if (seen.has(address) || address === `${room.cdn}/`) return; // the latter only as a preconnect
      seen.add(address);
      const answer = await fetch(address);
      expect([address, answer.status]).toEqual([address, 200]);
      if (!/^text\/(html|css)/.test(answer.headers.get("content-type") ?? "")) return void (await answer.arrayBuffer());
      const found = (await answer.text()).matchAll(
        /(?:(?:href|src|poster|data-source)="|url\(["']?|, (?=http))([^"')\s#]+)/g,
      );
      const addresses = [...found].map(([, target = ""]) => URL.parse(target, answer.url)?.href ?? "");
      await Promise.all(
        addresses.filter((next) => next.startsWith(room.primary) || next.startsWith(room.cdn)).map(visit),
      );
    };
    await Promise.all([visit(`${room.primary}/`), visit(`${room.primary}/en/`)]);
    expect([...seen].filter((address) => address.includes("/news/"))).toHaveLength(12);
    expect([...seen].filter((address) => address.endsWith(".woff2"))).toHaveLength(3);
  });

  test("search finds Persian words, and shows what was asked as text", async () => {
    expect(await (await get(`/search?q=${encodeURIComponent("لک‌لک")}`)).text()).toContain("storks-600.jpg");
    expect(await (await get("/en/search?q=<script>x")).text()).not.toContain("<script>x");
  });

  test.each([
    "/nothing",
    "/en/news/nothing",
    "/uploads/aaaa",
    "/redirects/nothing",
    "/constructor",
    "/news/constructor",
    "//evil/",
  ])("%s is not found", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  test("HEAD answers without a body, the ticker's included", async () => {
    const paths = ["/", "/live/ticker", "/stream?bytes=9"];
    const answers = await Promise.all(paths.map((path) => get(path, { method: "HEAD" })));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(["", "", ""]);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
  });

  test("a broken address is a bad request", async () => {
    expect((await get("/news/%ff")).status).toBe(400);
  });
});

describe("manners of a careful site", () => {
  test.each([() => room.primary, () => room.cdn])("a foreign Host is misdirected", async (origin) => {
    const sent = request(`${origin()}/`, { headers: { host: "other.example" } }).end();
    const [answer] = await once(sent, "response");
    answer.resume();
    expect(answer.statusCode).toBe(421);
  });

  test.each(["null", "http://evil.example"])("a form from Origin %s is refused", async (origin) => {
    expect((await post("/login", {}, { origin })).status).toBe(403);
  });

  test("the CDN allows the primary's pages, and answers preflights", async () => {
    const answer = await fetch(`${room.cdn}/api/related/fa/bread.json`);
    const { items } = (await answer.json()) as { items: { url: string; image: string }[] };
    expect(answer.headers.get("access-control-allow-origin")).toBe(room.primary);
    expect(items[0]).toMatchObject({
      url: `${room.primary}/news/river-rises`,
      image: `${room.cdn}/images/river-600.jpg`,
    });
    expect((await fetch(`${room.cdn}/api/related/fa/bread.json`, { method: "OPTIONS" })).status).toBe(204);
  });

  test.each([
    ["relative", 302, "../news/river-rises"],
    ["absolute", 302, "P/en/news/river-rises"],
    ["protocol-relative", 302, "//H/en/"],
    ["permanent", 301, `P${persianStory}#comments`],
    ["to-cdn", 302, "C/images/storks-600.jpg"],
    ["chain?left=3", 302, "P/redirects/chain?left=2"],
    ["chain?left=0", 302, "P/en/"],
  ])("/redirects/%s leads elsewhere with %d", async (name, status, location) => {
    const answer = await get(`/redirects/${name}`);
    const expected = location
      .replace("P", room.primary)
      .replace("H", new URL(room.primary).host)
      .replace("C", room.cdn);
    expect([answer.status, answer.headers.get("location")]).toEqual([status, expected]);
  });

  test("a 307 keeps method and body", async () => {
    const answer = await fetch(`${room.primary}/redirects/keep-method`, { method: "POST", body: "kept=yes" });
    expect(await answer.json()).toMatchObject({ method: "POST", url: "/echo", bytes: 8 });
  });
});

describe("account", () => {
  test("a right password gives an HttpOnly session, a cookie scripts may read, and the way back", async () => {
    const { answer, cookie } = await logIn();
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${room.primary}/en/video`]);
    expect(answer.headers.getSetCookie()[0]).toMatch(/^session=[\w-]{24}; Path=\/; HttpOnly; SameSite=Lax/);
    expect(answer.headers.getSetCookie()[1]).toMatch(/^reader=reader; (?!.*HttpOnly)/);
    expect(await (await get("/en/", { headers: { cookie } })).text()).toContain("Hello, reader");
  });

  test("a wrong password, or a missing token, shows an error and no session", async () => {
    const form = await get("/login");
    const cookie = cookiePair(form, "session");
    const wrong = await post(
      "/login",
      { token: tokenIn(await form.text()), user: "reader", password: "no" },
      { cookie },
    );
    const stale = await post("/login", { user: "reader", password: "nightingale" }, { cookie });
    expect([wrong.status, stale.status]).toEqual([422, 403]);
    expect(await wrong.text()).toContain('role="alert"');
    expect(await (await get("/", { headers: { cookie } })).text()).not.toContain("سلام، reader");
  });

  test.each(["//evil.example", "/\\evil.example", "https://evil.example", "/a\r\nb: c"])(
    "after login nobody is sent to %j",
    async (next) => {
      const form = await get("/login");
      const fields = { token: tokenIn(await form.text()), user: "guest", password: "hazar-dastan", next };
      const answer = await post("/login", fields, { cookie: cookiePair(form, "session") });
      expect(answer.headers.get("location")).toBe(`${room.primary}/`);
    },
  );

  test("a comment needs a login and its token, and is shown as text", async () => {
    const stranger = await post("/comments", { story: "bread", text: "hello" });
    expect(stranger.headers.get("location")).toContain("/login?next=");
    const { cookie } = await logIn();
    const token = tokenIn(await (await get(persianStory, { headers: { cookie } })).text());
    const answer = await post("/comments", { token, story: "bread", language: "fa", text: "<b>درود</b>" }, { cookie });
    expect([answer.status, answer.headers.get("location")]).toEqual([303, `${room.primary}${persianStory}#comments`]);
    expect(await (await get(persianStory)).text()).toContain("&#60;b&#62;درود&#60;/b&#62;");
  });

  test("logging out ends the session", async () => {
    const { cookie } = await logIn();
    const token = tokenIn(await (await get("/", { headers: { cookie } })).text());
    const answer = await post("/logout", { token, language: "en" }, { cookie });
    expect(answer.headers.get("location")).toBe(`${room.primary}/en/`);
    expect(await (await get("/en/", { headers: { cookie } })).text()).not.toContain("Hello");
  });
});

describe("film, upload, streams", () => {
  const film = () => `${room.cdn}/media/river.webm`;

  test("ranges of the film are exact, and If-Range and If-None-Match hold", async () => {
    const whole = await fetch(film());
    const bytes = Buffer.from(await whole.arrayBuffer());
    const etag = whole.headers.get("etag") ?? "";
    const part = (headers: Record<string, string>) => fetch(film(), { headers });
    const middle = await part({ range: "bytes=1000-1999", "if-range": etag });
    expect([middle.status, middle.headers.get("content-range")]).toEqual([206, `bytes 1000-1999/${bytes.length}`]);
    expect(Buffer.from(await middle.arrayBuffer())).toEqual(bytes.subarray(1000, 2000));
    expect((await part({ range: "bytes=0-9", "if-range": '"old"' })).status).toBe(200);
    expect((await part({ range: "bytes=9999999-" })).status).toBe(416);
    expect((await part({ "if-none-match": etag })).status).toBe(304);
  });

  test("an upload is hashed while it streams, shown, and played back", async () => {
    const bytes = randomBytes(300_000);
    const form = new FormData();
    form.append("caption", "نهر <i>");
    form.append("file", new Blob([bytes], { type: "video/webm" }), "my film.webm");
    const page = await (
      await get("/en/upload", { method: "POST", body: form, headers: { origin: room.primary } })
    ).text();
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(page).toContain(sha256);
    expect(page).toContain('data-bytes="300000"');
    expect(page).toContain("نهر &#60;i&#62;");
    const played = await get(`/uploads/${sha256}`, { headers: { range: "bytes=5-9" } });
    expect([played.status, played.headers.get("content-type")]).toEqual([206, "video/webm"]);
    expect(Buffer.from(await played.arrayBuffer())).toEqual(bytes.subarray(5, 10));
  });

  test("an upload over the limit, or none, is told so", async () => {
    const form = new FormData();
    form.append("file", new Blob([new Uint8Array(1_000_001)]), "big.webm");
    const headers = { accept: "application/json" };
    expect((await get("/upload", { method: "POST", body: form, headers })).status).toBe(413);
    expect((await get("/upload", { method: "POST", body: "x", headers })).status).toBe(422);
  });

  test("the stream's bytes are known, whole and in part", async () => {
    const whole = await get("/stream?bytes=200000");
    expect(whole.headers.get("content-length")).toBe("200000");
    expect(Buffer.from(await whole.arrayBuffer()).equals(pseudorandomBytes(0, 200_000))).toBe(true);
    const part = await get("/stream?bytes=5000000000&rate=50000000", {
      headers: { range: "bytes=4000000001-4000100000" },
    });
    expect([part.status, part.headers.get("content-length")]).toEqual([206, "100000"]);
    expect(Buffer.from(await part.arrayBuffer()).equals(pseudorandomBytes(4_000_000_001, 100_000))).toBe(true);
    expect((await get("/stream?bytes=-1")).status).toBe(400);
  });

  test.each(["PUT", "POST"])("the sink hashes a %s of 8 MB", async (method) => {
    const bytes = pseudorandomBytes(0, 8_000_000);
    const answer = await get("/sink", { method, body: new Uint8Array(bytes) });
    expect(await answer.json()).toEqual({ bytes: 8_000_000, sha256: createHash("sha256").update(bytes).digest("hex") });
  });
});

describe("live", () => {
  const socketTo = (headers: Record<string, string> = {}) =>
    new WebSocket(`${room.primary.replace("http", "ws")}/live/chat`, "chat", {
      headers: { origin: room.primary, ...headers },
    });

  test("two people in the chat see each other; bytes come back to their sender", async () => {
    const { cookie } = await logIn();
    const [a, b] = [socketTo({ cookie }), socketTo()];
    await Promise.all([once(a, "open"), once(b, "open")]);
    const heard = once(b, "message");
    a.send("درود");
    expect(JSON.parse(String((await heard)[0]))).toMatchObject({ from: "reader", text: "درود" });
    const echoed = once(b, "message");
    b.send(Buffer.of(0, 255, 1));
    expect(await echoed).toEqual([Buffer.of(0, 255, 1), true]);
    expect(a.protocol).toBe("chat");
    a.close();
    b.close();
  });

  test("a page of another site cannot join the chat", async () => {
    const socket = socketTo({ origin: "http://evil.example" });
    const [error] = await once(socket, "error");
    expect(String(error)).toContain("403");
  });

  test("the ticker resumes after the last id that was seen", async () => {
    const first = await ticks(3);
    const resumed = await ticks(3, { "last-event-id": String(first[0]) });
    expect(first).toEqual([0, 1, 2].map((step) => (first[0] ?? 0) + step));
    expect(resumed).toEqual([1, 2, 3].map((step) => (first[0] ?? 0) + step));
  });

  async function ticks(count: number, headers: Record<string, string> = {}): Promise<number[]> {
    const answer = await get("/live/ticker", { headers });
    let text = "";
    for await (const chunk of answer.body ?? []) {
      text += Buffer.from(chunk).toString("utf8");
      const ids = [...text.matchAll(/^id: (\d+)$/gm)].map(([, id]) => Number(id));
      if (ids.length >= count) return ids.slice(0, count);
    }
    return [];
  }
});

test("sessions and comments outlive a restart when there is a file", async () => {
  const folder = await mkdtemp(join(tmpdir(), "ledger-"));
  const first = openLedger(join(folder, "ledger.sqlite"));
  const session = first.begin("reader");
  const token = first.formToken(session);
  first.comment("fa/bread", { user: "reader", text: "درود", writtenAt: 1 });
  first.close();
  const second = openLedger(join(folder, "ledger.sqlite"));
  expect(second.session(session.id)).toEqual(session);
  expect(second.formToken(session)).toBe(token);
  expect(second.comments("fa/bread")).toMatchObject([{ user: "reader", text: "درود", writtenAt: 1 }]);
  second.close();
  await rm(folder, { recursive: true });
});

test("origins can be those the world sees, and close() lets go of the ports", async () => {
  const hidden = await startNewsroom({ publicPrimary: "http://news.example", publicCdn: "http://cdn.example" });
  expect([hidden.primary, hidden.cdn]).toEqual(["http://news.example", "http://cdn.example"]);
  await hidden.close();
  const first = await startNewsroom();
  const port = Number(new URL(first.primary).port);
  await first.close();
  const second = await startNewsroom({ port });
  expect(second.primary).toBe(first.primary);
  await second.close();
});
