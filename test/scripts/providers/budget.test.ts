import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBudget } from "../../../scripts/providers/cloudflare/budget.ts";
import { createTestClock } from "../../support/testclock.ts";

const WINDOW_MILLISECONDS = 300_000;

describe("the budget of API calls", () => {
  it("never lets more than 1,200 calls out in any five minutes, however they come", async () => {
    const pauses = fc.array(fc.record({ calls: fc.nat(900), pause: fc.nat(400_000) }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(pauses, async (bursts) => {
        const clock = createTestClock();
        const budget = createBudget(clock);
        const left: number[] = [];
        for (const { calls, pause } of bursts) {
          for (let call = 0; call < calls; call++) {
            await budget.spend();
            left.push(clock.now());
          }
          clock.advance(pause);
        }
        for (const [at, time] of left.entries()) {
          const before = left[at - 1200];
          if (before !== undefined) expect(time - before).toBeGreaterThanOrEqual(WINDOW_MILLISECONDS - 1);
        }
      }),
      { numRuns: 30 },
    );
  });

  it("does not slow down what is below it", async () => {
    const clock = createTestClock();
    const budget = createBudget(clock);
    await Promise.all(Array.from({ length: 300 }, () => budget.spend()));
    expect(clock.sleeps).toEqual([]);
  });
});
