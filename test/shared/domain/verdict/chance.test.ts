import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { binomialTail, mostAreHit, poissonTail } from "../../../../shared/domain/verdict/chance.ts";

describe("the binomial tail", () => {
  // By exact fractions (Python).
  it.each([
    { most: 0, trials: 10, rate: 0.5, chance: 0.0009765625 },
    { most: 3, trials: 20, rate: 0.6, chance: 0.00004734495 },
    { most: 2, trials: 10, rate: 0.9, chance: 3.736e-7 },
    { most: 40, trials: 200, rate: 0.5, chance: 1.692008e-18 },
    { most: 9, trials: 10, rate: 0.5, chance: 0.9990234375 },
  ])("P(X ≤ $most) of $trials at $rate is $chance", ({ most, trials, rate, chance }) => {
    expect(Math.abs(binomialTail(most, { trials, rate }) / chance - 1)).toBeLessThan(1e-4);
  });

  it.each([
    { most: -1, trials: 5, rate: 0.5, chance: 0 },
    { most: 5, trials: 5, rate: 0.5, chance: 1 },
    { most: 0, trials: 5, rate: 0, chance: 1 },
    { most: 4, trials: 5, rate: 1, chance: 0 },
    { most: 0, trials: 0, rate: 0.5, chance: 1 },
  ])("at the edges: P(X ≤ $most) of $trials at $rate is $chance", ({ most, trials, rate, chance }) => {
    expect(binomialTail(most, { trials, rate })).toBe(chance);
  });

  it("grows with what is allowed, falls with trials and rate, and never leaves [0, 1]", () => {
    const inputs = [
      fc.integer({ min: 0, max: 300 }),
      fc.integer({ min: 0, max: 300 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
    ] as const;
    fc.assert(
      fc.property(...inputs, (most, trials, rate) => {
        const chance = binomialTail(most, { trials, rate });
        expect(chance).toBeGreaterThanOrEqual(0);
        expect(chance).toBeLessThanOrEqual(1);
        expect(binomialTail(most + 1, { trials, rate })).toBeGreaterThanOrEqual(chance - 1e-12);
        expect(binomialTail(most, { trials: trials + 1, rate })).toBeLessThanOrEqual(chance + 1e-12);
      }),
    );
  });
});

it("the Poisson tail agrees with its sum", () => {
  expect(poissonTail(0, 10)).toBeCloseTo(4.539993e-5, 10);
  expect(poissonTail(3, 20) / 3.20372e-6).toBeCloseTo(1, 3);
  expect(poissonTail(0, 0)).toBe(1);
});

it.each([
  { hits: 0, misses: 0, sureness: 0.5 },
  { hits: 2, misses: 0, sureness: 0.875 },
  { hits: 4, misses: 1, sureness: 0.890625 },
  { hits: 1, misses: 1, sureness: 0.5 },
])("$hits hit and $misses missed: most are hit with $sureness", ({ hits, misses, sureness }) => {
  expect(mostAreHit(hits, misses)).toBeCloseTo(sureness, 9);
});
