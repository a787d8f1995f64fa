// What KV does not say yet. A change marks the keys it affects in its own transaction, each mark a new version; the bodies
// are made only when they are written, so however many changes pile up, one newest record goes out.
// KV takes one write a second and key, so a key written just now waits out its second. Times here are milliseconds.

const KEY_SPACING_MS = 1_100;
const BACKOFF_FIRST_MS = 1_000;
const BACKOFF_LIMIT_MS = 5 * 60_000;

export type OutboxRow = {
  readonly key: string;
  /** Only grows. A record is written with it, so no two bodies of a key share one. */
  readonly version: number;
  readonly pending: number;
  readonly dueAt: number;
  /** Failures since the last success. */
  readonly attempts: number;
  /** When KV last took a write of this key; 0 for never. */
  readonly writtenAt: number;
};

export interface Outbox {
  /** `key` says something else now; it may wait `delayMs` for more of the same. */
  touch(key: string, options?: { readonly delayMs: number }): number;
  version(key: string): number;
  pending(): readonly OutboxRow[];
  due(): readonly OutboxRow[];
  written(): readonly OutboxRow[];
  /** KV took `version`. A newer one marked meanwhile stays pending. */
  settle(key: string, version: number): void;
  /** KV did not take it: try again later, ever more slowly. */
  postpone(key: string): void;
  forget(key: string): void;
  /** When the next pending key is due; undefined where none is pending. */
  nextDueAt(): number | undefined;
}

export function createOutbox(sql: SqlStorage, nowMs: number): Outbox {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly OutboxRow[] =>
    sql
      .exec<OutboxRow>(`SELECT key, version, pending, dueAt, attempts, writtenAt FROM outbox ${rest}`, ...values)
      .toArray();
  const find = (key: string) => select("WHERE key = ?", key)[0];
  const save = (row: OutboxRow) => {
    const { key, version, pending, dueAt, attempts, writtenAt } = row;
    sql.exec(
      "INSERT OR REPLACE INTO outbox (key, version, pending, dueAt, attempts, writtenAt) VALUES (?, ?, ?, ?, ?, ?)",
      ...[key, version, pending, dueAt, attempts, writtenAt],
    );
  };
  return {
    touch: (key, { delayMs } = { delayMs: 0 }) => {
      const row = find(key) ?? { key, version: 0, pending: 0, dueAt: 0, attempts: 0, writtenAt: 0 };
      const asked = Math.max(nowMs + delayMs, row.writtenAt === 0 ? 0 : row.writtenAt + KEY_SPACING_MS);
      // A key that waits out a failure keeps its place: a busy mesh must not hammer a KV that throttles.
      const dueAt = row.pending === 0 ? asked : row.attempts > 0 ? row.dueAt : Math.min(row.dueAt, asked);
      save({ ...row, version: row.version + 1, pending: 1, dueAt });
      return row.version + 1;
    },
    version: (key) => find(key)?.version ?? 0,
    pending: () => select("WHERE pending = 1 ORDER BY key"),
    due: () => select("WHERE pending = 1 AND dueAt <= ? ORDER BY dueAt, key", nowMs),
    written: () => select("WHERE writtenAt > 0 AND pending = 0 ORDER BY key"),
    settle: (key, version) => {
      const row = find(key);
      if (row === undefined) return;
      const pending = row.version === version ? 0 : 1;
      save({ ...row, pending, attempts: 0, writtenAt: nowMs, dueAt: pending === 0 ? 0 : nowMs + KEY_SPACING_MS });
    },
    postpone: (key) => {
      const row = find(key);
      if (row === undefined) return;
      const delayMs = Math.min(BACKOFF_LIMIT_MS, BACKOFF_FIRST_MS * 2 ** Math.min(row.attempts, 20));
      save({ ...row, attempts: row.attempts + 1, dueAt: nowMs + delayMs });
    },
    forget: (key) => {
      sql.exec("UPDATE outbox SET pending = 0, attempts = 0, writtenAt = 0 WHERE key = ?", key);
    },
    nextDueAt: () => {
      const [row] = select("WHERE pending = 1 ORDER BY dueAt LIMIT 1");
      return row?.dueAt;
    },
  };
}
