// Cloudflare allows 1,200 API calls in 5 minutes per token and then refuses *everything* for 5 minutes, so we never get
// there: a token bucket whose burst and refill together stay below that in any window of 5 minutes.

import type { Clock } from "../../clock.ts";

const BURST_CALLS = 300;
const CALLS_PER_SECOND = 3;

export interface Budget {
  /** Resolves when one more call may go out; calls leave in the order they asked. */
  spend(): Promise<void>;
}

export function createBudget(clock: Clock): Budget {
  let calls = BURST_CALLS;
  let countedAt = clock.now();
  let turn: Promise<void> = Promise.resolve();
  const take = async () => {
    const now = clock.now();
    calls = Math.min(BURST_CALLS, calls + ((now - countedAt) / 1000) * CALLS_PER_SECOND) - 1;
    countedAt = now;
    if (calls < 0) await clock.sleep((-calls / CALLS_PER_SECOND) * 1000);
  };
  return {
    spend: () => {
      turn = turn.then(take);
      return turn;
    },
  };
}
