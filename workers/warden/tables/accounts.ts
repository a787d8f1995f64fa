// Accounts that are not well, and since when; one that is well has no row.

import type { AccountTrouble } from "../../../shared/wardenapi.ts";

type AccountRow = {
  readonly id: string;
  readonly state: AccountTrouble["state"];
  readonly since: number;
  readonly until: number;
  readonly detail: string;
};

export interface Accounts {
  /** Those not well now. */
  all(): readonly AccountTrouble[];
  find(id: string): AccountTrouble | undefined;
  save(trouble: Omit<AccountTrouble, "since">): void;
  forget(id: string): void;
}

export function createAccounts(sql: SqlStorage, now: number): Accounts {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly AccountTrouble[] =>
    sql
      .exec<AccountRow>(
        `SELECT id, state, since, until, detail FROM accounts WHERE (until = 0 OR until > ?) ${rest}`,
        now,
        ...values,
      )
      .toArray()
      .map(({ until, ...row }) => (until === 0 ? row : { ...row, until }));
  return {
    all: () => select("ORDER BY id"),
    find: (id) => select("AND id = ?", id)[0],
    save: ({ id, state, until, detail }) => {
      sql.exec(
        "INSERT OR REPLACE INTO accounts (id, state, since, until, detail) VALUES (?, ?, ?, ?, ?)",
        ...[id, state, now, until ?? 0, detail],
      );
    },
    forget: (id) => {
      sql.exec("DELETE FROM accounts WHERE id = ?", id);
    },
  };
}
