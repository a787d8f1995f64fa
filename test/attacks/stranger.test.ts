// Silent to strangers: whoever has no valid ticket for this very mirror gets the zone's cover, and the answer depends only
// on zone, method and path. Every row is sent to a mirror and to a label of the same zone that is no mirror, as raw bytes
// over a socket; the two answers must be the same bytes.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fromBase64url } from "../../shared/domain/bytes.ts";
import { createMask, MASK_RANDOM_BYTES } from "../../shared/domain/mask.ts";
import { deriveMirrorKeys, deriveZoneSecret, type MirrorKeys } from "../../shared/domain/mirrorkeys.ts";
import { createPassSeal } from "../../shared/domain/pass.ts";
import { createSigner, type Signer } from "../../shared/domain/signature.ts";
import { issueTicket, type Ticket } from "../../shared/domain/ticket.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { comparable, exchange, type RawRequest, sendRaw } from "../support/stranger.ts";

/** What an insider and a thief know: everything but this mirror's own keys is fair game for building a request. */
interface Loot {
  readonly hostname: string;
  readonly zone: string;
  readonly door: string;
  readonly passCookie: string;
  /** Segment of a ticket that is good for this mirror. */
  readonly segment: string;
  readonly otherLineage: string;
  readonly forged: string;
  readonly expired: string;
  readonly wrongKeyId: string;
  readonly otherMirrorsSegment: string;
  readonly pass: string;
  readonly otherMirrorsPass: string;
  readonly otherLineagesPass: string;
  readonly oldPass: string;
  readonly futurePass: string;
  /** The label of the mirror's framed secondary, and the segment of a good ticket for it. */
  readonly sibling: { readonly hostname: string; readonly segment: string; readonly door: string };
}

let mesh: Mesh;
let loot: Loot;
let servers: readonly Server[] = [];
const UNKNOWN_LABEL = "no-mirror-here";
const NAVIGATION = {
  "Sec-Fetch-Mode": "navigate",
  "Sec-Fetch-Dest": "document",
  "Sec-Fetch-Site": "none",
  Accept: "text/html",
};
const WEBSOCKET = {
  Connection: "Upgrade, close",
  Upgrade: "websocket",
  "Sec-WebSocket-Version": "13",
  "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
};
const LONG = "a".repeat(20_000);

beforeAll(async () => {
  servers = await Promise.all(["127.0.0.1", "127.0.0.2", "127.0.0.3"].map(serve));
  const [primary, embed, other] = servers.map((server) => {
    const { address, port } = server.address() as AddressInfo;
    return `http://${address}:${port}`;
  });
  mesh = await startMesh("--service", `${primary},embed*=${embed}`, "--service", `${other}`);
  loot = await plunder(mesh);
});
afterAll(async () => {
  await mesh?.close();
  for (const server of servers) server.close();
});

type Row = readonly [title: string, request: (loot: Loot) => Omit<RawRequest, "host">];

const METHODS = [
  "GET",
  "HEAD",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "OPTIONS",
  "TRACE",
  "PROPFIND",
  "MKCOL",
  "REPORT",
  "PURGE",
];
const TARGETS = [
  "/",
  "/index.html",
  "/robots.txt",
  "/favicon.ico",
  "/sitemap.xml",
  "/.well-known/security.txt",
  "/.env",
  "/admin",
  "/login",
  "/wp-login.php",
  "/cdn-cgi/trace",
  "/?url=https://example.com/",
  "/https://example.com/",
  "/proxy/https://example.com/",
  "//evil.example/",
  "/\\evil.example/",
  "/%5Cevil.example/",
  "/..",
  "/../../etc/passwd",
  "/%2e%2e/%2e%2e/",
  "/a/../b",
  "/%00",
  "/%",
  "/%zz",
  "/;a=b",
  "/?",
  "/???",
  "/#fragment",
  "/a b",
  "/é",
  `/${LONG}`,
  `/?${LONG}`,
  "http://other.example/",
  "https://127.0.0.1/",
  "*",
];

const ROWS: readonly Row[] = [
  ...METHODS.map((method): Row => [`${method} /`, () => ({ method })]),
  ...METHODS.slice(2).map(
    (method): Row => [`${method} of an unknown path`, () => ({ method, target: "/nothing/here" })],
  ),
  ...TARGETS.map((target): Row => [`GET ${target.slice(0, 40)}`, () => ({ target })]),
  ["the door", ({ door }) => ({ target: `/${door}/` })],
  ["the door without a slash", ({ door }) => ({ target: `/${door}` })],
  ["the roster", ({ door }) => ({ target: `/${door}/roster` })],
  ["the state", ({ door }) => ({ target: `/${door}/state` })],
  ["a report", ({ door }) => ({ method: "POST", target: `/${door}/report`, body: "A".repeat(183) })],
  [
    "the lifeboat's script",
    ({ door }) => ({ target: `/${door}/lifeboat.js`, headers: { "Service-Worker": "script" } }),
  ],
  ["a secondary's file", ({ door }) => ({ target: `/${door}/cdn/style.css` })],
  ["the door in upper case", ({ door }) => ({ target: `/${door.toUpperCase()}/state` })],
  ["half a door", ({ door }) => ({ target: `/${door.slice(0, 4)}` })],

  [
    "an unfurler's GET of a good link",
    ({ segment }) => ({ target: `/${segment}/`, headers: { "User-Agent": "TelegramBot (like TwitterBot)" } }),
  ],
  [
    "an unfurler that accepts HTML",
    ({ segment }) => ({ target: `/${segment}/`, headers: { Accept: "text/html,*/*" } }),
  ],
  ["a HEAD of a good link", ({ segment }) => ({ method: "HEAD", target: `/${segment}/`, headers: NAVIGATION })],
  [
    "a prefetch of a good link",
    ({ segment }) => ({ target: `/${segment}/`, headers: { ...NAVIGATION, "Sec-Purpose": "prefetch" } }),
  ],
  [
    "a prerender of a good link",
    ({ segment }) => ({ target: `/${segment}/`, headers: { ...NAVIGATION, "Sec-Purpose": "prefetch;prerender" } }),
  ],
  [
    "an old prefetch of a good link",
    ({ segment }) => ({ target: `/${segment}/`, headers: { ...NAVIGATION, Purpose: "prefetch" } }),
  ],
  [
    "a good link in a frame",
    ({ segment }) => ({ target: `/${segment}/`, headers: { ...NAVIGATION, "Sec-Fetch-Dest": "iframe" } }),
  ],
  [
    "a good link as an image",
    ({ segment }) => ({ target: `/${segment}/`, headers: { "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image" } }),
  ],
  [
    "a good link fetched by a script",
    ({ segment }) => ({ target: `/${segment}/`, headers: { "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" } }),
  ],
  [
    "a cross-site POST of a good ticket",
    ({ segment }) => ({
      method: "POST",
      target: `/${segment}/`,
      headers: { ...NAVIGATION, "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" },
    }),
  ],
  [
    "a same-site POST of a good ticket",
    ({ segment, zone }) => ({
      method: "POST",
      target: `/${segment}/`,
      headers: { "Sec-Fetch-Site": "same-site", Origin: `http://other.${zone}` },
    }),
  ],
  [
    "a POST of a good ticket from a null origin",
    ({ segment }) => ({ method: "POST", target: `/${segment}/`, headers: { Origin: "null" } }),
  ],
  ["a PUT of a good ticket", ({ segment }) => ({ method: "PUT", target: `/${segment}/`, headers: NAVIGATION })],

  ["a ticket of another lineage", ({ otherLineage }) => ({ target: `/${otherLineage}/`, headers: NAVIGATION })],
  ["a POST of a ticket of another lineage", ({ otherLineage }) => ({ method: "POST", target: `/${otherLineage}/` })],
  ["a forged ticket", ({ forged }) => ({ target: `/${forged}/`, headers: NAVIGATION })],
  ["a POST of a forged ticket", ({ forged }) => ({ method: "POST", target: `/${forged}/` })],
  ["an expired ticket", ({ expired }) => ({ target: `/${expired}/`, headers: NAVIGATION })],
  ["a ticket under an unknown key id", ({ wrongKeyId }) => ({ target: `/${wrongKeyId}/`, headers: NAVIGATION })],
  [
    "the segment of another mirror's link",
    ({ otherMirrorsSegment }) => ({ target: `/${otherMirrorsSegment}/`, headers: NAVIGATION }),
  ],
  ["a ticket cut by one", ({ segment }) => ({ target: `/${segment.slice(0, -1)}/`, headers: NAVIGATION })],
  ["half a ticket", ({ segment }) => ({ target: `/${segment.slice(0, segment.length / 2)}/`, headers: NAVIGATION })],
  ["a ticket and one more", ({ segment }) => ({ target: `/${segment}${segment[0]}/`, headers: NAVIGATION })],
  ["a ticket turned round", ({ segment }) => ({ target: `/${[...segment].reverse().join("")}/`, headers: NAVIGATION })],
  ["a ticket in the second segment", ({ segment }) => ({ target: `/a/${segment}/`, headers: NAVIGATION })],
  ["a ticket after two slashes", ({ segment }) => ({ target: `//${segment}/`, headers: NAVIGATION })],
  ["a ticket in the query", ({ segment }) => ({ target: `/?t=${segment}`, headers: NAVIGATION })],
  [
    "a percent-encoded ticket",
    ({ segment }) => ({ target: `/%${segment.charCodeAt(0).toString(16)}${segment.slice(1)}/`, headers: NAVIGATION }),
  ],
  ["a ticket in lower case", ({ segment }) => ({ target: `/${segment.toLowerCase()}/`, headers: NAVIGATION })],
  ...[0, 1, 7, 40, 99].map(
    (at): Row => [
      `a ticket with character ${at} changed`,
      ({ segment }) => ({ target: `/${flip(segment, at)}/`, headers: NAVIGATION }),
    ],
  ),

  [
    "another mirror's pass",
    ({ passCookie, otherMirrorsPass }) => ({ headers: { Cookie: `${passCookie}=${otherMirrorsPass}` } }),
  ],
  [
    "a pass of another lineage's ticket",
    ({ passCookie, otherLineagesPass }) => ({ headers: { Cookie: `${passCookie}=${otherLineagesPass}` } }),
  ],
  ["a pass of yesterday", ({ passCookie, oldPass }) => ({ headers: { Cookie: `${passCookie}=${oldPass}` } })],
  ["a pass of tomorrow", ({ passCookie, futurePass }) => ({ headers: { Cookie: `${passCookie}=${futurePass}` } })],
  ["a pass with a bit flipped", ({ passCookie, pass }) => ({ headers: { Cookie: `${passCookie}=${flip(pass, 30)}` } })],
  ["a pass cut by one", ({ passCookie, pass }) => ({ headers: { Cookie: `${passCookie}=${pass.slice(0, -1)}` } })],
  ["an empty pass", ({ passCookie }) => ({ headers: { Cookie: `${passCookie}=` } })],
  ["a pass under another name", ({ pass }) => ({ headers: { Cookie: `__Host-sid=${pass}` } })],
  ["a bare ticket as pass", ({ passCookie, segment }) => ({ headers: { Cookie: `${passCookie}=${segment}` } })],
  ["a malformed cookie header", () => ({ headers: { Cookie: ";;;=;==; a" } })],
  ["a 60 kB cookie", () => ({ headers: { Cookie: `a=${"b".repeat(60_000)}` } })],

  [
    "a cross-site POST with a good pass",
    ({ passCookie, pass }) => ({
      method: "POST",
      headers: { Cookie: `${passCookie}=${pass}`, "Sec-Fetch-Site": "cross-site", Origin: "https://evil.example" },
    }),
  ],
  [
    "a POST with a good pass and a foreign Origin alone",
    ({ passCookie, pass }) => ({
      method: "POST",
      headers: { Cookie: `${passCookie}=${pass}`, Origin: "https://evil.example" },
    }),
  ],
  [
    "a POST with a good pass and a null Origin",
    ({ passCookie, pass }) => ({ method: "POST", headers: { Cookie: `${passCookie}=${pass}`, Origin: "null" } }),
  ],
  [
    "a same-site DELETE with a good pass",
    ({ passCookie, pass, zone }) => ({
      method: "DELETE",
      headers: { Cookie: `${passCookie}=${pass}`, "Sec-Fetch-Site": "same-site", Origin: `http://www.${zone}` },
    }),
  ],
  ["a WebSocket without a pass", () => ({ headers: { ...WEBSOCKET } })],
  [
    "a cross-site WebSocket with a good pass",
    ({ passCookie, pass }) => ({
      headers: { ...WEBSOCKET, Cookie: `${passCookie}=${pass}`, Origin: "https://evil.example" },
    }),
  ],

  ["a Range", () => ({ headers: { Range: "bytes=0-3" } })],
  ["an If-None-Match", () => ({ headers: { "If-None-Match": "*" } })],
  ["an If-Modified-Since", () => ({ headers: { "If-Modified-Since": "Wed, 21 Oct 2037 07:28:00 GMT" } })],
  ["another language", () => ({ headers: { "Accept-Language": "fa" } })],
  ["encodings", () => ({ headers: { "Accept-Encoding": "gzip, br, zstd" } })],
  [
    "forwarding headers",
    () => ({
      headers: { "X-Forwarded-Host": "evil.example", Forwarded: "host=evil.example", "X-Real-IP": "127.0.0.1" },
    }),
  ],
  [
    "provider headers",
    () => ({ headers: { "CF-Connecting-IP": "127.0.0.1", "CF-Worker": "evil.example", "CF-IPCountry": "IR" } }),
  ],
  ["method override", () => ({ headers: { "X-HTTP-Method-Override": "DELETE" } })],
  ["a debugger's headers", () => ({ headers: { "X-Debug": "1", "MF-Original-URL": "http://evil.example/" } })],
  ["a POST with a body", () => ({ method: "POST", body: "a=b" })],
];

describe("a stranger gets the zone's cover", () => {
  it(`whatever they send: ${ROWS.length} rows`, () => {
    expect(ROWS.length).toBeGreaterThanOrEqual(80);
  });

  it.each(ROWS)("%s", async (_title, request) => {
    const asked = request(loot);
    const plain = { method: asked.method ?? "GET", target: asked.target ?? "/", body: asked.body ?? "" };
    const [mirror, nobody, bare] = await Promise.all([
      sendRaw(mesh.port, { ...asked, host: `${loot.hostname}:${mesh.port}` }),
      sendRaw(mesh.port, { ...asked, host: `${UNKNOWN_LABEL}.${loot.zone}:${mesh.port}` }),
      sendRaw(mesh.port, { ...plain, host: `${UNKNOWN_LABEL}.${loot.zone}:${mesh.port}` }),
    ]);
    expect(comparable(mirror)).toBe(comparable(nobody));
    expect(comparable(mirror)).toBe(comparable(bare));
    expect(mirror.head).not.toMatch(/set-cookie|hezar|mirror/i);
  });

  it.each([
    ["the apex", ({ zone }: Loot) => zone],
    ["www", ({ zone }: Loot) => `www.${zone}`],
    ["another random label", ({ zone }: Loot) => `quite-another.${zone}`],
    ["the mirror in upper case", ({ hostname }: Loot) => hostname.toUpperCase()],
    ["the mirror with a trailing dot", ({ hostname }: Loot) => `${hostname}.`],
    ["the mirror with another port", ({ hostname }: Loot) => `${hostname}:1`],
    ["a label below the mirror", ({ hostname }: Loot) => `www.${hostname}`],
    ["a label with an underscore", ({ zone }: Loot) => `_dmarc.${zone}`],
  ])("%s answers byte for byte as the mirror does", async (_title, host) => {
    for (const target of ["/", "/nothing", "/about/"]) {
      const [one, other] = await Promise.all([
        sendRaw(mesh.port, { target, host: host(loot) }),
        sendRaw(mesh.port, { target, host: loot.hostname }),
      ]);
      expect(comparable(one)).toBe(comparable(other));
    }
  });

  it.each([
    [
      "two Host headers",
      (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    ],
    ["HTTP/1.0", (host: string) => `GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`],
    [
      "an absolute-form target of another host",
      (host: string) => `GET http://evil.example/ HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
    ],
    [
      "both lengths of a body",
      (host: string) =>
        `POST / HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n`,
    ],
    ["a bare LF", (host: string) => `GET / HTTP/1.1\nHost: ${host}\nConnection: close\n\n`],
    [
      "a header of 200 kB",
      (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nX: ${"x".repeat(200_000)}\r\nConnection: close\r\n\r\n`,
    ],
    ["an unknown method", (host: string) => `HEZAR / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
    ["CONNECT", (host: string) => `CONNECT evil.example:443 HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`],
    [
      "an h2c upgrade",
      (host: string) => `GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade, close\r\nUpgrade: h2c\r\n\r\n`,
    ],
  ])("%s is answered alike with and without a mirror", async (_title, bytes) => {
    const [mirror, nobody] = await Promise.all([
      exchange(mesh.port, bytes(loot.hostname)).then(comparable, String),
      exchange(mesh.port, bytes(`${UNKNOWN_LABEL}.${loot.zone}`)).then(comparable, String),
    ]);
    expect(mirror).toBe(nobody);
  });

  it("is answered as fast by a mirror as by no mirror: medians within 2 ms over 1,000 paired requests", async () => {
    const noise = flip(loot.segment, 50);
    const times: Record<string, number[]> = { mirror: [], nobody: [], apart: [] };
    for (let at = 0; at < 1000; at++) {
      const target = at % 2 === 0 ? "/" : `/${noise}/`;
      const pair = [
        ["mirror", loot.hostname],
        ["nobody", `${UNKNOWN_LABEL}.${loot.zone}`],
      ] as const;
      for (const [who, host] of at % 4 < 2 ? pair : [...pair].reverse()) {
        const started = performance.now();
        await sendRaw(mesh.port, { target, host });
        times[who]?.push(performance.now() - started);
      }
      times.apart?.push((times.mirror?.at(-1) ?? 0) - (times.nobody?.at(-1) ?? 0));
    }
    const median = (who: string) => times[who]?.sort((left, right) => left - right)[500] ?? 0;
    console.log(
      `stranger's median: mirror ${median("mirror").toFixed(2)} ms, no mirror ${median("nobody").toFixed(2)} ms`,
    );
    // Of each pair by itself: a machine that is busy for a while is so for both.
    expect(Math.abs(median("apart"))).toBeLessThan(2);
  });
});

const FRAME = { "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-site" };
type SiblingRow = readonly [title: string, request: (loot: Loot) => Omit<RawRequest, "host">];

const SIBLING_ROWS: readonly SiblingRow[] = [
  ...["GET", "HEAD", "POST", "OPTIONS", "TRACE"].map((method): SiblingRow => [`${method} /`, () => ({ method })]),
  ["a frame of the mirror's without a ticket", () => ({ target: "/watch", headers: FRAME })],
  ["the mirror's pass", ({ passCookie, pass }) => ({ headers: { ...FRAME, Cookie: `${passCookie}=${pass}` } })],
  ["the mirror's own ticket", ({ segment }) => ({ target: `/${segment}/`, headers: FRAME })],
  ["its ticket, one character changed", ({ sibling }) => ({ target: `/${flip(sibling.segment, 9)}/`, headers: FRAME })],
  ["its ticket fetched by a script", ({ sibling }) => ({ target: `/${sibling.segment}/`, headers: CORS })],
  [
    "its ticket as a preflight",
    ({ sibling }) => ({ method: "OPTIONS", target: `/${sibling.segment}/`, headers: CORS }),
  ],
  [
    "a prefetch of its ticket",
    ({ sibling }) => ({ target: `/${sibling.segment}/`, headers: { ...FRAME, "Sec-Purpose": "prefetch" } }),
  ],
  [
    "its ticket in another site's frame",
    ({ sibling }) => ({ target: `/${sibling.segment}/`, headers: { ...FRAME, "Sec-Fetch-Site": "cross-site" } }),
  ],
  [
    "a form of another label with its ticket",
    ({ sibling, zone }) => ({
      method: "POST",
      target: `/${sibling.segment}/`,
      headers: { ...FRAME, Origin: `http://www.${zone}` },
    }),
  ],
  [
    "the mirror's form without a ticket",
    ({ hostname }) => ({ method: "POST", target: "/watch", headers: { ...FRAME, Origin: origin(hostname) } }),
  ],
  [
    "the mirror's form behind a redirect, without a ticket",
    ({ hostname }) => ({
      method: "POST",
      target: "/watch",
      headers: { ...FRAME, Origin: "null", Referer: `${origin(hostname)}/` },
    }),
  ],
  ["a WebSocket of the mirror's", ({ hostname }) => ({ headers: { ...WEBSOCKET, Origin: origin(hostname) } })],
  ["its door", ({ sibling }) => ({ target: `/${sibling.door}/state` })],
  ["its door, as the way back", ({ sibling }) => ({ target: `/${sibling.door}/0/`, headers: FRAME })],
  ["the mirror's door", ({ door }) => ({ target: `/${door}/embed/`, headers: FRAME })],
];
const CORS = { "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty", "Sec-Fetch-Site": "same-site" };
const origin = (hostname: string) => `http://${hostname}:${mesh.port}`;

describe("the label of a framed secondary", () => {
  it.each(SIBLING_ROWS)("answers as no mirror does to %s", async (_title, request) => {
    const asked = request(loot);
    const plain = { method: asked.method ?? "GET", target: asked.target ?? "/" };
    const [sibling, nobody, bare] = await Promise.all([
      sendRaw(mesh.port, { ...asked, host: `${loot.sibling.hostname}:${mesh.port}` }),
      sendRaw(mesh.port, { ...asked, host: `${UNKNOWN_LABEL}.${loot.zone}:${mesh.port}` }),
      sendRaw(mesh.port, { ...plain, host: `${UNKNOWN_LABEL}.${loot.zone}:${mesh.port}` }),
    ]);
    expect(comparable(sibling)).toBe(comparable(nobody));
    expect(comparable(sibling)).toBe(comparable(bare));
  });

  it("opens no other label with its ticket", async () => {
    const target = `/${loot.sibling.segment}/`;
    const at = (host: string) => sendRaw(mesh.port, { target, host: `${host}:${mesh.port}`, headers: FRAME });
    const [mirror, nobody] = await Promise.all([at(loot.hostname), at(`${UNKNOWN_LABEL}.${loot.zone}`)]);
    expect(comparable(mirror)).toBe(comparable(nobody));
  });

  it("opens for that ticket where a reader's frame comes with it", async () => {
    const { hostname, segment } = loot.sibling;
    const answer = await sendRaw(mesh.port, {
      target: `/${segment}/watch`,
      host: `${hostname}:${mesh.port}`,
      headers: FRAME,
    });
    expect(answer.status).toBe(307);
    expect(answer.head).toMatch(/^set-cookie: __Host-/im);
  });
});

describe("the loot is real: the same ticket and pass open the door when they are used as a reader does", () => {
  it("a navigation to a good link meets the entering page", async () => {
    const { hostname, segment } = loot;
    const answer = await sendRaw(mesh.port, {
      target: `/${segment}/`,
      host: `${hostname}:${mesh.port}`,
      headers: NAVIGATION,
    });
    expect(answer.status).toBe(200);
    expect(answer.body.toString()).toContain("<form");
    expect(answer.body.toString()).not.toMatch(/<title|og:|description/i);
  });

  it("a good pass meets the service", async () => {
    const { hostname, passCookie, pass } = loot;
    const headers = { Cookie: `${passCookie}=${pass}` };
    const answer = await sendRaw(mesh.port, { host: `${hostname}:${mesh.port}`, headers });
    const cover = await sendRaw(mesh.port, { host: `${UNKNOWN_LABEL}.${loot.zone}` });
    expect(answer.status).toBe(200);
    expect(answer.body.equals(cover.body)).toBe(false);
  });

  it.each(["//evil.example/", "/\\evil.example/", "///evil.example", "/%2F/evil.example", "/\t/evil.example"])(
    "a ticket followed by %j goes on to a path of the mirror itself",
    async (rest) => {
      const { hostname, segment } = loot;
      const host = `${hostname}:${mesh.port}`;
      const headers = { Origin: `http://${host}`, "Sec-Fetch-Site": "same-origin" };
      const answer = await sendRaw(mesh.port, { method: "POST", target: `/${segment}${rest}`, host, headers });
      const location = /^location: (.*)$/im.exec(answer.head)?.[1];
      if (location === undefined) return expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(new URL(location).host).toBe(host);
      expect(location).toMatch(new RegExp(`^http://${host}/(?![/\\\\])`));
    },
  );
});

function flip(text: string, at: number): string {
  const place = at % text.length;
  return `${text.slice(0, place)}${text[place] === "x" ? "y" : "x"}${text.slice(place + 1)}`;
}

/** Steal everything there is: the operator's keys stand in for whatever a seized phone or an insider could yield. */
async function plunder({ state, ready }: Mesh): Promise<Loot> {
  const keys = JSON.parse(await readFile(join(state, "keys.json"), "utf8")) as {
    readonly deployKey: string;
    readonly online: { readonly id: number; readonly seed: string };
  };
  const deployKey = bytesOf(keys.deployKey);
  const [own, other] = ready.links.map((link) => ({ hostname: link.hostname, segment: segmentOf(link.url) }));
  if (own === undefined || other === undefined) throw new Error("the mesh shows fewer than two links");
  const zone = own.hostname.split(".").slice(1).join(".");
  const ours = await deriveMirrorKeys(await deriveZoneSecret(deployKey, zone), own.hostname);
  const otherZone = other.hostname.split(".").slice(1).join(".");
  const theirs = await deriveMirrorKeys(await deriveZoneSecret(deployKey, otherZone), other.hostname);
  const ticketBytes = await (await createMask(ours.mask)).unmask(own.segment);
  if (ticketBytes === undefined) throw new Error("the mesh's own link does not unmask");
  const held = await passes(ticketBytes, { ours, theirs, hostname: own.hostname, otherHostname: other.hostname });
  const crossing = await sendRaw(Number(new URL(ready.edge).port), {
    target: `/${ours.door}/embed/watch`,
    host: `${own.hostname}:${new URL(ready.edge).port}`,
    headers: { ...FRAME, "Sec-Fetch-Site": "same-origin", Cookie: `${ours.passCookie}=${held.pass}` },
  });
  const location = new URL(/^location: (.*)$/im.exec(crossing.head)?.[1] ?? "about:blank");
  const sibling = {
    hostname: location.hostname,
    segment: segmentOf(location.href),
    door: (await deriveMirrorKeys(await deriveZoneSecret(deployKey, zone), location.hostname)).door,
  };
  return {
    sibling,
    hostname: own.hostname,
    zone,
    door: ours.door,
    passCookie: ours.passCookie,
    segment: own.segment,
    otherMirrorsSegment: other.segment,
    ...(await counterfeits(ticketBytes, {
      ours,
      signer: await createSigner(keys.online.id, bytesOf(keys.online.seed)),
    })),
    ...held,
    otherLineagesPass: await strangersPass(
      ours,
      own.hostname,
      await createSigner(keys.online.id, bytesOf(keys.online.seed)),
    ),
  };
}

async function serve(host: string): Promise<Server> {
  const server = createServer((_, response) => response.setHeader("content-type", "text/html").end("<p>a service"));
  server.listen(0, host);
  await once(server, "listening");
  return server;
}

const HOUR = () => Math.floor(Date.now() / 3_600_000);
const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));

async function counterfeits(
  ticketBytes: Uint8Array,
  { ours, signer }: { readonly ours: MirrorKeys; readonly signer: Signer },
) {
  const mask = await createMask(ours.mask);
  const masked = (ticket: Uint8Array) => mask.mask(ticket, random(MASK_RANDOM_BYTES));
  const lineage = Buffer.from(ticketBytes.subarray(2, 8)).toString("hex");
  const ticket: Omit<Ticket, "keyId"> = { lineage, reader: "00112233445566ff", level: 1, notAfterHour: HOUR() + 24 };
  const impostor = await createSigner(signer.keyId, random(32));
  return {
    otherLineage: await masked(await issueTicket({ ...ticket, lineage: "ffffffffffff" }, signer)),
    forged: await masked(await issueTicket(ticket, impostor)),
    expired: await masked(await issueTicket({ ...ticket, notAfterHour: HOUR() - 1 }, signer)),
    wrongKeyId: await masked(await issueTicket(ticket, { ...signer, keyId: 200 })),
  };
}

async function passes(
  ticket: Uint8Array,
  of: {
    readonly ours: MirrorKeys;
    readonly theirs: MirrorKeys;
    readonly hostname: string;
    readonly otherHostname: string;
  },
) {
  const now = Math.floor(Date.now() / 1000);
  const seal = await createPassSeal(of.ours.pass, of.hostname);
  const otherSeal = await createPassSeal(of.theirs.pass, of.otherHostname);
  return {
    pass: await seal.seal(ticket, { now, nonce: random(12) }),
    oldPass: await seal.seal(ticket, { now: now - 25 * 3600, nonce: random(12) }),
    futurePass: await seal.seal(ticket, { now: now + 2 * 3600, nonce: random(12) }),
    otherMirrorsPass: await otherSeal.seal(ticket, { now, nonce: random(12) }),
  };
}

async function strangersPass(ours: MirrorKeys, hostname: string, signer: Signer): Promise<string> {
  const fields = { lineage: "ffffffffffff", reader: "00112233445566ff", level: 1, notAfterHour: HOUR() + 24 };
  const seal = await createPassSeal(ours.pass, hostname);
  return seal.seal(await issueTicket(fields, signer), { now: Math.floor(Date.now() / 1000), nonce: random(12) });
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new Error("the mesh's keys are not base64url");
  return bytes;
}

function segmentOf(url: string): string {
  return new URL(url).pathname.split("/")[1] ?? "";
}
