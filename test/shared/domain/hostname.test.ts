import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { matchesPattern, parseHostname } from "../../../shared/domain/hostname.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const hostname = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join("."));

describe("parseHostname", () => {
  test.each([
    ["Example.COM.", "example.com"],
    ["example.com:8443", "example.com"],
    ["example.com.:1", "example.com"],
    ["localhost", "localhost"],
    ["quiet-garden.notes.localhost:8787", "quiet-garden.notes.localhost"],
    ["127.0.0.1:80", "127.0.0.1"],
    ["xn--mgbaal8b0b9b2b.example", "xn--mgbaal8b0b9b2b.example"],
  ])("reads %s as %s", (text, expected) => {
    expect(parseHostname(text)).toEqual({ ok: true, value: expected });
  });

  test.each([
    ["", "empty"],
    [".", "empty"],
    [":80", "empty"],
    ["a..b", "bad-label"],
    ["example.com..", "bad-label"],
    ["-a.example", "bad-label"],
    ["a-.example", "bad-label"],
    ["a_b.example", "bad-label"],
    ["نان.example", "bad-label"],
    ["\u212Aite.example", "bad-label"],
    ["a b.example", "bad-label"],
    ["[::1]:80", "bad-label"],
    ["user@example.com", "bad-label"],
    ["example.com/", "bad-label"],
    ["example.com:", "bad-port"],
    ["example.com:99999", "bad-port"],
    ["example.com:80:80", "bad-port"],
    [`${"a".repeat(64)}.example`, "bad-label"],
    [`${"abcdefg.".repeat(32)}example`, "too-long"],
    ["a".repeat(100_000), "too-long"],
  ])("refuses %j as %s", (text, reason) => {
    expect(parseHostname(text)).toMatchObject({ ok: false, reason });
  });

  test("any spelling of a hostname gives the one spelling", () => {
    fc.assert(
      fc.property(hostname, fc.boolean(), fc.option(fc.integer({ min: 0, max: 65535 })), (name, dot, port) => {
        const spelled = name.toUpperCase() + (dot ? "." : "") + (port === null ? "" : `:${port}`);
        expect(parseHostname(spelled)).toEqual({ ok: true, value: name });
      }),
    );
  });

  test("whatever passes is its own spelling, and nothing throws", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const parsed = parseHostname(text);
        if (parsed.ok) expect(parseHostname(parsed.value)).toEqual(parsed);
      }),
    );
  });
});

describe("matchesPattern", () => {
  test.each([
    ["a.zone.example", "*.zone.example", true],
    ["zone.example", "*.zone.example", true],
    ["a.b.zone.example", "*.zone.example", true],
    ["myzone.example", "*.zone.example", false],
    ["example", "*.zone.example", false],
    ["a.zone.example", "a.zone.example", true],
    ["b.zone.example", "a.zone.example", false],
    ["b.a.zone.example", "a.zone.example", false],
    ["a.example", "*.", false],
    ["a.example", "*", false],
    ["a.example", "", false],
  ])("%s against %s is %s", (host, pattern, expected) => {
    expect(matchesPattern(host, pattern)).toBe(expected);
  });

  test("a wildcard takes every name under its zone and none that only ends alike", () => {
    fc.assert(
      fc.property(hostname, label, (zone, sub) => {
        expect(matchesPattern(`${sub}.${zone}`, `*.${zone}`)).toBe(true);
        expect(matchesPattern(`${sub}${zone}`, `*.${zone}`)).toBe(false);
      }),
    );
  });
});
