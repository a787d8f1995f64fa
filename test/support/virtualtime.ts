// Time that passes only when nothing else is left to do, so that minutes of waiting take none. For code that waits for nothing but
// this clock and WebCrypto, which works in other threads: while it does, time stands still.

import { createHook } from "node:async_hooks";

export interface VirtualTime {
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
  /** What `work` came to, with every wait in it passed. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** Of the event loop, in which promises that hang on each other settle. */
const TURNS = 20;

/** What WebCrypto is at work on; Node counts it among its requests. */
const atWork = new Set<number>();
createHook({
  init: (id, type) => void (/REQUEST$/.test(type) && atWork.add(id)),
  after: (id) => void atWork.delete(id),
}).enable();

export function createVirtualTime(start = 0): VirtualTime {
  let now = start;
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    clock: {
      now: () => now,
      sleep: (milliseconds) => new Promise((wake) => sleepers.push({ at: now + milliseconds, wake })),
    },
    async run(work) {
      let isDone = false;
      const done = () => {
        isDone = true;
      };
      work.then(done, done);
      for (;;) {
        for (let turn = 0; turn < TURNS && !isDone; turn++) {
          await new Promise((resolve) => setImmediate(resolve));
          if (atWork.size) turn = 0;
        }
        if (isDone) return work;
        sleepers.sort((one, other) => one.at - other.at);
        const next = sleepers.shift();
        if (next === undefined) throw new Error("everybody waits, and not for this clock");
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}
