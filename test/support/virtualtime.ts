// Time that passes only when nothing else is left to do, so that minutes of waiting take none. For code that waits for nothing but
// this clock: what another thread does (WebCrypto) takes its own time.

export interface VirtualTime {
  readonly clock: { now(): number; sleep(milliseconds: number): Promise<void> };
  /** What `work` came to, with every wait in it passed. */
  run<T>(work: Promise<T>): Promise<T>;
}

/** Of the event loop, in which promises that hang on each other settle. */
const TURNS = 20;

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
        for (let turn = 0; turn < TURNS && !isDone; turn++) await new Promise((resolve) => setImmediate(resolve));
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
