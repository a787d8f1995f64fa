// How long a mirror that was asked is waited for before another is asked beside it. Silence counts where nobody answers at the
// door either. One that lives and does not answer has a slow service behind it, or its old connection carries nothing any more
// while new ones do (some censors end each after 16 kB): each such wait is twice the last, so that a slow service hears of a
// request four times in its 30 s, and not from every mirror there is.

import { type Clock, within } from "./clock.ts";

export const SILENT = Symbol("silent");

/** A mirror never asked before looks up a name and shakes hands first. */
const SILENCE_MILLISECONDS = 1_500;
const LIVING_MILLISECONDS = 4_000;

/** Of one request. `lives`: asks at the door. */
export type Patience = <T>(answered: Promise<T>, lives: () => Promise<boolean>) => Promise<T | typeof SILENT>;

/** `least`: each mirror that lives is waited for so long. */
export function createPatience(clock: Clock, leastMilliseconds = 0): Patience {
  let milliseconds = LIVING_MILLISECONDS;
  return async (answering, lives) => {
    const until = clock.now() + leastMilliseconds;
    let isOver = false;
    const answered = answering.finally(() => {
      isOver = true;
    });
    const first = await within(answered, SILENT, { clock, milliseconds: SILENCE_MILLISECONDS });
    if (first !== SILENT) return first;
    const lost = async (): Promise<typeof SILENT> => {
      do {
        if (!(await lives())) return SILENT;
        await clock.sleep(milliseconds);
        milliseconds *= 2;
      } while (!isOver && clock.now() < until);
      return SILENT;
    };
    return Promise.race([answered, lost()]);
  };
}

const LOOK_MOST_MILLISECONDS = 16_000;
/** In a row, each with patience: what goes up fills the line, and a small question waits behind it. */
const KNOCKS = 2;

/** Of what is sent once: waits while whoever has it lives, for an upload may take long. Undefined: it does not, or refused. */
export async function untilLost<T>(
  answered: Promise<T | undefined>,
  lives: () => Promise<boolean>,
  clock: Clock,
): Promise<T | undefined> {
  let missed = 0;
  for (let wait = LIVING_MILLISECONDS; missed < KNOCKS; wait = Math.min(wait * 2, LOOK_MOST_MILLISECONDS)) {
    const first = await within(answered, SILENT, { clock, milliseconds: missed ? SILENCE_MILLISECONDS : wait });
    if (first !== SILENT) return first;
    missed = (await lives()) ? 0 : missed + 1;
  }
  return undefined;
}
