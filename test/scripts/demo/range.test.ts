import fc from "fast-check";
import { expect, test } from "vitest";
import { pseudorandomBytes } from "../../../scripts/demo/newsroom/instruments.ts";
import { parseRange } from "../../../scripts/demo/newsroom/range.ts";

test.each([
  ["bytes=0-0", { start: 0, end: 0 }],
  ["bytes=2-", { start: 2, end: 9 }],
  ["bytes=-3", { start: 7, end: 9 }],
  ["bytes=-30", { start: 0, end: 9 }],
  ["bytes=5-500", { start: 5, end: 9 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=5-2", undefined],
  ["bytes=-", undefined],
  ["bytes=0-1,3-4", undefined],
  ["items=0-1", undefined],
  [undefined, undefined],
])("of ten bytes, %s is %j", (header, expected) => {
  expect(parseRange(header, 10)).toEqual(expected);
});

test("a range lies within the bytes, or there is none", () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(100), fc.nat(100), fc.nat(100), (text, first, last, size) => {
      for (const header of [text, `bytes=${first}-${last}`, `bytes=-${last}`, `bytes=${first}-`]) {
        const range = parseRange(header, size);
        if (typeof range !== "object") continue;
        expect(range.start).toBeGreaterThanOrEqual(0);
        expect(range.end).toBeGreaterThanOrEqual(range.start);
        expect(range.end).toBeLessThan(size);
      }
    }),
  );
});

test("the endless sequence is the same from wherever it is read", () => {
  const whole = pseudorandomBytes(0, 1000);
  fc.assert(
    fc.property(fc.nat(999), fc.nat(100), (offset, count) => {
      expect(pseudorandomBytes(offset, count).subarray(0, 1000 - offset)).toEqual(
        whole.subarray(offset, offset + count),
      );
    }),
  );
});
