// Whether the own mirror lives, however slow or full the line is. A small question first; what is not answered soon is asked about
// beside it, whether this mirror alone is silent (compare.ts); and where nobody can tell, there is patience.

import { type Clock, within } from "./clock.ts";
import type { Liveness } from "./liveness.ts";
import type { Own } from "./own.ts";

export interface LivesPorts {
  readonly own: Pick<Own, "ping" | "isBack">;
  readonly liveness: Pick<Liveness, "seenAt">;
  readonly clock: Clock;
  readonly isSilentAlone: () => Promise<boolean>;
}

/** An answer that comes sooner needs no second question beside it. */
export type Lives = (soonMilliseconds: number) => Promise<boolean>;

export function createLives({ own, liveness, clock, isSilentAlone }: LivesPorts): Lives {
  return async (milliseconds) => {
    const at = clock.now();
    const pinged = own.ping();
    if (await within(pinged, false, { clock, milliseconds })) return true;
    const isAlone = isSilentAlone();
    return (await pinged) || liveness.seenAt() > at || (!(await isAlone) && (await own.isBack()));
  };
}
