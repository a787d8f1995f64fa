// A ticket path in a person's browser: the page, the exchange, the clean address.

import { describe, expect, it } from "vitest";
import { createFixture, type Fixture, MIRROR, NAVIGATION, NOW, seen } from "./fixture.ts";

const HOUR = 3600;
const POSTED = { method: "POST", headers: { origin: `https://${MIRROR}`, "sec-fetch-site": "same-origin" } };

async function newcomer() {
  const mesh = await createFixture();
  return { mesh, ticket: await mesh.ticket() };
}

describe("the entering page", () => {
  it("answers a person's navigation with a page that says nothing", async () => {
    const { mesh, ticket } = await newcomer();
    const answer = await mesh.get(await mesh.link(ticket, { rest: "news/1?x=1&y=2" }), { headers: NAVIGATION });
    const page = await answer.text();
    expect(answer.status).toBe(200);
    expect(answer.headers.get("cache-control")).toBe("no-store");
    expect(answer.headers.get("referrer-policy")).toBe("no-referrer");
    expect(page).not.toMatch(/<title|og:|description|news\.test|hezar/i);
    expect(page).toContain('<meta name="referrer" content="no-referrer">');
    expect(page).toContain(`data-to="https://${MIRROR}/news/1?x=1&amp;y=2"`);
    expect(page).toContain(`data-boat="/${mesh.door}/lifeboat.js"`);
    expect(mesh.upstreamSaw).toEqual([]);
  });

  it("allows exactly its own script and style", async () => {
    const { mesh, ticket } = await newcomer();
    const answer = await mesh.get(await mesh.link(ticket), { headers: NAVIGATION });
    const policy = answer.headers.get("content-security-policy") ?? "";
    const page = await answer.text();
    for (const element of ["script", "style"]) {
      const text = new RegExp(`<${element}>([\\s\\S]*?)</${element}>`).exec(page)?.[1] ?? "";
      const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
      expect(policy).toContain(`${element}-src 'sha256-${btoa(String.fromCharCode(...new Uint8Array(digest)))}'`);
    }
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain("unsafe");
  });

  it("speaks Persian from right to left unless English is asked for first", async () => {
    const { mesh, ticket } = await newcomer();
    const link = await mesh.link(ticket);
    const open = async (language: string) =>
      (await mesh.get(link, { headers: { ...NAVIGATION, "accept-language": language } })).text();
    expect(await open("fa-IR,fa;q=0.9,en;q=0.8")).toContain('<html lang="fa" dir="rtl">');
    expect(await open("en-US,en;q=0.9,fa;q=0.8")).toContain('<html lang="en" dir="ltr">');
    expect(await open("de")).toContain('lang="fa"');
  });

  it("opens for browsers older than Sec-Fetch headers", async () => {
    const { mesh, ticket } = await newcomer();
    const headers = { "upgrade-insecure-requests": "1", accept: "text/html,*/*" };
    expect((await mesh.get(await mesh.link(ticket), { headers })).headers.get("x-robots-tag")).toMatch(/noindex/);
  });

  it("opens for a navigation that a lifeboat sends on, which says no destination", async () => {
    const { mesh, ticket } = await newcomer();
    const headers = { ...NAVIGATION, "sec-fetch-dest": "empty" };
    expect((await mesh.get(await mesh.link(ticket), { headers })).headers.get("x-robots-tag")).toMatch(/noindex/);
  });

  it.each([
    ["/x/evil", "", "x/evil"],
    ["//evil.example/", "", "evil.example/"],
    ["/\\evil.example", "", "evil.example"],
    ["/\\/\\/evil.example", "", "evil.example"],
    ["///", "", ""],
    ["", "", ""],
    ["/%2F%2Fevil.example", "", "%2F%2Fevil.example"],
    ["/%5Cevil.example", "", "%5Cevil.example"],
    ["/javascript:alert(1)", "", "javascript:alert(1)"],
    ["/https://evil.example", "", "https://evil.example"],
    ["/a/./b/%2e%2e/c", "", "a/c"],
    ['/"><script>alert(1)</script>', "", "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"],
    ["/", `?a='"><b>`, "?a=%27%22%3E%3Cb%3E"],
  ])("cleans %s%s to one address of the mirror's own", async (path, query, clean) => {
    const { mesh, ticket } = await newcomer();
    const link = `${(await mesh.link(ticket)).slice(0, -1)}${path}${query}`;
    const answer = await mesh.get(link, POSTED);
    expect(answer.status).toBe(303);
    expect(answer.headers.get("location")).toBe(`https://${MIRROR}/${clean}`);
    expect(await (await mesh.get(link, { headers: NAVIGATION })).text()).toContain(
      `data-to="https://${MIRROR}/${clean}"`,
    );
  });
});

describe("the exchange", () => {
  it("gives a pass that opens the mirror, as an ordinary strict session cookie", async () => {
    const { mesh, ticket } = await newcomer();
    const answer = await mesh.get(await mesh.link(ticket), POSTED);
    const cookie = answer.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(
      /^__Host-\w+_[\w-]{4}=[\w-]{154}; Max-Age=86400; Path=\/; Secure; HttpOnly; SameSite=Lax; Priority=High$/,
    );
    expect(await welcome(mesh, cookie)).toBe("from the service");
  });

  it("takes the button of a page under a no-referrer policy", async () => {
    const { mesh, ticket } = await newcomer();
    const headers = { ...NAVIGATION, "sec-fetch-site": "same-origin", origin: "null" };
    expect((await mesh.get(await mesh.link(ticket), { method: "POST", headers })).status).toBe(303);
  });

  it("never lets a pass outlive its ticket", async () => {
    const { mesh } = await newcomer();
    const ticket = await mesh.ticket({ notAfterHour: Math.floor(NOW / HOUR) });
    const cookie = (await mesh.get(await mesh.link(ticket), POSTED)).headers.get("set-cookie") ?? "";
    const rest = (Math.floor(NOW / HOUR) + 1) * HOUR - NOW;
    expect(cookie).toContain(`Max-Age=${rest};`);
    expect(await welcome(mesh, cookie)).toBe("from the service");
    mesh.clock.now += rest;
    expect(await welcome(mesh, cookie)).toContain("A quiet place");
  });

  it("never replaces a valid pass", async () => {
    const { mesh, ticket } = await newcomer();
    const other = await mesh.ticket();
    const headers = { ...NAVIGATION, cookie: await mesh.pass(other) };
    const page = await mesh.get(await mesh.link(ticket), { headers });
    expect(await page.text()).toContain('data-pass="1"');
    expect(page.headers.get("set-cookie")).toBeNull();
    const posted = await mesh.get(await mesh.link(ticket, { rest: "a" }), {
      method: "POST",
      headers: { ...POSTED.headers, cookie: headers.cookie },
    });
    expect([posted.status, posted.headers.get("location")]).toEqual([303, `https://${MIRROR}/a`]);
    expect(posted.headers.get("set-cookie")).toBeNull();
  });

  it.each([
    ["expired", async (mesh: Fixture) => mesh.ticket({ notAfterHour: Math.floor(NOW / HOUR) - 1 })],
    ["forged", async (mesh: Fixture) => (await mesh.ticket()).fill(7, 84)],
    ["signed by a key nobody knows any more", async (mesh: Fixture) => (await mesh.ticket()).fill(9, 1, 2)],
  ])(
    "goes on from an old link whose ticket is %s, for who holds a pass, and never shows it to the service",
    async (_, age) => {
      const { mesh, ticket } = await newcomer();
      const old = await mesh.link(await age(mesh), { rest: "a?b" });
      const cookie = await mesh.pass(ticket);
      const page = await mesh.get(old, { headers: { ...NAVIGATION, cookie } });
      expect(await page.text()).toContain(`data-to="https://${MIRROR}/a?b"`);
      const posted = await mesh.get(old, { method: "POST", headers: { ...POSTED.headers, cookie } });
      expect([posted.status, posted.headers.get("location")]).toEqual([303, `https://${MIRROR}/a?b`]);
      expect(posted.headers.get("set-cookie")).toBeNull();
      expect(await (await mesh.get(old, { headers: { cookie } })).text()).toContain("Not found");
      expect(await (await mesh.get(old, POSTED)).text()).toContain("Method Not Allowed");
      expect(mesh.upstreamSaw).toEqual([]);
    },
  );

  it("renews a pass half-way through its day, and a younger one not", async () => {
    const { mesh, ticket } = await newcomer();
    const ask = async (age: number) => {
      const cookie = await mesh.pass(ticket, { at: NOW - age * HOUR });
      return (await mesh.get(`https://${MIRROR}/`, { headers: { cookie } })).headers.get("set-cookie");
    };
    expect(await ask(11)).toBeNull();
    expect(await ask(12)).toMatch(/^__Host-.*; Max-Age=86400;/);
    expect(await ask(23)).toMatch(/^__Host-/);
  });

  it("closes the gate on a verified pass when its day, its lineage or its key is over", async () => {
    const { mesh, ticket } = await newcomer();
    const cookie = await mesh.pass(ticket);
    expect(await welcome(mesh, cookie)).toBe("from the service");
    await mesh.putZone(2, [{ label: "blue-kettle", door: mesh.door, lineages: [] }]);
    mesh.clock.now += 31;
    expect(await welcome(mesh, cookie)).toContain("A quiet place");
    await mesh.putZone(3, [{ label: "blue-kettle", door: mesh.door }]);
    mesh.clock.now += 31;
    expect(await welcome(mesh, cookie)).toBe("from the service");
    mesh.clock.now += 24 * HOUR;
    expect(await welcome(mesh, cookie)).toContain("A quiet place");
  });

  it("opens to a mirror and a lineage made a moment ago, though memory holds an older record", async () => {
    const { mesh, ticket } = await newcomer();
    await mesh.get(`https://${MIRROR}/`);
    const fresh = "new-lamp.garden.example";
    await mesh.putZone(2, [{ label: "new-lamp", door: mesh.door }]);
    const link = await mesh.link(ticket, { mirror: fresh });
    expect((await mesh.get(link, { headers: NAVIGATION })).headers.get("x-robots-tag")).toMatch(/noindex/);
  });

  it("asks KV at once, and then no more than every two seconds, for a good ticket that opens nothing", async () => {
    const { mesh } = await newcomer();
    const link = await mesh.link(await mesh.ticket({ lineage: "ffffffffffff" }));
    const cover = await seen(await mesh.get(link, { headers: NAVIGATION }));
    const before = mesh.kv.asked.length;
    for (let times = 0; times < 20; times++) {
      expect(await seen(await mesh.get(link, { headers: NAVIGATION }))).toBe(cover);
    }
    expect(mesh.kv.asked.length - before).toBe(0);
  });
});

async function welcome(mesh: Fixture, cookie: string): Promise<string> {
  const headers = { cookie: cookie.split(";")[0] ?? "" };
  return (await mesh.get(`https://${MIRROR}/`, { headers })).text();
}
