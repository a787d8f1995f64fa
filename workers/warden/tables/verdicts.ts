// The newest verdict on each hostname and country that anybody said anything about, with its evidence in numbers. Rows name no
// reader; a healthy host without a past has none.

import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";

export interface KeptVerdict {
  readonly verdict: Verdict;
  /** Since when the state has been this. */
  readonly since: number;
  /** When a burn was lifted: what was told before it is spent. */
  readonly clearedAt?: number;
}

type VerdictRow = { readonly verdict: string; readonly since: number; readonly clearedAt: number | null };

export interface Verdicts {
  find(hostname: string, country: string): KeptVerdict | undefined;
  of(hostname: string): readonly KeptVerdict[];
  all(): readonly KeptVerdict[];
  save(verdict: Verdict): void;
  clear(hostname: string, country: string): void;
  /** A zone's burn was lifted: who burned under it says nothing of the zone any more. No country: in every one. */
  clearUnder(zone: string, country: string | undefined): void;
  /** Forget verdicts of before `before` on hosts that are healthy, and on mirrors that are gone. */
  forget(before: number): void;
}

export function createVerdicts(sql: SqlStorage, now: number): Verdicts {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly KeptVerdict[] =>
    sql
      .exec<VerdictRow>(`SELECT verdict, since, clearedAt FROM verdicts ${rest}`, ...values)
      .toArray()
      .map(fromRow);
  const find = (hostname: string, country: string) =>
    select("WHERE hostname = ? AND country = ?", hostname, country)[0];
  return {
    find,
    of: (hostname) => select("WHERE hostname = ? ORDER BY country", hostname),
    all: () => select("ORDER BY hostname, country"),
    save: (verdict) => {
      const { hostname, country, state, cause, level } = verdict;
      const before = find(hostname, country);
      const since = before?.verdict.state === state && before.verdict.cause === cause ? before.since : now;
      const into =
        "INSERT OR REPLACE INTO verdicts (hostname, country, state, cause, level, since, clearedAt, verdict) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
      sql.exec(
        into,
        hostname,
        country,
        state,
        cause ?? null,
        level,
        since,
        before?.clearedAt ?? null,
        JSON.stringify(verdict),
      );
    },
    clear: (hostname, country) => {
      sql.exec("UPDATE verdicts SET clearedAt = ? WHERE hostname = ? AND country = ?", now, hostname, country);
    },
    clearUnder: (zone, country) => {
      const under = "state = 'burned' AND hostname LIKE '%.' || ? AND (? IS NULL OR country = ?)";
      sql.exec(`UPDATE verdicts SET clearedAt = ? WHERE ${under}`, now, zone, country ?? null, country ?? null);
    },
    forget: (before) => {
      const gone = "hostname IN (SELECT hostname FROM mirrors WHERE state = 'retired')";
      sql.exec(`DELETE FROM verdicts WHERE since < ? AND (state = 'healthy' OR ${gone})`, before);
    },
  };
}

function fromRow({ verdict, since, clearedAt }: VerdictRow): KeptVerdict {
  return { verdict: JSON.parse(verdict) as Verdict, since, ...(clearedAt !== null && { clearedAt }) };
}
