// How many writes each account's KV took, by the UTC day: a free account has 1,000 of them a day. Kept for two days.

const DAY_MS = 86_400_000;

export interface Writes {
  today(account: string): number;
  add(account: string, count: number): void;
  /** When the next day begins and counting starts anew, milliseconds. */
  readonly nextDayAt: number;
}

export function createWrites(sql: SqlStorage, nowMs: number): Writes {
  const day = Math.floor(nowMs / DAY_MS);
  return {
    nextDayAt: (day + 1) * DAY_MS,
    today: (account) =>
      sql.exec<{ count: number }>("SELECT count FROM writes WHERE account = ? AND day = ?", account, day).toArray()[0]
        ?.count ?? 0,
    add: (account, count) => {
      sql.exec("DELETE FROM writes WHERE day < ?", day - 1);
      sql.exec(
        "INSERT INTO writes (account, day, count) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET count = count + excluded.count",
        ...[account, day, count],
      );
    },
  };
}
