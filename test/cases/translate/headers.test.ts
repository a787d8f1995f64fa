import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { createAddressMap } from "../../../shared/domain/address.ts";
import { connectionAllowlist } from "../../../shared/domain/connections.ts";
import { REQUEST_FIELDS, RESPONSE_FIELDS } from "../../../workers/relay/translate/headers/fields.ts";
import { translateRequestHeaders, translateResponseHeaders } from "../../../workers/relay/translate/headers/headers.ts";
import { CDN, contextOf, place, service } from "./scanning.ts";

type Row = readonly [title: string, name: string, value: string, output: string | null];

// Node's Headers refuse nothing of what follows: these are plain lists, not fetches.
const sent = (name: string, value: string, origin: "primary" | typeof CDN) =>
  translateRequestHeaders(new Headers([[name, value]]), contextOf(origin)).get(name);
const received = (name: string, value: string, origin: "primary" | typeof CDN) =>
  translateResponseHeaders(new Headers([[name, value]]), contextOf(origin)).get(name);

const toPrimary: readonly Row[] = [
  ["the mirror's own origin is the service's", "origin", "https://m.zone", "https://news.example"],
  ["another origin is null", "origin", "https://evil.example", "null"],
  ["the mirror's name on another port is null", "origin", "https://m.zone:8443", "null"],
  ["the mirror's name over http is null", "origin", "http://m.zone", "null"],
  ["another mirror is null", "origin", "https://n.zone", "null"],
  ["null stays null", "origin", "null", "null"],
  ["the mirror's own page", "referer", "https://m.zone/a?b=c", "https://news.example/a?b=c"],
  ["a page of a secondary gives its origin", "referer", "https://m.zone/dr/cdn/a.css", "https://cdn.example/"],
  ["an own endpoint", "referer", "https://m.zone/dr/x", null],
  ["another site", "referer", "https://evil.example/m.zone/", null],
  ["a look-alike", "referer", "https://m.zone.evil.example/", null],
  ["no address", "referer", "m.zone/a", null],
  ["a token", "authorization", "Bearer x", "Bearer x"],
  ["a password", "authorization", "Basic eDp5", "Basic eDp5"],
  ["encodings the runtime undoes", "accept-encoding", "gzip, deflate, br;q=0.5, zstd", "gzip, br;q=0.5"],
  ["no such encoding", "accept-encoding", "zstd, deflate", "identity"],
  ["encodings of a Range request", "accept-encoding", "identity;q=1, *;q=0", "identity;q=1"],
  ["Fetch Metadata", "sec-fetch-site", "same-origin", "same-origin"],
  ["Fetch Metadata of another label of the zone", "sec-fetch-site", "same-site", "cross-site"],
  ["Fetch Metadata of a typed address", "sec-fetch-site", "none", "none"],
  ["a hint it asked for", "sec-ch-ua-full-version-list", '"x"', '"x"'],
  ["a header of the page's own with our name", "x-page", "https://m.zone/dr/cdn/a", "https://cdn.example/a"],
  ["a cookie with our name", "cookie", "__Host-.ref=https%3A%2F%2Fm.zone%2F", "ref=https%3A%2F%2Fnews.example%2F"],
  ["Range", "range", "bytes=0-5", "bytes=0-5"],
  ["conditions", "if-none-match", 'W/"x"', 'W/"x"'],
  ["the tag of what was translated", "if-match", 'W/"a", "b",W/"c"', '"a", "b","c"'],
  ["any tag", "if-match", "*", "*"],
  ["a language", "accept-language", "fa", "fa"],
  ["host", "host", "m.zone", null],
  ["x-forwarded-anything", "x-forwarded-whatever", "x", null],
  ["cf-anything", "cf-connecting-ip", "192.0.2.1", null],
  ["cf-worker", "cf-worker", "m.zone", null],
  ["cfx is nobody's", "cfx", "1", "1"],
  ["the name a browser reached an alternative service by", "alt-used", "m.zone:443", null],
  ["the page a ping tells of", "ping-from", "https://m.zone/a", "https://news.example/a"],
  ["where a ping's link leads", "ping-to", "https://m.zone/b", "https://news.example/b"],
  ["a ping's page of elsewhere", "ping-from", "https://evil.example/a", null],
  ["an address under an older name", "client-ip", "192.0.2.1", null],
  ["an address in a load balancer's words", "x-envoy-external-address", "192.0.2.1", null],
  ["an ordinary upgrade", "upgrade", "h2c", null],
  ["a WebSocket", "upgrade", "WebSocket", "websocket"],
  ["a WebSocket's key", "sec-websocket-key", "x", null],
  ["a WebSocket's protocols", "sec-websocket-protocol", "a, b", "a, b"],
];

const toSecondary: readonly Row[] = [
  ["the origin is still the page's", "origin", "https://m.zone", "https://news.example"],
  ["a page of the primary gives its origin only", "referer", "https://m.zone/private?x", "https://news.example/"],
  [
    "its own sheet gives the whole address",
    "referer",
    "https://m.zone/dr/cdn/a.css?v=1",
    "https://cdn.example/a.css?v=1",
  ],
  ["a password for the primary", "authorization", "basic eDp5", null],
  ["a script's token", "authorization", "Bearer x", "Bearer x"],
  ["Fetch Metadata", "sec-fetch-site", "same-origin", "cross-site"],
  ["a fetch that would be a cross-origin one names the page's origin", "sec-fetch-mode", "cors", "cors"],
  ["a hint everybody gets", "sec-ch-ua-mobile", "?0", "?0"],
  ["a hint the primary asked for", "sec-ch-ua-full-version-list", '"x"', null],
];

const fromPrimary: readonly Row[] = [
  ["a mapped address", "content-location", "https://news.example/a", "/a"],
  ["a foreign address", "content-location", "https://evil.example/a", null],
  ["a source map", "sourcemap", "https://cdn.example/a.map", "/dr/cdn/a.map"],
  ["a refresh", "refresh", "5; url=https://news.example/a", "5; url=/a"],
  ["a refresh elsewhere", "refresh", "0;url=https://evil.example/", null],
  ["a refresh of the page itself", "refresh", "30", "30"],
  [
    "a stylesheet link",
    "link",
    "<https://cdn.example/a.css>; rel=preload; as=style",
    "</dr/cdn/a.css>; rel=preload; as=style",
  ],
  ["a preconnect link", "link", "<https://cdn.example>; rel=preconnect", null],
  [
    "a hint behind a title that poses as its kind",
    "link",
    '<https://evil.example>; title="; rel=x"; rel=preconnect',
    null,
  ],
  ["a hint with an escaped letter", "link", String.raw`<https://evil.example>; rel="pre\connect"`, null],
  ["a hint in quotes behind such a title", "link", '<https://evil.example>; title="; rel="; rel="preconnect"', null],
  [
    "a hint behind quotes that browsers do not see",
    "link",
    '<https://evil.example/a>; a=b"c, <https://evil.example>; rel=preconnect; d=e"f',
    null,
  ],
  [
    "links, one of them a hint",
    "link",
    '<https://evil.example>; rel="dns-prefetch", </a,b>; rel=next',
    "</a,b>; rel=next",
  ],
  [
    "the pictures of a preload",
    "link",
    '<https://cdn.example/a>; rel=preload; imagesrcset="https://cdn.example/b 1x, /c 2x"',
    '</dr/cdn/a>; rel=preload; imagesrcset="/dr/cdn/b 1x, /c 2x"',
  ],
  ["a foreign preload", "link", "<https://evil.example/a>; rel=preload", null],
  [
    "a foreign link nobody loads",
    "link",
    '<https://evil.example/a>; rel=license; title="a, b"',
    '<https://evil.example/a>; rel=license; title="a, b"',
  ],
  ["an allowed origin of ours", "access-control-allow-origin", "https://news.example", "https://m.zone"],
  ["a foreign allowed origin", "access-control-allow-origin", "https://evil.example", null],
  ["any origin", "access-control-allow-origin", "*", "*"],
  ["the mirror's own word that it is burned", "mirror-state", "burned", null],
  ["a pin", "strict-transport-security", "max-age=1; includeSubDomains", null],
  ["a referrer policy", "referrer-policy", "unsafe-url", "same-origin"],
  ["dns prefetching", "x-dns-prefetch-control", "on", "off"],
  ["where it lets its pages connect", "connection-allowlist", '("https://*")', connectionAllowlist({})],
  ["where it only reports them to", "connection-allowlist-report-only", "(); report-to=a", null],
  ["a password prompt", "www-authenticate", "Basic", "Basic"],
  ["a type", "content-type", "text/html", "text/html"],
  ["caching", "cache-control", "public, max-age=5", "max-age=5, private"],
  ["caching of shared caches", "cache-control", "s-maxage=9, proxy-revalidate, no-transform", "no-transform, private"],
  ["caching with quotes", "cache-control", 'private="a, b", no-cache="c, d"', 'no-cache="c, d", private'],
  ["caching forbidden", "cache-control", "no-store", "no-store, private"],
  ["no word on caching", "x-other", "1", "1"],
  [
    "a permission for a framed origin that is not",
    "permissions-policy",
    'camera=(self "https://cdn.example")',
    "camera=(self )",
  ],
  ["a permission for a stranger alone", "permissions-policy", 'camera="https://evil.example"', "camera=()"],
  [
    "a permission for itself by name",
    "permissions-policy",
    'camera=("https://news.example")',
    'camera=("https://m.zone")',
  ],
  ["an older permission", "feature-policy", "camera https://evil.example 'self'", "camera  'self'"],
  ["another origin of ours, whose pages are not here", "access-control-allow-origin", "https://cdn.example", null],
  ["what a preflight allows", "access-control-allow-headers", "x-a", "x-a"],
  ["an embedder policy", "cross-origin-embedder-policy", "require-corp", "require-corp"],
  ["an opener policy", "cross-origin-opener-policy", "same-origin", "same-origin"],
  ["frame options", "x-frame-options", "SAMEORIGIN", "SAMEORIGIN"],
];

describe("a request to the primary", () => {
  test.each(toPrimary)("%s: %s: %s → %s", (_, name, value, output) =>
    expect(sent(name, value, "primary")).toBe(output),
  );
});
describe("a request to a secondary", () => {
  test.each(toSecondary)("%s: %s: %s → %s", (_, name, value, output) => expect(sent(name, value, CDN)).toBe(output));
});
describe("an answer of the primary", () => {
  test.each(fromPrimary)("%s: %s: %s → %s", (_, name, value, output) =>
    expect(received(name, value, "primary")).toBe(output),
  );
});
test("a form that a page of the mirror sends to a sibling comes from that page's origin", () => {
  const siblings = { cdn: { origin: "https://tin.zone", door: "sh" } };
  const map = createAddressMap(service, { ...place, siblings });
  const from = (origin: string) =>
    translateRequestHeaders(new Headers([["origin", origin]]), { ...contextOf(), map }).get("origin");
  expect([from("https://tin.zone"), from("https://other.zone")]).toEqual(["https://cdn.example", "null"]);
});
test("a fetch of a secondary that would be a cross-origin one names the page", () => {
  const headers = new Headers([["sec-fetch-mode", "cors"]]);
  expect(translateRequestHeaders(headers, contextOf(CDN)).get("origin")).toBe("https://news.example");
  expect(translateRequestHeaders(headers, contextOf()).has("origin")).toBe(false);
});
test("a secondary asks for no password", () => expect(received("www-authenticate", "Basic", CDN)).toBeNull());

const sampleOf = (name: string) => name.replace("*", "x");
const dropped = (fields: typeof REQUEST_FIELDS) =>
  fields.filter((field) => field.rule === "drop").map((field) => sampleOf(field.name));

describe("the table", () => {
  test.each(dropped(REQUEST_FIELDS).filter((name) => name !== "upgrade"))("drops %s of a request", (name) => {
    expect(sent(name, "x", "primary")).toBeNull();
  });
  test.each(dropped(RESPONSE_FIELDS))("drops %s of an answer", (name) =>
    expect(received(name, "x", "primary")).toBeNull(),
  );
  test.each([...RESPONSE_FIELDS].filter(({ rule }) => rule === "keep"))("keeps $name of an answer", ({ name }) =>
    expect(received(sampleOf(name), "x", "primary")).toBe("x"),
  );
  test("gives every row a reason", async () => {
    const source = await readFile(
      new URL("../../../workers/relay/translate/headers/fields.ts", import.meta.url),
      "utf8",
    );
    const rows = source.split("\n").filter((line) => /^ +\["/.test(line));
    expect(rows.length).toBeGreaterThanOrEqual(RESPONSE_FIELDS.length);
    expect(rows.filter((row) => !/\], \/\/ .{10}/.test(row))).toEqual([]);
  });
  test("drops what Connection names, in both directions", () => {
    const headers = new Headers([
      ["connection", "close, X-Secret"],
      ["x-secret", "1"],
      ["x-open", "2"],
    ]);
    for (const out of [translateRequestHeaders(headers, contextOf()), translateResponseHeaders(headers, contextOf())]) {
      expect(out.has("x-secret")).toBe(false);
      expect(out.get("x-open")).toBe("2");
    }
  });
  test("allows credentials only together with an origin", () => {
    const headers = new Headers([
      ["access-control-allow-credentials", "true"],
      ["access-control-allow-origin", "https://evil.example"],
    ]);
    expect(translateResponseHeaders(headers, contextOf()).has("access-control-allow-credentials")).toBe(false);
  });
});
