// How often one reader may ask the warden for something, in this isolate's memory: who has a ticket must not use up the requests that
// the warden's account has for all.

import { SECONDS_PER_HOUR } from "../../../shared/domain/ticket.ts";

const HOURLY = 12;
const READERS_LIMIT = 2_000;

export interface Wishes {
  /** `now`: seconds since the epoch. */
  allows(reader: string, now: number): boolean;
}

export function createWishes(): Wishes {
  const counts = new Map<string, { readonly hour: number; readonly count: number }>();
  return {
    allows(reader, now) {
      const hour = Math.floor(now / SECONDS_PER_HOUR);
      const known = counts.get(reader);
      const count = known?.hour === hour ? known.count + 1 : 1;
      counts.delete(reader);
      counts.set(reader, { hour, count });
      const [oldest] = counts.keys();
      if (counts.size > READERS_LIMIT && oldest !== undefined) counts.delete(oldest);
      return count <= HOURLY;
    },
  };
}
