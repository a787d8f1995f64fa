import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createAddressMap } from "../../../shared/domain/address.ts";
import { createLiteralScanner } from "../../../workers/relay/translate/text/literals.ts";
import { timed } from "../../fuzz/timing.ts";
import { feed, feedBytes, PAGE, type Rows } from "./scanning.ts";

const service = {
  primary: "https://news.example",
  secondaries: [
    { alias: "cdn", origin: "https://cdn.example" },
    { alias: "api", origin: "https://api.example:8443" },
    { alias: "img", origin: "https://*.img.example" },
  ],
};
const place = { origin: "https://m.zone", door: "dr" };
const local = { origin: "http://m.zone.localhost:8080", door: "dr" };
const literals = (at = place) => createLiteralScanner({ map: createAddressMap(service, at), place: at, url: PAGE });

const rows: Rows = [
  ["plain", 'fetch("https://cdn.example/a.js")', 'fetch("https://m.zone/dr/cdn/a.js")'],
  ["of the primary", "'https://news.example/a'", "'https://m.zone/a'"],
  ["http", '"http://news.example/a"', '"https://m.zone/a"'],
  ["without a path", '"https://cdn.example"+p', '"https://m.zone/dr/cdn"+p'],
  ["with a query", '"https://cdn.example?a"', '"https://m.zone/dr/cdn?a"'],
  ["before a placeholder", "`https://cdn.example$`", "`https://m.zone/dr/cdn$`"],
  ["upper case", '"HTTPS://CDN.Example/A"', '"https://m.zone/dr/cdn/A"'],
  ["WebSocket", 'new WebSocket("wss://news.example/s")', 'new WebSocket("wss://m.zone/s")'],
  ["WebSocket, insecure", '"ws://news.example/s"', '"wss://m.zone/s"'],
  ["a port", '"https://api.example:8443/v1"', '"https://m.zone/dr/api/v1"'],
  ["a default port", '"https://cdn.example:443/v1"', '"https://m.zone/dr/cdn/v1"'],
  ["a default port of http", '"http://cdn.example:80/v1"', '"https://m.zone/dr/cdn/v1"'],
  ["another port stays", '"https://cdn.example:8443/"', '"https://cdn.example:8443/"'],
  ["a port missing stays", '"https://api.example/"', '"https://api.example/"'],
  ["a port to come stays", '"https://cdn.example:"+port', '"https://cdn.example:"+port'],
  ["a wildcard", '"https://a.b.img.example/i"', '"https://m.zone/dr/img~a~b/i"'],
  ["protocol-relative", '"//cdn.example/a"', '"//m.zone/dr/cdn/a"'],
  ["protocol-relative behind a scheme", '"https:"+"//cdn.example/a"', '"https:"+"//m.zone/dr/cdn/a"'],
  ["protocol-relative in url()", "url(//cdn.example/a)", "url(//m.zone/dr/cdn/a)"],
  ["protocol-relative in srcset", '"a 1x, //cdn.example/b 2x"', '"a 1x, //m.zone/dr/cdn/b 2x"'],
  ["two slashes in a path stay", '"/a//cdn.example/b"', '"/a//cdn.example/b"'],
  [
    "an address inside an address",
    '"https://a.example/https://cdn.example/x"',
    '"https://a.example/https://m.zone/dr/cdn/x"',
  ],
  ["another scheme stays", '"ftp://cdn.example/"', '"ftp://cdn.example/"'],
  ["JSON", String.raw`{"a":"https:\/\/cdn.example\/a"}`, String.raw`{"a":"https:\/\/m.zone\/dr\/cdn\/a"}`],
  ["JSON, protocol-relative", String.raw`{"a":"\/\/cdn.example\/a"}`, String.raw`{"a":"\/\/m.zone\/dr\/cdn\/a"}`],
  [
    "JSON in a string",
    String.raw`"{\"a\":\"https:\\/\\/cdn.example\\/a\"}"`,
    String.raw`"{\"a\":\"https:\\/\\/m.zone\\/dr\\/cdn\\/a\"}"`,
  ],
  ["behind an escaped newline", String.raw`"x\nhttps://cdn.example/a"`, String.raw`"x\nhttps://m.zone/dr/cdn/a"`],
  ["before an escaped newline", String.raw`"https://cdn.example\nx"`, String.raw`"https://m.zone/dr/cdn\nx"`],
  [
    "before an escaped quote",
    String.raw`"<a href=\"https://cdn.example\">"`,
    String.raw`"<a href=\"https://m.zone/dr/cdn\">"`,
  ],
  [
    "Unicode escapes",
    String.raw`"https:\u002F\u002Fcdn.example\u002Fa"`,
    String.raw`"https:\u002F\u002Fm.zone\u002Fdr\u002Fcdn\u002Fa"`,
  ],
  [
    "Unicode escapes, small",
    String.raw`"https:\u002f\u002fcdn.example\u002fa"`,
    String.raw`"https:\u002f\u002fm.zone\u002fdr\u002fcdn\u002fa"`,
  ],
  [
    "hexadecimal escapes",
    String.raw`"https:\x2F\x2Fcdn.example\x2Fa"`,
    String.raw`"https:\x2F\x2Fm.zone\x2Fdr\x2Fcdn\x2Fa"`,
  ],
  ["percent-encoded", '"?u=https%3A%2F%2Fcdn.example%2Fa"', '"?u=https%3A%2F%2Fm.zone%2Fdr%2Fcdn%2Fa"'],
  ["percent-encoded, small", '"?u=https%3a%2f%2fcdn.example%2fa"', '"?u=https%3a%2f%2fm.zone%2fdr%2fcdn%2fa"'],
  [
    "percent-encoded twice",
    '"?u=https%253A%252F%252Fcdn.example%252Fa"',
    '"?u=https%253A%252F%252Fm.zone%252Fdr%252Fcdn%252Fa"',
  ],
  ["percent-encoded, protocol-relative", '"?u=%2F%2Fcdn.example%2Fa"', '"?u=%2F%2Fm.zone%2Fdr%2Fcdn%2Fa"'],
  ["percent-encoded, a port", '"?u=https%3A%2F%2Fapi.example%3A8443%2F"', '"?u=https%3A%2F%2Fm.zone%2Fdr%2Fapi%2F"'],
  ["an e-mail address stays", '"mailto:x@news.example x@cdn.example"', '"mailto:x@news.example x@cdn.example"'],
  [
    "a user name stays",
    '"https://x@news.example/ https://x:y@news.example/"',
    '"https://x@news.example/ https://x:y@news.example/"',
  ],
  ["a host behind a user name stays", '"https://news.example@evil.example/"', '"https://news.example@evil.example/"'],
  ["a bare host stays", '"cdn.example/a"', '"cdn.example/a"'],
  [
    "a longer host stays",
    '"https://notnews.example/ https://a.news.example/"',
    '"https://notnews.example/ https://a.news.example/"',
  ],
  [
    "a host that goes on stays",
    '"https://news.example.evil/ https://news.example-x/"',
    '"https://news.example.evil/ https://news.example-x/"',
  ],
  [
    "a host that goes on in an escape stays",
    String.raw`"https://news.example\u002eevil/"`,
    String.raw`"https://news.example\u002eevil/"`,
  ],
  ["a host that goes on percent-encoded stays", '"https://news.example%2eevil/"', '"https://news.example%2eevil/"'],
  [
    "a host that goes on as a pattern stays",
    String.raw`/https:\/\/news.example\.evil/`,
    String.raw`/https:\/\/news.example\.evil/`,
  ],
  [
    "a host percent-encoded that goes on stays",
    '"https%3A%2F%2Fnews.example%2Eevil"',
    '"https%3A%2F%2Fnews.example%2Eevil"',
  ],
  ["the end of a sentence", '"See https://news.example."', '"See https://m.zone."'],
  ["a trailing dot", '"https://news.example./a"', '"https://m.zone/a"'],
  ["above ASCII stays", '"https://news.exampleé/"', '"https://news.exampleé/"'],
  ["two in a row", '"https://cdn.example/","https://news.example/"', '"https://m.zone/dr/cdn/","https://m.zone/"'],
  ["an unlisted host stays", '"https://evil.example/"', '"https://evil.example/"'],
  ["at the very end", "//cdn.example", "//m.zone/dr/cdn"],
  ["a comment is text as well", "\n//cdn.example is ours\n", "\n//m.zone/dr/cdn is ours\n"],
];

describe("a literal", () => {
  test.each(rows)("%s: %s → %s", (_, input, output) => {
    for (const size of [1, 2, 3, 5, 7, 13, 5000]) expect(feed(literals(), input, size)).toBe(output);
  });

  test.each<Rows[number]>([
    ["plain", '"https://cdn.example/a"', '"http://m.zone.localhost:8080/dr/cdn/a"'],
    ["percent-encoded", "https%3A%2F%2Fcdn.example%2F", "http%3A%2F%2Fm.zone.localhost%3A8080%2Fdr%2Fcdn%2F"],
    ["WebSocket", '"wss://news.example/"', '"ws://m.zone.localhost:8080/"'],
  ])("on a mirror with a port, %s", (_, input, output) => expect(feed(literals(local), input)).toBe(output));

  test("never splits what it does not know: bytes of any charset come through", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 1, max: 9 }), (bytes, size) => {
        expect(feedBytes(literals(), bytes, size)).toEqual(bytes);
      }),
    );
  });
});

const fragments = fc.constantFrom(
  ..."https http wss : %3A %253A // \\/ \\/\\/ / %2F %2f %252F \\u002F \\x2F \\ cdn.example news.example a.img.example api.example :8443 .evil @ . x \" ' ( = ?a %2e \\u002e é".split(
    " ",
  ),
  "\n",
  " ",
  "https://",
  "a".repeat(60),
  "b".repeat(300),
);

test("any way of cutting a script gives the same output", () => {
  const soup = fc.array(fragments, { maxLength: 40 }).map((list) => list.join(""));
  fc.assert(
    fc.property(soup, fc.integer({ min: 1, max: 70 }), (input, size) => {
      expect(feed(literals(), input, size)).toBe(feed(literals(), input));
    }),
    { numRuns: 5000 },
  );
});

test("what is written is never found again", () => {
  const soup = fc.array(fragments, { maxLength: 40 }).map((list) => list.join(""));
  fc.assert(
    fc.property(soup, (input) => {
      const once = feed(literals(), input);
      expect(feed(literals(), once)).toBe(once);
    }),
  );
});

test("an event goes out when it ends", () => {
  const scanner = literals();
  const event = new TextEncoder().encode('data: {"a":"https://cdn.example/"}\n\n');
  const out = Buffer.concat(scanner.push(event)).toString();
  expect(out).toBe('data: {"a":"https://m.zone/dr/cdn/"}\n\n');
});

test.each(["/", "//a", "https://", "\\/", "%2F", "%2F%2Fa", "//cdn.example", "a", "//".concat("a".repeat(254))])(
  "a megabyte of %j is read in linear time",
  (unit) => {
    const input = unit.repeat(1_000_000 / unit.length);
    for (const size of [64, 2_000_000]) {
      // Anything quadratic takes minutes.
      expect(timed(() => feed(literals(), input, size))).toBeLessThan(5000);
    }
  },
);

test("a megabyte of origins of which each is new is read in linear time", () => {
  const input = Array.from({ length: 50_000 }, (_, n) => `"https://h${n}.example/"`).join(",");
  const milliseconds = timed(() => expect(feed(literals(), input, 65_536)).toBe(input));
  expect(milliseconds).toBeLessThan(5000);
});
