// Whether the own mirror lives, however slow or full the line is. A small question first; what is not answered soon is asked about
// beside it, whether this mirror alone is silent (compare.ts); and where nobody can tell, there is patience.

import { type Clock, within } from "./clock.ts";
import type { Liveness } from "./liveness.ts";
import type { Own } from "./own.ts";
import { singleFlight } from "./singleflight.ts";

export interface LivesPorts {
  readonly own: Pick<Own, "ping" | "isBack">;
  readonly liveness: Pick<Liveness, "next">;
  readonly clock: Clock;
  /** Where no other mirror is known to answer, one may be named for the question, or not. */
  readonly isSilentAlone: (mayName: Promise<boolean>) => Promise<boolean>;
}

/**
 * An answer that comes sooner needs no second question beside it. `mayName`: whoever asks would name another mirror next, if it
 * did not live.
 */
export type Lives = (soonMilliseconds: number, mayName?: boolean) => Promise<boolean>;

export function createLives({ own, liveness, clock, isSilentAlone }: LivesPorts): Lives {
  const compare = singleFlight(isSilentAlone);
  return async (milliseconds, mayName = false) => {
    // A small question that is answered late is answered, and so is any other.
    const heard = liveness.next();
    const pinged = own.ping();
    if (await within(pinged, false, { clock, milliseconds })) return true;
    const isAlone = compare(pinged.then((isAlive) => mayName && !isAlive));
    const found = async () => (await pinged) || (!(await isAlone) && (await own.isBack()));
    return Promise.race([heard, found()]);
  };
}
