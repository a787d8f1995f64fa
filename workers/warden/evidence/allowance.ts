// How much of a day one reader may fill. Each slot in which a reader is seen costs the warden's account rows, and a free one
// has 100,000 a day: a few dozen tickets that knock at every mirror day and night would use them up, and a warden that may not
// write replaces nothing until midnight. Nobody reads for more hours than this. What it costs: of who does, the rest of the
// day goes unseen at every mirror alike, so no rate moves. Kept in memory: a warden that starts anew begins a new count.

import type { Windows } from "../../../shared/domain/verdict/windows.ts";

/** Eight hours of slots of five minutes. */
export const SLOTS_A_DAY = 96;

/** False where this reader's day is full. */
export type Allows = (tag: string, at: number) => boolean;

export function createAllowance({ tagSeconds }: Pick<Windows, "tagSeconds">): Allows {
  const seen = new Map<string, { readonly slots: number; readonly at: number }>();
  let today = 0;
  return (tag, at) => {
    const day = Math.floor(at / tagSeconds);
    if (day > today) seen.clear();
    today = Math.max(day, today);
    const { slots, at: last } = seen.get(tag) ?? { slots: 0, at: Number.NEGATIVE_INFINITY };
    // The other mirror's word on the same slot, or one that was late.
    if (at <= last) return true;
    if (slots >= SLOTS_A_DAY) return false;

    seen.set(tag, { slots: slots + 1, at });
    return true;
  };
}
