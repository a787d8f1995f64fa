// Who gets in, and what everyone else sees.

import { beforeAll, describe, expect, it } from "vitest";
import { toBase64url } from "../../../shared/domain/bytes.ts";
import { createSigner } from "../../../shared/domain/signature.ts";
import { issueTicket } from "../../../shared/domain/ticket.ts";
import {
  createFixture,
  type Fixture,
  keysOf,
  LINEAGE,
  MIRROR,
  NAVIGATION,
  NOW,
  OTHER_LINEAGE,
  OTHER_MIRROR,
  seen,
} from "./fixture.ts";

const HOUR = 3600;
const STRANGE_LABEL = "no-mirror-here.garden.example";

describe("the gate", () => {
  let mesh: Fixture;
  let ticket: Uint8Array;
  beforeAll(async () => {
    mesh = await createFixture();
    ticket = await mesh.ticket();
  });

  it("lets a reader with a pass through to the service", async () => {
    const answer = await mesh.get(`https://${MIRROR}/news?x=1`, { headers: { cookie: await mesh.pass(ticket) } });
    expect(await answer.text()).toBe("from the service");
    expect(mesh.upstreamSaw.at(-1)?.url).toBe("https://news.test/news?x=1");
    expect(mesh.upstreamSaw.at(-1)?.headers.get("cookie")).toBeNull();
  });

  it("finds the pass among the service's own cookies and keeps it from the service", async () => {
    const cookie = `__Host-.a=1; ${await mesh.pass(ticket)}; __Host-.b=2`;
    await mesh.get(`https://${MIRROR}/`, { headers: { cookie } });
    expect(mesh.upstreamSaw.at(-1)?.headers.get("cookie")).toBe("a=1; b=2");
  });

  it.each([
    ["a capital letter", "https://BLUE-kettle.Garden.Example/"],
    ["a root dot", "https://blue-kettle.garden.example./"],
    ["a port", "https://blue-kettle.garden.example:8443/"],
  ])("knows its mirror by a hostname with %s", async (_, url) => {
    const answer = await mesh.get(url, { headers: { cookie: await mesh.pass(ticket) } });
    expect(await answer.text()).toBe("from the service");
  });

  it("lets a cross-site navigation in, for the pass is SameSite=Lax", async () => {
    const headers = { ...NAVIGATION, "sec-fetch-site": "cross-site", cookie: await mesh.pass(ticket) };
    expect(await (await mesh.get(`https://${MIRROR}/`, { headers })).text()).toBe("from the service");
  });

  it("lets a form of its own page in", async () => {
    const headers = { origin: `https://${MIRROR}`, "sec-fetch-site": "same-origin", cookie: await mesh.pass(ticket) };
    const answer = await mesh.get(`https://${MIRROR}/login`, { method: "POST", body: "a=b", headers });
    expect(await answer.text()).toBe("from the service");
    expect(mesh.upstreamSaw.at(-1)?.headers.get("origin")).toBe("https://news.test");
  });

  const strangers: [string, () => Promise<[path: string, init?: RequestInit]>][] = [
    ["no cookie", async () => ["/"]],
    ["an empty cookie", async () => ["/", { headers: { cookie: "" } }]],
    ["the cookie's name alone", async () => ["/", cookie((await keysOf(MIRROR)).passCookie)]],
    ["an empty pass", async () => ["/", cookie(`${(await keysOf(MIRROR)).passCookie}=`)]],
    [
      "noise as a pass",
      async () => ["/", cookie(`${(await keysOf(MIRROR)).passCookie}=${toBase64url(new Uint8Array(115))}`)],
    ],
    ["20 kB of cookie", async () => ["/", cookie(`${(await keysOf(MIRROR)).passCookie}=${"A".repeat(20_000)}`)]],
    ["another mirror's pass", async () => ["/", cookie(await mesh.pass(ticket, { mirror: OTHER_MIRROR }))]],
    [
      "another mirror's pass under this one's name",
      async () => [
        "/",
        cookie(renamed(await mesh.pass(ticket, { mirror: OTHER_MIRROR }), (await keysOf(MIRROR)).passCookie)),
      ],
    ],
    [
      "a pass of a lineage that is not admitted",
      async () => ["/", cookie(await mesh.pass(await mesh.ticket({ lineage: OTHER_LINEAGE })))],
    ],
    ["a pass from yesterday", async () => ["/", cookie(await mesh.pass(ticket, { at: NOW - 25 * HOUR }))]],
    ["a pass from tomorrow", async () => ["/", cookie(await mesh.pass(ticket, { at: NOW + 2 * HOUR }))]],
    [
      "a pass around an expired ticket",
      async () => ["/", cookie(await mesh.pass(await mesh.ticket({ notAfterHour: Math.floor(NOW / HOUR) - 1 })))],
    ],
    ["a pass around a forged ticket", async () => ["/", cookie(await mesh.pass(await forged()))]],
    ["a pass with a flipped character", async () => ["/", cookie(flipped(await mesh.pass(ticket), -20))]],
    ["a pass cut short", async () => ["/", cookie((await mesh.pass(ticket)).slice(0, -1))]],
    ["a pass and something behind it", async () => ["/", cookie(`${await mesh.pass(ticket)}A`)]],
    [
      "a cross-site POST with a pass",
      async () => [
        "/",
        { method: "POST", body: "x", headers: { cookie: await mesh.pass(ticket), "sec-fetch-site": "cross-site" } },
      ],
    ],
    [
      "a sibling label's POST with a pass",
      async () => [
        "/",
        { method: "POST", body: "x", headers: { cookie: await mesh.pass(ticket), "sec-fetch-site": "same-site" } },
      ],
    ],
    [
      "a POST with another Origin",
      async () => [
        "/",
        { method: "POST", body: "x", headers: { cookie: await mesh.pass(ticket), origin: "https://evil.example" } },
      ],
    ],
    [
      "a POST with Origin null",
      async () => ["/", { method: "POST", body: "x", headers: { cookie: await mesh.pass(ticket), origin: "null" } }],
    ],
    [
      "a cross-site WebSocket",
      async () => [
        "/",
        { headers: { cookie: await mesh.pass(ticket), upgrade: "websocket", origin: "https://evil.example" } },
      ],
    ],
    ["a lifeboat asked for without a pass", async () => [`/${mesh.door}/lifeboat.js`]],
    ["a state asked for without a pass", async () => [`/${mesh.door}/state`]],
    ["a roster asked for without a pass", async () => [`/${mesh.door}/roster`]],
    [
      "a ticket to an unfurler",
      async () => [await linkPath(), { headers: { accept: "*/*", "user-agent": "TelegramBot (like TwitterBot)" } }],
    ],
    ["a ticket to HEAD", async () => [await linkPath(), { method: "HEAD", headers: NAVIGATION }]],
    ["a ticket to OPTIONS", async () => [await linkPath(), { method: "OPTIONS" }]],
    [
      "a ticket to a prefetch",
      async () => [await linkPath(), { headers: { ...NAVIGATION, "sec-purpose": "prefetch" } }],
    ],
    [
      "a ticket to a prerender",
      async () => [await linkPath(), { headers: { ...NAVIGATION, "sec-purpose": "prefetch;prerender" } }],
    ],
    [
      "a ticket to Safari's preview",
      async () => [await linkPath(), { headers: { ...NAVIGATION, purpose: "prefetch" } }],
    ],
    ["a ticket in a frame", async () => [await linkPath(), { headers: { ...NAVIGATION, "sec-fetch-dest": "iframe" } }]],
    [
      "a ticket to a prefetch that a lifeboat sends on",
      async () => [
        await linkPath(),
        { headers: { ...NAVIGATION, "sec-fetch-dest": "empty", "sec-purpose": "prefetch" } },
      ],
    ],
    [
      "a ticket to a fetch",
      async () => [
        await linkPath(),
        { headers: { ...NAVIGATION, "sec-fetch-mode": "cors", "sec-fetch-dest": "empty" } },
      ],
    ],
    [
      "a cross-site POST of a ticket",
      async () => [await linkPath(), { method: "POST", headers: { ...NAVIGATION, "sec-fetch-site": "cross-site" } }],
    ],
    [
      "a POST of a ticket with Origin null from an old browser",
      async () => [await linkPath(), { method: "POST", headers: { origin: "null" } }],
    ],
    [
      "a ticket masked for another mirror",
      async () => [await linkPath({ mirror: OTHER_MIRROR }), { headers: NAVIGATION }],
    ],
    [
      "a ticket of another lineage",
      async () => [await linkPath({ ticket: await mesh.ticket({ lineage: OTHER_LINEAGE }) }), { headers: NAVIGATION }],
    ],
    [
      "an expired ticket",
      async () => [
        await linkPath({ ticket: await mesh.ticket({ notAfterHour: Math.floor(NOW / HOUR) - 1 }) }),
        { headers: NAVIGATION },
      ],
    ],
    ["a forged ticket", async () => [await linkPath({ ticket: await forged() }), { headers: NAVIGATION }]],
    ["a bare ticket", async () => [`/${toBase64url(ticket)}/`, { headers: NAVIGATION }]],
    ["a ticket cut short", async () => [(await linkPath()).slice(0, -2), { headers: NAVIGATION }]],
    ["half a ticket", async () => [(await linkPath()).slice(0, 60), { headers: NAVIGATION }]],
    [
      "a ticket with a character too many",
      async () => [`${(await linkPath()).slice(0, -1)}A/`, { headers: NAVIGATION }],
    ],
    ["a ticket with its first character changed", async () => [flipped(await linkPath(), 1), { headers: NAVIGATION }]],
    ["a ticket with its last character changed", async () => [flipped(await linkPath(), -2), { headers: NAVIGATION }]],
    ["a ticket behind another segment", async () => [`/x${await linkPath()}`, { headers: NAVIGATION }]],
    ["a ticket behind a double slash", async () => [`/${await linkPath()}`, { headers: NAVIGATION }]],
    ["a ticket that `..` takes away", async () => [`${await linkPath()}../`, { headers: NAVIGATION }]],
    ["a ticket in the query", async () => [`/?t=${(await linkPath()).slice(1)}`, { headers: NAVIGATION }]],
    ["a 20 kB path", async () => [`/${"a".repeat(20_000)}`, { headers: NAVIGATION }]],
    ["a path of 150 noisy characters", async () => [`/${"aZ9_-".repeat(30)}`, { headers: NAVIGATION }]],
    ["a broken escape", async () => ["/%zz%", { headers: NAVIGATION }]],
    [
      "conditions and ranges",
      async () => [
        "/",
        { headers: { "if-none-match": "*", "if-modified-since": "Sun, 22 Nov 2026 00:00:00 GMT", range: "bytes=0-3" } },
      ],
    ],
    ["TRACE with a pass", async () => ["/", { ...cookie(await mesh.pass(ticket)), method: "TRACE" }]],
    ["DELETE", async () => ["/", { method: "DELETE" }]],
    ["PROPFIND", async () => ["/", { method: "PROPFIND" }]],
    [
      "OPTIONS",
      async () => [
        "/",
        { method: "OPTIONS", headers: { origin: "https://evil.example", "access-control-request-method": "POST" } },
      ],
    ],
  ];

  it.each(strangers)("shows the cover to %s", async (_, ask) => {
    const [path, init] = await ask();
    const upstreamBefore = mesh.upstreamSaw.length;
    const answer = await seen(await mesh.get(`https://${MIRROR}${path}`, init));
    const plain = { ...init, headers: {} };
    for (const host of [STRANGE_LABEL, "garden.example", "www.garden.example", "a.blue-kettle.garden.example"]) {
      expect(await seen(await mesh.get(`https://${host}${path}`, plain))).toBe(answer);
    }
    expect(mesh.upstreamSaw.length).toBe(upstreamBefore);
    expect(answer).toMatch(/A quiet place|Not found|Method Not Allowed|^(200|404)\n/);
  });

  it("shows no cover's path to be special", async () => {
    const home = await mesh.get(`https://${MIRROR}/`);
    expect(home.status).toBe(200);
    expect([...home.headers.keys()]).toEqual(["cache-control", "content-length", "content-type"]);
    const head = await mesh.get(`https://${MIRROR}/`, { method: "HEAD" });
    expect([...head.headers]).toEqual([...home.headers]);
    expect(await head.text()).toBe("");
    const refused = await mesh.get(`https://${MIRROR}/`, { method: "PUT", body: "x" });
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
    expect((await mesh.get(`https://${MIRROR}/nowhere`)).status).toBe(404);
  });

  function cookie(value: string): RequestInit {
    return { headers: { cookie: value } };
  }
  async function linkPath({ ticket: of = ticket, mirror = MIRROR } = {}): Promise<string> {
    return new URL(await mesh.link(of, { mirror })).pathname;
  }
  async function forged(): Promise<Uint8Array> {
    const reader = {
      lineage: LINEAGE,
      reader: "0011223344556677",
      level: 0,
      notAfterHour: Math.floor(NOW / HOUR) + 24,
    };
    return issueTicket(reader, await createSigner(7, new Uint8Array(32).fill(77)));
  }
});

function flipped(text: string, at: number): string {
  const index = at < 0 ? text.length + at : at;
  return text.slice(0, index) + (text[index] === "A" ? "B" : "A") + text.slice(index + 1);
}

function renamed(cookie: string, name: string): string {
  return name + cookie.slice(cookie.indexOf("="));
}
