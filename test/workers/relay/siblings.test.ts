// Documents of a framed secondary live on a label of their own, reached through the door with a ticket for that label.

import { beforeAll, describe, expect, it } from "vitest";
import { createFixture, type Fixture, MIRROR, NAVIGATION, OTHER_MIRROR, seen, ZONE } from "./fixture.ts";

const FRAME = { "sec-fetch-mode": "navigate", "sec-fetch-dest": "iframe", "sec-fetch-site": "same-origin" };
const ARRIVING = { ...FRAME, "sec-fetch-site": "same-site" };

let mesh: Fixture;
let cookie: string;
beforeAll(async () => {
  mesh = await createFixture({
    upstream: (request) =>
      new Response(`<a href="https://news.test/x">${request.method} ${request.url}</a>`, {
        headers: { "content-type": "text/html" },
      }),
  });
  cookie = await mesh.pass(await mesh.ticket());
});

async function goTo(path: string, headers: Record<string, string> = FRAME, init: RequestInit = {}): Promise<Response> {
  return mesh.get(`https://${MIRROR}/${mesh.door}${path}`, { ...init, headers: { cookie, ...headers } });
}

/** Over the door to the sibling: the clean address there, and the pass for it. */
async function cross(path = "/embed/watch?v=1"): Promise<{ readonly url: URL; readonly pass: string }> {
  const sent = await goTo(path);
  const arrived = await mesh.get(sent.headers.get("location") ?? "", { headers: ARRIVING });
  const [pass = ""] = (arrived.headers.get("set-cookie") ?? "").split(";");
  return { url: new URL(arrived.headers.get("location") ?? ""), pass };
}

describe("a frame of a secondary that may be framed", () => {
  it("is sent to a label of its own in the same zone, by a ticket path", async () => {
    const answer = await goTo("/embed/watch?v=1");
    expect(answer.status).toBe(307);
    const location = new URL(answer.headers.get("location") ?? "");
    expect(location.hostname.endsWith(`.${ZONE}`)).toBe(true);
    expect([MIRROR, OTHER_MIRROR]).not.toContain(location.hostname);
    expect(location.pathname).toMatch(/^\/[^/]{131,194}\/watch$/);
    expect(location.search).toBe("?v=1");
    expect(answer.headers.get("cache-control")).toBe("no-store");
  });

  it("arrives there with a pass for that label, at the clean address", async () => {
    const { url, pass } = await cross();
    expect(url.pathname + url.search).toBe("/watch?v=1");
    expect(pass).toMatch(/^__Host-/);
    const page = await mesh.get(url.href, { headers: { cookie: pass, ...ARRIVING } });
    expect(await page.text()).toContain("GET https://embed.test/watch?v=1");
  });

  it("finds the primary under the door of that label, and its documents back on the mirror", async () => {
    const { url, pass } = await cross();
    const page = await mesh.get(url.href, { headers: { cookie: pass, ...ARRIVING } });
    const [, href = ""] = /href="([^"]+)"/.exec(await page.text()) ?? [];
    expect(href).toMatch(/^\/[a-z]{8}\/0\/x$/);
    const file = await mesh.get(`${url.origin}${href}`, { headers: { cookie: pass, "sec-fetch-dest": "image" } });
    expect(await file.text()).toContain("GET https://news.test/x");
    const back = await mesh.get(`${url.origin}${href}`, { headers: { cookie: pass, ...FRAME } });
    expect(new URL(back.headers.get("location") ?? "").hostname).toBe(MIRROR);
  });

  it.each([
    ["says where it comes from", { origin: `https://${MIRROR}` }],
    ["says so by its referrer alone, behind a redirect", { origin: "null", referer: `https://${MIRROR}/` }],
  ])("keeps method and body of a form that %s", async (_, sender) => {
    const sent = await goTo("/embed/post", FRAME, { method: "POST", body: "a=1" });
    expect(sent.status).toBe(307);
    const form = { ...ARRIVING, ...sender };
    const post = (url: string, more: Record<string, string> = {}) =>
      mesh.get(url, { method: "POST", body: "a=1", headers: { ...form, ...more } });
    const arrived = await post(sent.headers.get("location") ?? "");
    expect(arrived.status).toBe(307);
    const [pass = ""] = (arrived.headers.get("set-cookie") ?? "").split(";");
    const answer = await post(arrived.headers.get("location") ?? "", { cookie: pass });
    expect(await answer.text()).toContain("POST https://embed.test/post");
  });

  it("keeps a pass it holds", async () => {
    const { pass } = await cross();
    const sent = await goTo("/embed/");
    const arrived = await mesh.get(sent.headers.get("location") ?? "", { headers: { ...ARRIVING, cookie: pass } });
    expect(arrived.headers.has("set-cookie")).toBe(false);
  });

  it("opens its own endpoints under a door of its own", async () => {
    const { url, pass } = await cross();
    const state = await mesh.get(`${url.origin}/${mesh.door}/state`, { headers: { cookie: pass } });
    expect(await state.text()).toContain("https://embed.test/");
  });

  it.each([["/cdn/page.html"], ["/none/x"]])("is refused for %s, which may not", async (path) => {
    expect((await goTo(path)).status).toBe(403);
  });
});

describe("a sibling shows the cover", () => {
  const asked = async (headers: Record<string, string>, init: RequestInit = {}) => {
    const { url } = await cross();
    return seen(await mesh.get(url.href, { ...init, headers }));
  };
  const cover = async (init: RequestInit = {}) => seen(await mesh.get(`https://no-mirror.${ZONE}/watch?v=1`, init));

  it("to a stranger", async () => expect(await asked({})).toBe(await cover()));
  it("to a reader with the mirror's pass alone", async () => expect(await asked({ cookie })).toBe(await cover()));
  it("to another site's frame that has a ticket path", async () => {
    const sent = await goTo("/embed/watch");
    const headers = { ...FRAME, "sec-fetch-site": "cross-site" };
    const there = await mesh.get(sent.headers.get("location") ?? "", { headers });
    expect(there.headers.has("set-cookie")).toBe(false);
    expect(there.status).not.toBe(307);
  });
  it.each([
    [{ origin: `https://${OTHER_MIRROR}` }],
    [{ origin: "null" }],
    [{ origin: "null", referer: `https://${OTHER_MIRROR}/` }],
  ])("to a form that another label than the mirror sends (%j)", async (sender) => {
    const { pass } = await cross();
    const headers = { ...ARRIVING, cookie: pass, ...sender };
    expect(await asked(headers, { method: "POST", body: "a=1" })).toBe(await cover({ method: "POST", body: "a=1" }));
  });
});

describe("the mirror shows the cover", () => {
  it("to a form that its sibling's page sends", async () => {
    const { url } = await cross();
    const headers = { ...ARRIVING, cookie, origin: url.origin };
    const init = { method: "POST", body: "a=1", headers };
    expect(await seen(await mesh.get(`https://${MIRROR}/comment`, init))).toBe(
      await seen(await mesh.get(`https://no-mirror.${ZONE}/comment`, { method: "POST", body: "a=1" })),
    );
  });
});

describe("a link out of the allow-list", () => {
  const leave = (to: string) =>
    mesh.get(`https://${MIRROR}/${mesh.door}/leave?to=${encodeURIComponent(to)}`, {
      headers: { ...NAVIGATION, cookie, "accept-language": "en" },
    });

  it("is shown on a page that names the host and warns", async () => {
    const page = await (await leave("https://elsewhere.example/a?b=1&c=2")).text();
    expect(page).toContain(">elsewhere.example<");
    expect(page).toContain('href="https://elsewhere.example/a?b=1&amp;c=2"');
  });

  it.each([["javascript:alert(1)"], ["data:text/html,x"], ["file:///etc/passwd"]])("has no link to %s", async (to) => {
    const page = await (await leave(to)).text();
    expect(page.match(/href="[^"]*"/g)).toEqual(['href="/"']);
  });

  it("is no page for what is no address", async () => expect((await leave("nonsense")).status).toBe(403));

  it("cannot be written into the page", async () => {
    expect(await (await leave('https://x.example/"><script>alert(1)</script>')).text()).not.toContain("<script>");
  });
});
