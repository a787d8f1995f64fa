// The way into the warden's page and what it shows: nobody gets in but by a link of the operator's, once and within a minute.

import { env, exports } from "cloudflare:workers";
import { beforeAll, describe, expect, test } from "vitest";
import { createLink, isBoardVisit, sessionCookie } from "../../../workers/warden/board/session.ts";
import { settings } from "./mesh.ts";

const admin = { Authorization: `Bearer ${env.ADMIN_TOKEN}` };
const NONCE = new Uint8Array(12).fill(1);
const NOW = 1_795_000_000;
const MINUTE = 60;

function ask(method: string, path: string, headers: Record<string, string> = {}): Promise<Response> {
  return exports.default.fetch(new Request(`https://warden.test${path}`, { method, headers, redirect: "manual" }));
}

async function link(): Promise<string> {
  const answer = await ask("POST", "/board/link", admin);
  return ((await answer.json()) as { path: string }).path;
}

async function signIn(): Promise<{ Cookie: string }> {
  const entered = await ask("GET", await link());
  return { Cookie: (entered.headers.get("Set-Cookie") ?? "").split(";")[0] ?? "" };
}

describe("the way in", () => {
  test("is a link, good once, that leaves a cookie no script can read and no other site can send along", async () => {
    const path = await link();
    const entered = await ask("GET", path);
    expect([entered.status, entered.headers.get("Location")]).toEqual([303, "/board"]);
    expect(entered.headers.get("Set-Cookie")).toMatch(
      /^__Host-board=[\w-]+; Path=\/; .*Secure; HttpOnly; SameSite=Lax$/,
    );
    expect((await ask("GET", path)).status).toBe(404);
  });

  test("opens the page and nothing else", async () => {
    const session = await signIn();
    expect((await ask("GET", "/board", session)).status).toBe(200);
    for (const [method, path] of [
      ["GET", "/status"],
      ["POST", "/board/link"],
      ["POST", "/burn"],
      ["GET", "/board/enter/x"],
      ["POST", "/board"],
    ] as const)
      expect([path, (await ask(method, path, session)).status]).toEqual([path, 404]);
  });

  test.each([
    ["nothing", {}],
    ["an empty cookie", { Cookie: "__Host-board=" }],
    ["a made-up cookie", { Cookie: `__Host-board=${"A".repeat(46)}` }],
    ["the beacon's token", { Authorization: `Bearer ${env.BEACON_TOKEN}` }],
  ])("is a plain 404 for %s", async (_, headers) => {
    for (const path of ["/board", "/board/", "/board/enter/", `/board/enter/${"A".repeat(46)}`]) {
      const answer = await ask("GET", path, headers);
      expect([answer.status, await answer.text()]).toEqual([404, "Not Found\n"]);
    }
    expect((await ask("POST", "/board/link", headers)).status).toBe(404);
  });

  test("is shut by signing out", async () => {
    const left = await ask("POST", "/board/leave", await signIn());
    expect(left.headers.get("Set-Cookie")).toContain("Max-Age=0");
  });
});

describe("a link and a session", () => {
  const stamping = { adminToken: "token", now: NOW };
  const visit = (path: string, now: number, cookie = "", adminToken = "token") =>
    isBoardVisit(new Request(`https://w.test${path}`, { headers: { Cookie: cookie } }), { adminToken, now });

  test("end with their time", async () => {
    const path = await createLink(NONCE, stamping);
    expect([await visit(path, NOW + MINUTE - 1), await visit(path, NOW + MINUTE)]).toEqual([true, false]);
    const cookie = (await sessionCookie(NONCE, stamping)).split(";")[0];
    expect(await visit("/board", NOW + 12 * 3600 - 1, `a=b; ${cookie}`)).toBe(true);
    expect(await visit("/board", NOW + 12 * 3600, cookie)).toBe(false);
  });

  test("are worth nothing under another token, or as each other", async () => {
    const path = await createLink(NONCE, stamping);
    const cookie = (await sessionCookie(NONCE, stamping)).split(";")[0] ?? "";
    expect(await visit(path, NOW, "", "another")).toBe(false);
    expect(await visit("/board", NOW, cookie, "another")).toBe(false);
    expect(await visit("/board", NOW, `__Host-board=${path.split("/").at(-1)}`)).toBe(false);
    expect(await visit(`/board/enter/${cookie.split("=")[1]}`, NOW)).toBe(false);
  });

  test("changed in any byte are nobody's", async () => {
    const path = await createLink(NONCE, stamping);
    const text = path.split("/").at(-1) ?? "";
    for (let at = 0; at < text.length; at++) {
      const other = text[at] === "A" ? "B" : "A";
      expect(await visit(`/board/enter/${text.slice(0, at)}${other}${text.slice(at + 1)}`, NOW)).toBe(false);
    }
  });
});

describe("the page", () => {
  beforeAll(async () => {
    const body = JSON.stringify(settings());
    const put = new Request("https://warden.test/mesh", { method: "PUT", headers: admin, body });
    expect((await exports.default.fetch(put)).status).toBe(200);
  });

  test("fetches nothing, runs nothing, is kept by nobody", async () => {
    const page = await ask("GET", "/board", await signIn());
    expect(page.headers.get("Content-Security-Policy")).toMatch(/^default-src 'none'; /);
    expect(page.headers.get("Cache-Control")).toBe("no-store");
    const text = await page.text();
    expect(text).not.toMatch(/<script|<img|<link|\bsrc=|url\(|@import/);
    expect(text).toContain("ordered");
  });

  test.each([
    ["fa", { "Accept-Language": "fa-IR,fa;q=0.9" }, "", 'lang="fa" dir="rtl"'],
    ["English", { "Accept-Language": "de" }, "", 'lang="en" dir="ltr"'],
    ["what was chosen", { "Accept-Language": "en" }, "?lang=fa", 'lang="fa" dir="rtl"'],
  ])("speaks %s", async (_, headers, query, says) => {
    const page = await ask("GET", `/board${query}`, { ...headers, ...(await signIn()) });
    expect(await page.text()).toContain(says);
  });

  test("writes what the config named as text, never as markup", async () => {
    const named = settings({ zones: [{ zone: "a.example", account: "<b>x</b>", service: "news", scheme: "https" }] });
    const put = new Request("https://warden.test/mesh", { method: "PUT", headers: admin, body: JSON.stringify(named) });
    await exports.default.fetch(put);
    const page = await ask("GET", "/board", await signIn());
    expect(await page.text()).not.toContain("<b>x</b>");
  });
});
