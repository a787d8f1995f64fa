// The boat key of each reader's lifeboat here (shared/domain/boat.ts), and the mark it knows this mirror's answers by. Kept
// with the verified pass, so that a page of a hundred requests derives one key and each hour makes one mark.

import { deriveBoatKey } from "../../shared/domain/boat.ts";
import type { Bytes } from "../../shared/domain/bytes.ts";
import { answerMark } from "../../shared/domain/mark.ts";
import { SECONDS_PER_HOUR } from "../../shared/domain/ticket.ts";
import type { LockOf } from "./lock.ts";
import type { HeldTicket } from "./passes.ts";

export interface Boats {
  keyOf(hostname: string, held: HeldTicket): Promise<Bytes>;
  /** Of an answer at `now`, seconds since the epoch. */
  markOf(hostname: string, held: HeldTicket, now: number): Promise<string>;
}

interface Kept {
  readonly hostname: string;
  readonly key: Promise<Bytes>;
  hour: number;
  mark: Promise<string>;
}

export function createBoats(lockOf: LockOf): Boats {
  const kept = new WeakMap<Bytes, Kept>();
  const keep = (hostname: string, { bytes }: HeldTicket): Kept => {
    const known = kept.get(bytes);
    if (known?.hostname === hostname) return known;
    const key = lockOf(hostname).then(({ boat }) => deriveBoatKey(boat, bytes));
    const made = { hostname, key, hour: Number.NaN, mark: Promise.resolve("") };
    kept.set(bytes, made);
    return made;
  };
  return {
    keyOf: (hostname, held) => keep(hostname, held).key,
    markOf: (hostname, held, now) => {
      const boat = keep(hostname, held);
      const hour = Math.floor(now / SECONDS_PER_HOUR);
      if (boat.hour === hour) return boat.mark;
      boat.hour = hour;
      boat.mark = boat.key.then((key) => answerMark(key, hour));
      return boat.mark;
    },
  };
}
