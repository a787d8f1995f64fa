import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  brandsOf,
  chooseLabel,
  containsBrand,
  isOrdinaryLabel,
  LABEL_RANDOM_BYTES,
  matchesPattern,
  parseHostname,
  proposeLabel,
} from "../../../shared/domain/hostname.ts";
import { adjectives, nouns, places } from "../../../shared/domain/label-words.ts";

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);
const hostname = fc.array(label, { minLength: 1, maxLength: 6 }).map((labels) => labels.join("."));
const bytes = fc.uint8Array({ minLength: LABEL_RANDOM_BYTES, maxLength: LABEL_RANDOM_BYTES });

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

describe("labels", () => {
  test("over a million exist, none longer than 40 letters", () => {
    expect(adjectives.length * nouns.length * places.length).toBeGreaterThan(1_000_000);
    const longest = [adjectives, nouns, places].map((list) => Math.max(...list.map((word) => word.length)));
    expect(longest.reduce((sum, length) => sum + length, 2)).toBeLessThanOrEqual(40);
  });

  test("the word lists hold plain lower-case words, each once", () => {
    for (const list of [adjectives, nouns, places]) {
      expect(new Set(list).size).toBe(list.length);
      expect(list.filter((word) => !/^[a-z]{3,10}$/.test(word))).toEqual([]);
    }
  });

  test("every proposal is an ordinary label and a valid hostname label", () => {
    fc.assert(
      fc.property(bytes, (random) => {
        const proposed = proposeLabel(random);
        expect(isOrdinaryLabel(proposed)).toBe(true);
        expect(parseHostname(`${proposed}.example`).ok).toBe(true);
        expect(proposeLabel(random)).toBe(proposed);
      }),
    );
  });

  test("few bytes are a mistake of the caller", () => {
    expect(() => proposeLabel(new Uint8Array(3))).toThrow(RangeError);
  });

  test.each(["x7f3q", "quiet", "quiet-x7f3q", "river-quiet", "quiet-river-a-b", "Quiet-river", "", "a".repeat(41)])(
    "%j is not an ordinary label",
    (odd) => {
      expect(isOrdinaryLabel(odd)).toBe(false);
    },
  );
});

describe("brands", () => {
  test.each([
    [["www.radio-farda.example"], ["radio-farda", "radiofarda", "farda"]],
    [["bbc.co.uk", "static.bbc.co.uk"], ["bbc"]],
    [["*.riverpost.example"], ["riverpost"]],
    [["127.0.0.1"], []],
    [["localhost"], []],
    [["cdn.x.com"], []],
  ])("%j names %j", (hostnames, expected) => {
    expect(brandsOf(hostnames)).toEqual(expected);
  });

  test.each([
    ["bright-farda", ["farda"], true],
    ["far-da-notes", ["farda"], true],
    ["quiet-garden", ["farda"], false],
    ["quiet-garden", ["GARDEN"], true],
    ["quiet-garden", ["tgar"], true],
    ["quiet-garden", [""], false],
  ])("%s with %j is %s", (name, brands, expected) => {
    expect(containsBrand(name, brands)).toBe(expected);
  });
});

describe("chooseLabel", () => {
  const counting = () => {
    let calls = 0;
    return (byteCount: number) => Uint8Array.from({ length: byteCount }, (_, at) => (calls++ * 37 + at * 11) % 256);
  };

  test("it passes over labels that are taken or carry a brand", () => {
    const first = proposeLabel(counting()(LABEL_RANDOM_BYTES));
    const brand = first.split("-")[0] ?? "";
    const byTaken = chooseLabel({ random: counting(), taken: (name) => name === first, brands: [] });
    const byBrand = chooseLabel({ random: counting(), taken: () => false, brands: [brand] });
    expect(byTaken.ok && byTaken.value).not.toBe(first);
    expect(byBrand.ok && containsBrand(byBrand.value, [brand])).toBe(false);
  });

  test("it gives up when nothing is free", () => {
    expect(chooseLabel({ random: counting(), taken: () => true, brands: [] })).toMatchObject({ reason: "exhausted" });
  });

  test("a chosen label never carries a brand and is never taken", () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...nouns), { maxLength: 20 }),
        fc.infiniteStream(bytes),
        (brands, stream) => {
          const chosen = chooseLabel({
            random: () => stream.next().value ?? new Uint8Array(LABEL_RANDOM_BYTES),
            taken: (name) => name.startsWith("quiet"),
            brands,
          });
          if (chosen.ok) expect(containsBrand(chosen.value, brands) || chosen.value.startsWith("quiet")).toBe(false);
        },
      ),
    );
  });
});
