import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { createMask } from "../../../shared/domain/mask.ts";
import { TICKET_BYTES } from "../../../shared/domain/ticket.ts";
import type { Invite, MeshStatus } from "../../../shared/wardenapi.ts";

const ADMIN = { Authorization: "Bearer admin-token-of-the-tests" };
const MASK_KEY = "A".repeat(43);
const PERSON = { "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document", Accept: "text/html" };
const MESH = {
  services: [{ id: "news", primary: "https://news.test", secondaries: [], policy: "read-only", authority: "owner" }],
  zones: ["garden.localhost", "bakery.localhost"].map((zone) => ({
    zone,
    account: "main",
    service: "news",
    scheme: "http",
    port: 8787,
  })),
  mirrors: { live: 2, reserve: 0, perGroup: 2 },
  lineageSize: 64,
};

async function command<T>(method: string, path: string, body?: unknown): Promise<T> {
  const response = await env.WARDEN.fetch(`https://warden${path}`, {
    method,
    headers: ADMIN,
    body: JSON.stringify(body) ?? null,
  });
  if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
  return response.json<T>();
}

async function invite(uses = 1): Promise<string> {
  return (await command<Invite>("POST", "/invites", { service: "news", channel: "family", uses, level: 0, days: 7 }))
    .code;
}

async function readers(): Promise<number> {
  const response = await env.WARDEN.fetch("https://warden/status", { headers: ADMIN });
  return (await response.json<MeshStatus>()).groups.readers;
}

function visit(path: string, headers: Record<string, string> = PERSON, init: RequestInit = {}): Promise<Response> {
  return exports.default.fetch(new Request(`https://beacon.test${path}`, { headers, redirect: "manual", ...init }));
}

beforeAll(async () => {
  await command("PUT", "/mesh", MESH);
  for (const [id, zone] of [
    [1, "garden.localhost"],
    [2, "bakery.localhost"],
  ] as const) {
    const hostname = `leaf.${zone}`;
    await command("POST", `/orders/${id}/claim`, { hostname, zone, door: "abcdefgh", maskKey: MASK_KEY });
    for (const step of ["publish", "ready"]) await command("POST", `/mirrors/${hostname}/${step}`);
  }
});

describe("the JSON door", () => {
  test("gives one link for each mirror of the reader's group, each with the reader's ticket masked for it", async () => {
    const response = await visit(`/i/${await invite()}.json`, {});
    const body = await response.json<{ links: { hostname: string; url: string }[] }>();
    expect([response.status, body]).toMatchObject([200, { service: "news", channel: "family" }]);
    expect(body.links.map(({ hostname }) => hostname).sort()).toEqual([
      "leaf.bakery.localhost",
      "leaf.garden.localhost",
    ]);
    const mask = await createMask(fromBase64url(MASK_KEY) as Bytes);
    const tickets = await Promise.all(
      body.links.map(async ({ url, hostname }) => {
        const [, origin, segment = ""] = /^(http:\/\/[^/]+)\/([^/]+)\/$/.exec(url) ?? [];
        expect(origin).toBe(`http://${hostname}:8787`);
        return mask.unmask(segment);
      }),
    );
    expect(tickets.map((ticket) => ticket?.length)).toEqual([TICKET_BYTES, TICKET_BYTES]);
    expect(tickets[0]).toEqual(tickets[1]);
  });

  test("is also the answer to a client that accepts only JSON", async () => {
    const response = await visit(`/i/${await invite()}`, { Accept: "application/json" });
    expect(response.headers.get("Content-Type")).toBe("application/json; charset=utf-8");
  });

  test("unknown, malformed and used-up codes are one polite 404", async () => {
    const used = await invite();
    await visit(`/i/${used}.json`, {});
    await visit(`/i/${used}.json`, {});
    const answers = await Promise.all(
      ["00000-00000-00000-00000", "hello", "%ff", "%00"].map(async (code) => {
        const response = await visit(`/i/${code}.json`, {});
        return [response.status, await response.text()];
      }),
    );
    expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1);
    expect(answers[0]).toEqual([404, expect.stringContaining('{"error":{"code":"unknown","message":"')]);
  });
});

describe("the page", () => {
  test("shows a person the links with a QR code each, and spends one use", async () => {
    const code = await invite();
    const before = await readers();
    const html = await (await visit(`/i/${code}`)).text();
    expect(html).toContain('lang="fa" dir="rtl"');
    expect(html.match(/class="open"/g)).toHaveLength(2);
    expect(html.match(/<svg class="qr"/g)).toHaveLength(2);
    expect(await readers()).toBe(before + 1);
  });

  test("a reload after the last use shows the same reader's links and makes no second reader", async () => {
    const code = await invite();
    const before = await readers();
    const [first, second] = [await (await visit(`/i/${code}`)).text(), await (await visit(`/i/${code}`)).text()];
    const hosts = (html: string) => html.match(/leaf\.[a-z.]+/g);
    expect(hosts(second)).toEqual(hosts(first));
    expect(await readers()).toBe(before + 1);
  });

  test.each<[string, Record<string, string>]>([
    ["an unfurler", { Accept: "*/*", "User-Agent": "TelegramBot (like TwitterBot)" }],
    ["an unfurler that asks for HTML", { Accept: "text/html" }],
    ["a prefetch", { ...PERSON, "Sec-Purpose": "prefetch" }],
    ["an older prefetch", { ...PERSON, Purpose: "prefetch" }],
    ["a script's fetch", { "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" }],
    ["a frame", { "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe" }],
  ])("%s gets a button and spends nothing", async (_, headers) => {
    const code = await invite();
    const before = await readers();
    const html = await (await visit(`/i/${code}`, headers)).text();
    expect(html).toContain(`<form method="post" action="/i/${code}?lang=fa">`);
    expect(html).not.toContain("localhost");
    expect(await readers()).toBe(before);
  });

  test("the button shows the links", async () => {
    const code = await invite();
    const html = await (await visit(`/i/${code}?lang=en`, { "Sec-Fetch-Mode": "navigate" }, { method: "POST" })).text();
    expect(html.match(/class="open"/g)).toHaveLength(2);
    expect(html).toContain('<html lang="en" dir="ltr">');
  });

  test("a browser without Sec-Fetch headers is a person", async () => {
    const html = await (
      await visit(`/i/${await invite()}`, { "Upgrade-Insecure-Requests": "1", Accept: "text/html,*/*" })
    ).text();
    expect(html.match(/class="open"/g)).toHaveLength(2);
  });

  test.each([
    ["?lang=en", "fa", "en"],
    ["?lang=xx", "en-GB,en;q=0.9", "en"],
    ["", "", "fa"],
    ["", "de,fr;q=0.8", "fa"],
    ["", "en;q=0.5,fa-IR;q=0.9", "fa"],
    ["", "en-US,en;q=0.9,fa;q=0.8", "en"],
  ])("/%s with Accept-Language %j is %s", async (query, accepted, language) => {
    const html = await (await visit(`/${query}`, { ...PERSON, "Accept-Language": accepted })).text();
    expect(html).toContain(`<html lang="${language}"`);
  });

  test("the form leads to the code's own page, however the code was typed", async () => {
    const typed = "ABCDE fghjk-MNPQR stvwx";
    const response = await visit("/i", PERSON, {
      method: "POST",
      body: new URLSearchParams({ code: typed, lang: "en" }),
    });
    expect([response.status, response.headers.get("Location")]).toEqual([303, "/i/abcde-fghjk-mnpqr-stvwx?lang=en"]);
  });

  test("a wrong code is a polite page with the form again", async () => {
    const response = await visit("/i/00000-00000-00000-00000?lang=en");
    const html = await response.text();
    expect(response.status).toBe(404);
    expect(html).toContain("This code is not valid");
    expect(html).toContain('<form method="post" action="/i">');
  });

  test("nothing is cached, indexed, framed, named to others or loaded from anywhere", async () => {
    const response = await visit(`/i/${await invite()}`);
    const html = await response.text();
    expect(Object.fromEntries(response.headers)).toMatchObject({
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-robots-tag": "noindex, nofollow, noarchive",
      "content-security-policy": expect.stringMatching(
        /^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; /,
      ),
    });
    expect(response.headers.has("Set-Cookie")).toBe(false);
    expect(html).not.toMatch(/\b(?:src|srcset|poster)=|@import|url\(|og:|twitter:|name="description"/);
    expect(html.match(/<title>[^<]*<\/title>/g)).toEqual(["<title>صفحه</title>"]);
    expect(html).toContain('<a href="mailto:editor@mesh.example"');
  });

  test.each([
    ["GET", "/robots.txt"],
    ["GET", "/i"],
    ["GET", "/i/a/b"],
    ["PUT", "/i/x"],
    ["HEAD", "/i/x"],
    ["GET", "/favicon.ico"],
  ])("%s %s is a plain 404", async (method, path) => {
    const response = await visit(path, PERSON, { method });
    expect([response.status, response.headers.get("Content-Type")]).toEqual([404, "text/plain; charset=utf-8"]);
  });
});
