// How time grows with size: CPU time of this thread alone, because a busy machine takes turns. What is left of its noise
// only ever adds time, so the least of several runs is taken, and a family is slow only if it looks slow in every round.

const TIMES = 16;
/** Bytes of a small input: enough to tell in a short run, more in a long one. */
const SMALL_BYTES = process.env.HEZAR_LONG === "1" ? 8192 : 2048;
/** Sixteen small inputs are as much work as one large one, if work is linear; sixteen times less, if it is quadratic. */
const MOST_GROWTH = 4;
const ROUNDS = 5;
/** A thread's clock moves in steps of a few milliseconds. */
const FLOOR_MILLISECONDS = 8;

export interface Timed {
  /** Of sixteen inputs. */
  readonly smallMilliseconds: number;
  /** Of one as long as those together. */
  readonly largeMilliseconds: number;
}

/** Undefined: as good as linear. */
export function isSlow(make: (bytes: number) => string, work: (input: string) => void): Timed | undefined {
  const [small, large] = [make(SMALL_BYTES), make(SMALL_BYTES * TIMES)];
  const manySmall = () => {
    for (let n = 0; n < TIMES; n++) work(small);
  };
  let least: Timed = { smallMilliseconds: Number.POSITIVE_INFINITY, largeMilliseconds: Number.POSITIVE_INFINITY };
  for (let round = 0; round < ROUNDS; round++) {
    least = {
      smallMilliseconds: Math.min(least.smallMilliseconds, timed(manySmall)),
      largeMilliseconds: Math.min(
        least.largeMilliseconds,
        timed(() => work(large)),
      ),
    };
    if (least.largeMilliseconds <= MOST_GROWTH * Math.max(least.smallMilliseconds, FLOOR_MILLISECONDS))
      return undefined;
  }
  return least;
}

/** CPU milliseconds of this thread. */
export function timed(work: () => void): number {
  const before = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(before);
  return (user + system) / 1000;
}
