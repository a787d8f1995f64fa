import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseHostname } from "../../../shared/domain/hostname.ts";
import {
  brandsOf,
  chooseLabel,
  containsBrand,
  isOrdinaryLabel,
  LABEL_RANDOM_BYTES,
  proposeLabel,
} from "../../../shared/domain/label.ts";
import { adjectives, nouns, places } from "../../../shared/domain/label-words.ts";

const bytes = fc.uint8Array({ minLength: LABEL_RANDOM_BYTES, maxLength: LABEL_RANDOM_BYTES });

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
