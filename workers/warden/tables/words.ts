// The operator's own words (E4): what was said to be burned, or healthy again. The judge heeds the newest.

import type { Cause } from "../../../shared/domain/blocklist.ts";
import { matchesPattern } from "../../../shared/domain/hostname.ts";
import type { OperatorWord } from "../../../shared/domain/verdict/evidence.ts";

export interface Word extends OperatorWord {
  readonly pattern: string;
  /** "" for everywhere. */
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

export interface Words {
  /** The operator has spoken. */
  say(word: Omit<Word, "at">): void;
  /** Oldest first. */
  on(hostname: string): readonly Word[];
}

export function createWords(sql: SqlStorage, now: number): Words {
  return {
    say: ({ pattern, country, says, cause }) => {
      const into = "INSERT INTO words (at, pattern, country, says, cause) VALUES (?, ?, ?, ?, ?)";
      sql.exec(into, now, pattern, country, says, cause ?? null);
      sql.exec("DELETE FROM words WHERE id <= (SELECT max(id) FROM words) - ?", WORDS_KEPT);
    },
    on: (hostname) =>
      sql
        .exec<WordRow>("SELECT at, pattern, country, says, cause FROM words ORDER BY id")
        .toArray()
        .filter(({ pattern }) => matchesPattern(hostname, pattern))
        .map(fromRow),
  };
}

function fromRow({ at, pattern, country, says, cause }: WordRow): Word {
  return { at, pattern, country, says: says as Word["says"], ...(cause !== null && { cause: cause as Cause }) };
}
