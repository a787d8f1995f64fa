// A clock that only moves when someone sleeps on it, so waiting takes no time and can be asked about.

import type { Clock } from "../../scripts/clock.ts";

export interface TestClock extends Clock {
  /** Milliseconds of every sleep so far. */
  readonly sleeps: readonly number[];
  advance(milliseconds: number): void;
}

export function createTestClock(startsAt = Date.UTC(2026, 10, 22)): TestClock {
  let now = startsAt;
  const sleeps: number[] = [];
  return {
    sleeps,
    now: () => now,
    advance: (milliseconds) => {
      now += milliseconds;
    },
    sleep: async (milliseconds) => {
      sleeps.push(milliseconds);
      now += milliseconds;
    },
  };
}

const HASTE = 200;

/** A clock that runs 200 times as fast, for waiting on what a real process does meanwhile. */
export function createFastClock(): Clock {
  const start = Date.now();
  return {
    now: () => start + (Date.now() - start) * HASTE,
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds / HASTE)),
  };
}
