// What KV does not say yet, account by account. A change marks the keys it affects in its own transaction, each mark a new
// version; which accounts need a key is settled as that transaction ends, and bodies are made only when they are written, so
// however many changes pile up, one newest record goes out.
// KV takes one write a second and key, so a key written just now waits out its second. Times here are milliseconds.

const KEY_SPACING_MS = 1_100;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_LIMIT_MS = 5 * 60_000;

/** What goes first, and what a day's last writes are kept for. */
export const URGENCY = { urgent: 0, changed: 1, routine: 2 } as const;
export type Urgency = (typeof URGENCY)[keyof typeof URGENCY];

export type Delivery = {
  readonly account: string;
  readonly key: string;
  /** What the account's KV took last; 0 for nothing yet. */
  readonly version: number;
  readonly pending: number;
  readonly urgency: Urgency;
  readonly dueAt: number;
  /** Failures since the last success. */
  readonly attempts: number;
  /** When the account's KV last took a write of this key; 0 for never. */
  readonly writtenAt: number;
};

export interface TouchOptions {
  /** It may wait this long for more of the same. */
  readonly delayMs?: number;
  readonly urgency?: Urgency;
  /** What it says something else about; absent: everything. Whom that concerns is asked as the transaction ends. */
  readonly about?: readonly string[];
}

export interface Outbox {
  /** `key` says something else now. */
  touch(key: string, options?: TouchOptions): number;
  /** Only grows. A record is written with it, so no two bodies of a key share one. */
  version(key: string): number;
  /** Every key that ever had something to say. */
  keys(): readonly string[];
  /** The end of a transaction: what was touched is owed to the accounts that need it. */
  spread(accountsOf: (key: string, about: TouchOptions["about"]) => readonly string[]): void;
  /** Owe `account` a key it has not been given yet, or whose newest value passed it by while it had no need of it. */
  owe(account: string, key: string): void;
  /** Whether `account` was ever owed it. */
  knows(account: string, key: string): boolean;
  pending(): readonly Delivery[];
  /** What is due for `account`, the most urgent first. */
  due(account: string): readonly Delivery[];
  written(): readonly Delivery[];
  /** The account's KV took `version`. A newer one marked meanwhile stays pending. */
  settle(account: string, key: string, version: number): void;
  /** It did not: try again later, ever more slowly. */
  postpone(account: string, key: string): void;
  /** Not before `atMs`, though nothing failed. */
  defer(account: string, key: string, atMs: number): void;
  forget(key: string): void;
  /** Nothing more is owed to `account`, and nothing is known of what it holds. */
  forgetAccount(account: string): void;
  /** When the next pending key of these accounts is due; undefined where none is pending. */
  nextDueAt(accounts: readonly string[]): number | undefined;
}

type Touched = Required<Omit<TouchOptions, "about">> & Pick<TouchOptions, "about">;

const COLUMNS = "account, key, version, pending, urgency, dueAt, attempts, writtenAt";

export function createOutbox(sql: SqlStorage, nowMs: number): Outbox {
  const touched = new Map<string, Touched>();
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly Delivery[] =>
    sql.exec<Delivery>(`SELECT ${COLUMNS} FROM deliveries ${rest}`, ...values).toArray();
  const find = (account: string, key: string) => select("WHERE account = ? AND key = ?", account, key)[0];
  const save = (row: Delivery) => {
    const { account, key, version, pending, urgency, dueAt, attempts, writtenAt } = row;
    sql.exec(
      `INSERT OR REPLACE INTO deliveries (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
      ...[account, key, version, pending, urgency, dueAt, attempts, writtenAt],
    );
  };
  const change = (account: string, key: string, changed: (row: Delivery) => Partial<Delivery>) => {
    const row = find(account, key);
    if (row !== undefined) save({ ...row, ...changed(row) });
  };
  const version = (key: string) =>
    sql.exec<{ version: number }>("SELECT version FROM versions WHERE key = ?", key).toArray()[0]?.version ?? 0;
  const owe = (account: string, key: string, { delayMs, urgency }: Omit<Touched, "about">) => {
    const fresh = { account, key, version: 0, pending: 0, urgency, dueAt: 0, attempts: 0, writtenAt: 0 };
    const row = find(account, key) ?? fresh;
    const asked = Math.max(nowMs + delayMs, row.writtenAt === 0 ? 0 : row.writtenAt + KEY_SPACING_MS);
    // A key that waits out a failure keeps its place: a busy mesh must not hammer a KV that throttles.
    const dueAt = row.pending === 0 ? asked : row.attempts > 0 ? row.dueAt : Math.min(row.dueAt, asked);
    const first = row.pending === 0 ? urgency : (Math.min(row.urgency, urgency) as Urgency);
    save({ ...row, pending: 1, dueAt, urgency: first });
  };
  return {
    version,
    touch: (key, { delayMs = 0, urgency = URGENCY.urgent, about } = {}) => {
      const before = touched.get(key) ?? { delayMs, urgency, ...(about && { about: [] }) };
      const isPart = about !== undefined && before.about !== undefined;
      touched.set(key, {
        delayMs: Math.min(before.delayMs, delayMs),
        urgency: Math.min(before.urgency, urgency) as Urgency,
        ...(isPart && { about: [...(before.about ?? []), ...about] }),
      });
      const next = version(key) + 1;
      sql.exec("INSERT OR REPLACE INTO versions (key, version) VALUES (?, ?)", key, next);
      return next;
    },
    keys: () =>
      sql
        .exec<{ key: string }>("SELECT key FROM versions ORDER BY key")
        .toArray()
        .map((row) => row.key),
    spread: (accountsOf) => {
      for (const [key, options] of touched)
        for (const account of accountsOf(key, options.about)) owe(account, key, options);
      touched.clear();
    },
    owe: (account, key) => {
      const row = find(account, key);
      if (row === undefined || (row.pending === 0 && row.version < version(key)))
        owe(account, key, { delayMs: 0, urgency: URGENCY.changed });
    },
    knows: (account, key) => find(account, key) !== undefined,
    pending: () => select("WHERE pending = 1 ORDER BY key, account"),
    due: (account) =>
      select("WHERE pending = 1 AND account = ? AND dueAt <= ? ORDER BY urgency, dueAt, key", account, nowMs),
    written: () => select("WHERE writtenAt > 0 AND pending = 0 ORDER BY key, account"),
    settle: (account, key, taken) =>
      change(account, key, () => {
        const isBehind = version(key) !== taken;
        const dueAt = isBehind ? nowMs + KEY_SPACING_MS : 0;
        return { version: taken, pending: isBehind ? 1 : 0, attempts: 0, writtenAt: nowMs, dueAt };
      }),
    postpone: (account, key) =>
      change(account, key, ({ attempts }) => {
        const delayMs = Math.min(BACKOFF_LIMIT_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempts, 20));
        return { attempts: attempts + 1, dueAt: nowMs + delayMs };
      }),
    defer: (account, key, atMs) => change(account, key, () => ({ dueAt: atMs })),
    forget: (key) => {
      sql.exec("UPDATE deliveries SET pending = 0, attempts = 0, writtenAt = 0 WHERE key = ?", key);
    },
    forgetAccount: (account) => {
      sql.exec("DELETE FROM deliveries WHERE account = ?", account);
    },
    nextDueAt: (accounts) => {
      const [row] = select(
        `WHERE pending = 1 AND account IN (${accounts.map(() => "?").join()}) ORDER BY dueAt LIMIT 1`,
        ...accounts,
      );
      return row?.dueAt;
    },
  };
}
