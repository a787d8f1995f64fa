// The blocklist as the warden decides by it: every burned hostname, zone and suffix. What relays and readers see is the
// signed snapshot made from it.

import { type BurnedEntry, type Cause, coveringPatterns } from "../../../shared/domain/blocklist.ts";

type BurnRow = { readonly pattern: string; readonly country: string; readonly cause: Cause; readonly at: number };

export interface Burns {
  all(): readonly BurnedEntry[];
  find(pattern: string, country: string | undefined): BurnedEntry | undefined;
  /** Whether any entry covers `hostname`. One in a single country counts: a mirror is handed out to all of a channel. */
  covers(hostname: string): boolean;
  /** Those entries. */
  covering(hostname: string): readonly BurnedEntry[];
  /** Entries of zones and suffixes, `*.…`. */
  wide(): readonly BurnedEntry[];
  add(entry: Omit<BurnedEntry, "at">): BurnedEntry;
  /** Entries of `pattern` in `country`, or in every scope where no country is named. */
  remove(pattern: string, country: string | undefined): readonly BurnedEntry[];
}

export interface BurnsOptions {
  readonly now: number;
  /** The snapshot says something else now, of `pattern`. */
  readonly changed: (pattern: string) => void;
}

export function createBurns(sql: SqlStorage, { now, changed }: BurnsOptions): Burns {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly BurnedEntry[] =>
    sql
      .exec<BurnRow>(`SELECT pattern, country, cause, at FROM blocklist ${rest}`, ...values)
      .toArray()
      .map(({ country, ...entry }) => (country === "" ? entry : { ...entry, country }));
  const find = (pattern: string, country: string | undefined) =>
    select("WHERE pattern = ? AND country = ?", pattern, country ?? "")[0];
  const covering = (hostname: string) => {
    const patterns = coveringPatterns(hostname);
    return select(`WHERE pattern IN (${patterns.map(() => "?").join()}) ORDER BY at`, ...patterns);
  };
  return {
    find,
    all: () => select("ORDER BY at, pattern, country"),
    covers: (hostname) => covering(hostname).length > 0,
    covering,
    // By the key's order: "/" follows ".".
    wide: () => select("WHERE pattern >= '*.' AND pattern < '*/' ORDER BY pattern, country"),
    add: ({ pattern, country, cause }) => {
      const known = find(pattern, country);
      if (known !== undefined) return known;
      sql.exec(
        "INSERT INTO blocklist (pattern, country, cause, at) VALUES (?, ?, ?, ?)",
        pattern,
        country ?? "",
        cause,
        now,
      );
      changed(pattern);
      return { pattern, ...(country && { country }), cause, at: now };
    },
    remove: (pattern, country) => {
      const entries = select("WHERE pattern = ?", pattern).filter((entry) => !country || entry.country === country);
      for (const entry of entries) {
        sql.exec("DELETE FROM blocklist WHERE pattern = ? AND country = ?", pattern, entry.country ?? "");
      }
      if (entries.length > 0) changed(pattern);
      return entries;
    },
  };
}
