// The scanner against parse5 on pages of our own, each made for one hard part of the standard, whole and cut to pieces.
import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { differencesIn, translate } from "./compare.ts";
import { KNOWN } from "./known.ts";

const folder = new URL("pages/", import.meta.url);
const names = readdirSync(folder).filter((name) => name.endsWith(".html"));
const read = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)));

test("there are at least fifty pages", () => expect(names.length).toBeGreaterThanOrEqual(50));

describe("a page keeps its tree and changes the attributes it must", () => {
  test.each(names)("%s", (name) => {
    const known = KNOWN[name] ?? [];
    const found = differencesIn(read(name));
    const unknown = found.filter((one, n) => !(known[n] !== undefined && one.includes(known[n])));
    expect(unknown).toEqual([]);
    expect(found).toHaveLength(known.length);
  });
});

describe("a page comes out the same however it is cut", () => {
  test.each(names)("%s", (name) => {
    const whole = Buffer.from(translate(read(name))).toString("latin1");
    for (const chunkBytes of [1, 2, 3, 7, 61])
      expect(Buffer.from(translate(read(name), chunkBytes)).toString("latin1")).toBe(whole);
  });
});
