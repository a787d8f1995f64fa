// How an account stands with its edge: in good standing or suspended, and how many requests it may have a UTC day. The
// operator of the edge decides the first, strangers can use up the second. Counts are kept in memory only.
import type { Collection } from "./records.ts";

export interface Standing {
  readonly suspended: boolean;
  /** Absent: as many as come. */
  readonly requestsPerDay?: number;
}
export interface Standings {
  of(account: string): Standing;
  set(account: string, standing: Standing): void;
  isSuspended(account: string): boolean;
  /** Counts one request; false where the day's are used up. */
  admit(account: string): boolean;
  requestsToday(account: string): number;
}

const dayMilliseconds = 86_400_000;
const good: Standing = { suspended: false };

export function createStandings(records: Collection<Standing>, now: () => number): Standings {
  const counts = new Map<string, { readonly day: number; readonly requests: number }>();
  // Asked at every request of every reader: read from the database once, written through.
  const known = new Map<string, Standing>();
  const of = (account: string): Standing => {
    const found = known.get(account) ?? records.get(account, "standing") ?? good;
    known.set(account, found);
    return found;
  };
  const today = () => Math.floor(now() / dayMilliseconds);
  const requestsToday = (account: string): number => {
    const count = counts.get(account);
    return count?.day === today() ? count.requests : 0;
  };
  return {
    of,
    requestsToday,
    isSuspended: (account) => of(account).suspended,
    set: (account, standing) => {
      records.put(account, "standing", standing);
      known.set(account, standing);
    },
    admit: (account) => {
      const { requestsPerDay = Number.POSITIVE_INFINITY } = of(account);
      const requests = requestsToday(account);
      if (requests >= requestsPerDay) return false;
      counts.set(account, { day: today(), requests: requests + 1 });
      return true;
    },
  };
}
