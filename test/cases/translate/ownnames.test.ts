import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createOwnNames } from "../../../workers/relay/translate/outgoing/ownnames.ts";
import { timed } from "../../fuzz/timing.ts";

const service = {
  primary: "https://news.example",
  secondaries: [
    { alias: "cdn", origin: "https://cdn.example:8443" },
    { alias: "img", origin: "https://*.img.example" },
    { alias: "embed", origin: "https://embed.example", frame: true },
  ],
};
const place = {
  origin: "https://m.zone.test",
  door: "door",
  siblings: { embed: { origin: "https://tin.zone.test", door: "shelf" } },
};
const names = createOwnNames(service, place);

const rows: readonly (readonly [from: string, to: string])[] = [
  ["https://m.zone.test/a?b", "https://news.example/a?b"],
  ["HTTPS://M.Zone.Test/a", "https://news.example/a"],
  ["wss://m.zone.test/s", "wss://news.example/s"],
  ["//m.zone.test/a", "//news.example/a"],
  ["m.zone.test", "news.example"],
  ["from m.zone.test.", "from news.example."],
  ["https://m.zone.test:443/", "https://news.example/"],
  ["https%3A%2F%2Fm.zone.test%2Fa", "https%3A%2F%2Fnews.example%2Fa"],
  ["u=https%253a%252f%252fm.zone.test%252fa", "u=https%253a%252f%252fnews.example%252fa"],
  ["h=%22m.zone.test%22", "h=%22news.example%22"],
  ['{"u":"https:\\/\\/m.zone.test\\/a"}', '{"u":"https:\\/\\/news.example\\/a"}'],
  ['"\\"https:\\\\\\/\\\\\\/m.zone.test\\\\\\/a\\""', '"\\"https:\\\\\\/\\\\\\/news.example\\\\\\/a\\""'],
  ["https:\\u002f\\u002fm.zone.test", "https:\\u002f\\u002fnews.example"],
  ["a\\nm.zone.test", "a\\nnews.example"],
  ["https://m.zone.test/door/cdn/x.js", "https://cdn.example:8443/x.js"],
  ["https%3A%2F%2Fm.zone.test%2Fdoor%2Fcdn%2Fx", "https%3A%2F%2Fcdn.example%3A8443%2Fx"],
  ["https:\\/\\/m.zone.test\\/door\\/cdn", "https:\\/\\/cdn.example:8443"],
  ["https://m.zone.test/door/img~a~b/x", "https://a.b.img.example/x"],
  ["https://m.zone.test/door/state", "https://news.example/door/state"],
  ["https://m.zone.test/doors/cdn/x", "https://news.example/doors/cdn/x"],
  ["https://tin.zone.test/x", "https://embed.example/x"],
  ["https://tin.zone.test/shelf/0/x", "https://news.example/x"],
  ["https://tin.zone.test/shelf/cdn/x", "https://cdn.example:8443/x"],
  ["https://m.zone.test/shelf/cdn/x", "https://news.example/shelf/cdn/x"],
  ["user@m.zone.test", "user@news.example"],
  ["m.zone.test,tin.zone.test;m.zone.test", "news.example,embed.example;news.example"],
];
describe("our own names are the service's", () => {
  test.each(rows)("%s → %s", (from, to) => expect(names.toService(from)).toBe(to));
});

test.each([
  "https://am.zone.test/",
  "a.m.zone.test",
  "a-m.zone.test",
  "https://m.zone.test.evil/",
  "m.zone.testing",
  "m.zone.test-2",
  "m_zone.test",
  "other.zone.test",
  "https://news.example/",
])("%s is no name of ours", (text) => expect(names.toService(text)).toBe(text));

describe("with a port", () => {
  const local = createOwnNames(
    { primary: "http://news.example:81", secondaries: [] },
    { origin: "http://m.zone.localhost:8080", door: "door" },
  );
  test.each([
    ["http://m.zone.localhost:8080/a", "http://news.example:81/a"],
    ["http%3A%2F%2Fm.zone.localhost%3A8080%2Fa", "http%3A%2F%2Fnews.example%3A81%2Fa"],
    ["m.zone.localhost:8080", "news.example:81"],
    ["m.zone.localhost", "news.example"],
  ])("%s → %s", (from, to) => expect(local.toService(from)).toBe(to));
});

const fragments = fc.constantFrom(
  "https",
  ":",
  "/",
  "\\/",
  "%2F",
  "%3A",
  "m.zone.tes",
  "zone.test",
  ".",
  "m",
  "t",
  "door",
  "cdn",
  "é",
  "\u0000",
  "%25",
  "\\u002f",
);
test("what holds none of our names stays as it was", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ unit: "binary" }),
        fc.array(fragments).map((all) => all.join("")),
      ),
      (text) => {
        fc.pre(!/(?:m|tin)\.zone\.test/i.test(text));
        expect(names.toService(text)).toBe(text);
      },
    ),
    { numRuns: 3000 },
  );
});
test("no name of ours is left where one stands by itself", () => {
  const around = fc.constantFrom("", " ", '"', "=", "&", "%3D", "\\n", "(", ",");
  const spellings = fc.constantFrom("https://", "//", "", "https%3A%2F%2F", "https%253A%252F%252F", "https:\\/\\/");
  fc.assert(
    fc.property(fc.array(fc.tuple(around, spellings, fc.constantFrom("m", "tin"), around)), (parts) => {
      const text = parts
        .map(([left, spelling, label, right]) => `${left}${spelling}${label}.zone.test${right} `)
        .join("");
      expect(names.toService(text)).not.toMatch(/zone\.test/);
    }),
  );
});
test("a long body of near misses takes no long time", () => {
  const near = [
    "https://",
    "%2525",
    "\\\\\\\\",
    "//",
    "m.zone.test.",
    "am.zone.test",
    "%25252f",
    "https://m.zone.test/door/",
  ];
  const milliseconds = timed(() => {
    for (const unit of near) names.toService(`${unit.repeat(65_536 / unit.length)}m.zone.test`);
  });
  expect(milliseconds).toBeLessThan(3000);
});
