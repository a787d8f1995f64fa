// What failed is left alone for a while, longer each time: an account that said "full" or "throttled" is not asked again
// every minute, and its trouble is not the operator's news every minute.

const FIRST_SECONDS = 300;
const LONGEST_SECONDS = 6 * 3600;

export interface Patience {
  /** Accounts and zones to leave alone now. */
  unwell(now: number): ReadonlySet<string>;
  /** What failed in a pass just now; everything else that was due again is well. */
  note(failed: ReadonlySet<string>, now: number): void;
}

/** `now` in seconds. */
export function createPatience(): Patience {
  const known = new Map<string, { readonly failures: number; readonly until: number }>();
  return {
    unwell: (now) => new Set([...known].filter(([, { until }]) => until > now).map(([name]) => name)),
    note: (failed, now) => {
      for (const [name, { until }] of known) if (until <= now && !failed.has(name)) known.delete(name);
      for (const name of failed) {
        const failures = (known.get(name)?.failures ?? 0) + 1;
        const wait = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** Math.min(failures - 1, 10));
        known.set(name, { failures, until: now + wait });
      }
    },
  };
}
