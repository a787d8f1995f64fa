import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as shape from "../../../shared/domain/shape.ts";

const person = shape.object(
  {
    name: shape.string((text) => text.length > 0),
    ages: shape.list(shape.count(0, 150), 1, 2),
    kind: shape.oneOf("a", "c"),
  },
  { late: shape.number() },
);
const right = { name: "x", ages: [3], kind: "a" };

describe("a shape", () => {
  it("takes what has it, with or without what is optional", () => {
    expect(shape.readJson(JSON.stringify(right), person)).toEqual(right);
    expect(shape.readJson(JSON.stringify({ ...right, late: 0.5, kind: "c" }), person)).toMatchObject({ late: 0.5 });
  });

  for (const [what, wrong] of Object.entries({
    "a field too many": { ...right, more: 1 },
    "a field too few": { name: "x", ages: [3] },
    "an empty text": { ...right, name: "" },
    "a number that is a text": { ...right, ages: ["3"] },
    "a list too short": { ...right, ages: [] },
    "a list too long": { ...right, ages: [1, 2, 3] },
    "a fraction for a count": { ...right, ages: [1.5] },
    "a number below its least": { ...right, late: -1 },
    "a null": { ...right, late: null },
    "another word": { ...right, kind: "b" },
    "an array for an object": [right],
    nothing: null,
  })) {
    it(`refuses ${what}`, () => {
      expect(shape.readJson(JSON.stringify(wrong), person)).toBeUndefined();
    });
  }

  it("refuses what object literals have from elsewhere", () => {
    expect(shape.readJson(`{"name":"x","ages":[3],"kind":"a","__proto__":{}}`, person)).toBeUndefined();
    expect(shape.readJson(`{"__proto__":${JSON.stringify(right)}}`, person)).toBeUndefined();
    expect(shape.readJson(`{"toString":"x"}`, shape.object({}))).toBeUndefined();
    expect(shape.readJson("{}", shape.object({ toString: shape.string(() => true) }))).toBeUndefined();
  });

  it("any text is read or refused, never an error", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const value = shape.readJson(text, person);
        expect(value === undefined || Object.keys(value).length >= 3).toBe(true);
      }),
    );
  });
});
