// What the warden has to give away: so many spares a lineage and UTC day, out of the reserve, which the autopilot makes up
// again. All groups of a lineage ask of one purse, first come first served; who was refused asks again when its readers are seen.

import { DEFAULT_MIRRORS } from "../../../shared/config/checked.ts";
import { readConstant } from "../constant.ts";
import { DAY } from "./life.ts";
import { ASSUMED } from "./scenario.ts";

export const SPARES_A_DAY = readConstant("workers/warden/moves/spare.ts", "SPARES_A_DAY");
export const LINEAGE_SIZE = readConstant("shared/config/checked.ts", "DEFAULT_LINEAGE_SIZE");
export const MIRRORS_A_GROUP = DEFAULT_MIRRORS.perGroup;

/** One that asks: every time it would, until it is given something. */
export type Asker = readonly number[];

/** Ask at `now`, never earlier than the time before: true where there was a spare. */
export type Purse = (now: number) => boolean;

export interface PurseOptions {
  /** The lineage's groups. */
  readonly groups: number;
  /** Who else asks; looked up only once somebody does. */
  readonly others: () => readonly Asker[];
}

export function createPurse({ others, groups }: PurseOptions): Purse {
  let asks: readonly { readonly at: number; readonly asker: number }[] | undefined;
  const shown = groups * MIRRORS_A_GROUP;
  // As workers/warden/moves/settle.ts has it.
  const reserve = Math.max(DEFAULT_MIRRORS.reserve, Math.ceil(shown / 9));
  const given: number[] = [];
  const served = new Set<number>();
  const take = (now: number): boolean => {
    const today = given.filter((at) => Math.floor(at / DAY) === Math.floor(now / DAY));
    const notMadeUp = given.filter((at) => at > now - ASSUMED.refillSeconds);
    if (today.length >= SPARES_A_DAY || notMadeUp.length >= reserve) return false;
    given.push(now);
    return true;
  };
  let next = 0;
  return (now) => {
    asks ??= inOrder(others());
    for (let ask = asks[next]; ask !== undefined && ask.at <= now; ask = asks[++next]) {
      if (!served.has(ask.asker) && take(ask.at)) served.add(ask.asker);
    }
    return take(now);
  };
}

function inOrder(askers: readonly Asker[]) {
  const asks = askers.flatMap((times, asker) => times.map((at) => ({ at, asker })));
  return asks.sort((left, right) => left.at - right.at);
}
