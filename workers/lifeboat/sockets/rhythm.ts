// Whether what is waited for has fallen silent: it is asked about after four times the longest wait so far. Each silence makes the
// next question later, so what speaks seldom is not asked about all the time.

export interface Rhythm {
  /** From now on, where nothing is waited for already. */
  expects(): void;
  came(): void;
}

export interface RhythmPorts {
  /** It is silent: whether what it hangs on still lives. */
  readonly ask: () => void;
  /** Milliseconds. */
  readonly now: () => number;
  readonly after: (work: () => void, milliseconds: number) => void;
}

const LEAST_MILLISECONDS = 600;
const WAITS = 4;
/** What is silent for longer is asked about by the beat (line.ts). */
const MOST_MILLISECONDS = 15_000;

export function createRhythm({ ask, now, after }: RhythmPorts): Rhythm {
  let longest = 0;
  let since: number | undefined;
  let isTimed = false;
  const look = () => {
    if (since === undefined) return;
    const silent = now() - since;
    const left = Math.max(LEAST_MILLISECONDS, WAITS * longest) - silent;
    if (left > MOST_MILLISECONDS) return;
    if (left > 0) {
      // One timer at a time: what speaks a thousand times a second sets no thousand.
      if (isTimed) return;
      isTimed = true;
      after(() => {
        isTimed = false;
        look();
      }, left);
      return;
    }
    longest = silent;
    since = undefined;
    ask();
  };
  return {
    expects() {
      since ??= now();
      look();
    },
    came() {
      if (since !== undefined) longest = Math.max(longest, now() - since);
      since = undefined;
    },
  };
}
