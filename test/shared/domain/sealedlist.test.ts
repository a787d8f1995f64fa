// Sealed lists: what a file gives to whom, and what it gives to everybody else.

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  decoyName,
  fileBytesFor,
  filesFor,
  LIST_BYTES_LIMIT,
  LIST_NAME,
  listName,
  listWeek,
  openList,
  sealList,
} from "../../../shared/domain/sealedlist.ts";
import { seed } from "../../support/meshkeys.ts";

const listKey = seed(1);
const list = { keyring: "0.x\n{}", roster: "hezar-roster 1 1\n\n" };
const nonce = () => crypto.getRandomValues(new Uint8Array(12));
const sealed = (week: number, what = list) =>
  sealList(what, { listKey, week, bytes: fileBytesFor([what]), nonce: nonce() });

describe("a sealed list", () => {
  it("opens with its lineage's key in its week, and with no other", async () => {
    const file = await sealed(7);
    expect(await openList(file, { listKey, week: 7 })).toEqual(list);
    expect(await openList(file, { listKey, week: 8 })).toBeUndefined();
    expect(await openList(file, { listKey: seed(2), week: 7 })).toBeUndefined();
  });

  it("has the size of the largest of its publication, rounded up to a power of two", async () => {
    const large = { ...list, roster: "x".repeat(70_000) };
    const bytes = fileBytesFor([list, large]);
    expect(bytes).toBe(131_072);
    for (const one of [list, large]) {
      const file = await sealList(one, { listKey, week: 1, bytes, nonce: nonce() });
      expect(file.length).toBe(bytes);
      expect(await openList(file, { listKey, week: 1 })).toEqual(one);
    }
    expect(fileBytesFor([])).toBe(65_536);
    expect(() => fileBytesFor([{ ...list, roster: "x".repeat(LIST_BYTES_LIMIT) }])).toThrow("at most");
  });

  it("looks like chance: two of the same list share no run of bytes", async () => {
    const [one, other] = [await sealed(1), await sealed(1)];
    const same = one.filter((byte, at) => byte === other[at]).length;
    expect(same).toBeLessThan(one.length / 100);
  });

  it("is refused where a byte was changed, or it was cut", async () => {
    const file = await sealed(1);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (at, by) => {
        const changed = file.slice();
        changed[at] = (changed[at] ?? 0) ^ by;
        expect(await openList(changed, { listKey, week: 1 })).toBeUndefined();
        expect(await openList(file.subarray(0, at), { listKey, week: 1 })).toBeUndefined();
      }),
      { numRuns: 30 },
    );
  });

  it("any bytes are a list or none, never an error", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expect(await openList(bytes, { listKey, week: 1 })).toBeUndefined();
      }),
    );
  });
});

describe("the names of a publication", () => {
  it("change with the week and the lineage, and decoys' look the same", async () => {
    const names = await Promise.all([
      listName(listKey, 1),
      listName(listKey, 2),
      listName(seed(2), 1),
      decoyName(seed(3), 1, 0),
      decoyName(seed(3), 1, 1),
      decoyName(seed(3), 2, 0),
    ]);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(LIST_NAME);
    expect(await listName(listKey, 1)).toBe(names[0]);
  });

  it("say how many lists there are to within a factor of two", () => {
    expect([0, 1, 16, 17, 32, 33, 5000].map(filesFor)).toEqual([16, 16, 16, 32, 32, 64, 8192]);
  });

  it("a week has seven days", () => {
    expect(listWeek(7 * 86_400 - 1)).toBe(0);
    expect(listWeek(7 * 86_400)).toBe(1);
  });
});
