// Seconds as they would be on a machine of one's own. A promise in seconds is made for such a machine; one that has ten things
// to do at once takes ten times as long for each, and that is nobody's fault. How many wanted the processor is the wall time
// over the CPU time of a little work of this thread, before and after what is measured.

const SAMPLE_MILLISECONDS = 40;

export interface Stopwatch {
  /** Since the start. */
  seconds(): number;
}

export function startStopwatch(): Stopwatch {
  const before = crowding();
  const startedAt = performance.now();
  return {
    seconds: () => {
      const wall = performance.now() - startedAt;
      return wall / 1000 / Math.max(before, crowding());
    },
  };
}

/** 1 where nobody else wants the processor. */
function crowding(): number {
  const startedAt = performance.now();
  const before = process.threadCpuUsage();
  for (;;) {
    const { user, system } = process.threadCpuUsage(before);
    const used = (user + system) / 1000;
    if (used >= SAMPLE_MILLISECONDS) return Math.max(1, (performance.now() - startedAt) / used);
  }
}
