// One time for the whole world, and the clocks of machines that show it wrong. Whoever sleeps moves it for all; the dead
// do not sleep.

import type { Clock } from "../../../scripts/clock.ts";

export interface Time {
  /** Milliseconds since the epoch, as it truly is. */
  now(): number;
  pass(seconds: number): void;
  /** A machine's clock, wrong by that many seconds. */
  clock(skewSeconds: number, isDead: () => boolean): Clock;
}

export function createTime(start: number): Time {
  let now = start;
  return {
    now: () => now,
    pass: (seconds) => {
      now += seconds * 1000;
    },
    clock: (skewSeconds, isDead) => ({
      now: () => now + skewSeconds * 1000,
      sleep: async (milliseconds) => {
        if (!isDead()) now += milliseconds;
      },
    }),
  };
}
