// The newest verdict on each hostname and country that anybody said anything about, with its evidence in numbers, and the
// operator's own words. Rows name no reader; a healthy host without a past has none.

import type { Cause } from "../../../shared/domain/blocklist.ts";
import { matchesPattern } from "../../../shared/domain/hostname.ts";
import type { OperatorWord } from "../../../shared/domain/verdict/evidence.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";

export interface KeptVerdict {
  readonly verdict: Verdict;
  /** Since when the state has been this. */
  readonly since: number;
  /** When a burn was lifted: what was told before it is spent. */
  readonly clearedAt?: number;
}

type VerdictRow = { readonly verdict: string; readonly since: number; readonly clearedAt: number | null };

export interface Word extends OperatorWord {
  readonly pattern: string;
  readonly country: string;
}

type WordRow = {
  readonly at: number;
  readonly pattern: string;
  readonly country: string;
  readonly says: string;
  readonly cause: string | null;
};

const WORDS_KEPT = 500;

export interface Verdicts {
  find(hostname: string, country: string): KeptVerdict | undefined;
  of(hostname: string): readonly KeptVerdict[];
  all(): readonly KeptVerdict[];
  save(verdict: Verdict): void;
  clear(hostname: string, country: string): void;
  /** The operator has spoken. */
  say(word: Omit<Word, "at">): void;
  wordsOn(hostname: string): readonly Word[];
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
    say: ({ pattern, country, says, cause }) => {
      const into = "INSERT INTO words (at, pattern, country, says, cause) VALUES (?, ?, ?, ?, ?)";
      sql.exec(into, now, pattern, country, says, cause ?? null);
      sql.exec("DELETE FROM words WHERE id <= (SELECT max(id) FROM words) - ?", WORDS_KEPT);
    },
    wordsOn: (hostname) =>
      sql
        .exec<WordRow>("SELECT at, pattern, country, says, cause FROM words ORDER BY id")
        .toArray()
        .filter(({ pattern }) => matchesPattern(hostname, pattern))
        .map(toWord),
    forget: (before) => {
      const gone = "hostname IN (SELECT hostname FROM mirrors WHERE state = 'retired')";
      sql.exec(`DELETE FROM verdicts WHERE since < ? AND (state = 'healthy' OR ${gone})`, before);
    },
  };
}

function fromRow({ verdict, since, clearedAt }: VerdictRow): KeptVerdict {
  return { verdict: JSON.parse(verdict) as Verdict, since, ...(clearedAt !== null && { clearedAt }) };
}

function toWord({ at, pattern, country, says, cause }: WordRow): Word {
  return { at, pattern, country, says: says as Word["says"], ...(cause !== null && { cause: cause as Cause }) };
}
