import fc from "fast-check";
import { expect, inject, test } from "vitest";

test("property tests draw what the seed of the run says", () => {
  expect(fc.readConfigureGlobal()).toEqual({ seed: inject("seed") });
});
