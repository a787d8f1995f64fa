// Workers KV on one machine: strongly consistent, where the real one lags by a minute; tests that need the lag put it in front.
// Limits are Cloudflare's: keys 512 bytes, values 25 MiB, metadata 1 KiB, expiry at least 60 s ahead.
import type { DatabaseSync } from "node:sqlite";
import { ok, type Result, refuse } from "../../../shared/domain/result.ts";

const keyBytesMax = 512;
export const valueBytesMax = 25 * 1024 * 1024;
const metadataBytesMax = 1024;
const expirySecondsMin = 60;

export interface Entry {
  readonly value: Uint8Array;
  readonly metadata: unknown;
  /** Seconds since the epoch. */
  readonly expiresAt: number | undefined;
}
export interface EntryName {
  readonly name: string;
  readonly metadata: unknown;
  readonly expiresAt: number | undefined;
}
export interface EntryDraft {
  readonly value: Uint8Array;
  readonly metadata?: unknown;
  readonly expiration?: number | undefined;
  readonly expirationTtl?: number | undefined;
}
export interface KeyPage {
  readonly keys: readonly EntryName[];
  /** Where the next page begins; absent on the last one. */
  readonly cursor: string | undefined;
}
export interface KvStore {
  get(namespace: string, key: string): Entry | undefined;
  put(namespace: string, key: string, draft: EntryDraft): Result<void>;
  remove(namespace: string, key: string): void;
  list(namespace: string, options: { prefix: string; limit: number; cursor: string | undefined }): KeyPage;
  clear(namespace: string): void;
}

interface Row {
  readonly key: string;
  readonly value: Uint8Array;
  readonly metadata: string | null;
  readonly expires_at: number | null;
}

export function createKvStore(database: DatabaseSync, now: () => number): KvStore {
  const seconds = () => Math.floor(now() / 1000);
  const alive = "(expires_at IS NULL OR expires_at > ?)";
  const select = database.prepare(`SELECT * FROM entry WHERE namespace = ? AND key = ? AND ${alive}`);
  const upsert = database.prepare("INSERT OR REPLACE INTO entry VALUES (?, ?, ?, ?, ?)");
  const erase = database.prepare("DELETE FROM entry WHERE namespace = ? AND key = ?");
  const purge = database.prepare("DELETE FROM entry WHERE expires_at <= ?");
  const empty = database.prepare("DELETE FROM entry WHERE namespace = ?");
  // A range, not LIKE: the prefix may hold % and _, and a range uses the primary key. SQLite orders text by its UTF-8 bytes.
  const page = database.prepare(
    `SELECT key, metadata, expires_at FROM entry
       WHERE namespace = ? AND key > ? AND key >= ? AND key < ? AND ${alive} ORDER BY key LIMIT ?`,
  );
  return {
    get(namespace, key) {
      const row = select.get(namespace, key, seconds()) as Row | undefined;
      return row && { value: row.value, ...about(row) };
    },
    put(namespace, key, draft) {
      const checked = checkDraft(key, draft, seconds());
      if (!checked.ok) return checked;
      purge.run(seconds());
      const metadata = draft.metadata === undefined ? null : JSON.stringify(draft.metadata);
      upsert.run(namespace, key, draft.value, metadata, checked.value ?? null);
      return ok(undefined);
    },
    remove: (namespace, key) => void erase.run(namespace, key),
    list(namespace, { prefix, limit, cursor }) {
      const after = cursor === undefined ? "" : Buffer.from(cursor, "base64url").toString();
      const rows = page.all(namespace, after, prefix, `${prefix}\u{10FFFF}`, seconds(), limit + 1) as unknown as Row[];
      const keys = rows.slice(0, limit).map((row) => ({ name: row.key, ...about(row) }));
      const last = keys.at(-1);
      return { keys, cursor: rows.length > limit && last ? Buffer.from(last.name).toString("base64url") : undefined };
    },
    clear: (namespace) => void empty.run(namespace),
  };
}

function about(row: Row): { metadata: unknown; expiresAt: number | undefined } {
  return {
    metadata: row.metadata === null ? undefined : JSON.parse(row.metadata),
    expiresAt: row.expires_at ?? undefined,
  };
}

/** The moment of expiry in seconds, or undefined for an entry that stays. */
function checkDraft(key: string, draft: EntryDraft, now: number): Result<number | undefined> {
  const name = checkKey(key);
  if (!name.ok) return name;
  if (draft.value.byteLength > valueBytesMax) return refuse("too-large", "value exceeds 25 MiB");
  if (Buffer.byteLength(JSON.stringify(draft.metadata) ?? "") > metadataBytesMax)
    return refuse("too-large", "metadata exceeds 1024 bytes");
  const { expiration, expirationTtl } = draft;
  const expiresAt = expirationTtl === undefined ? expiration : now + expirationTtl;
  if (expiresAt === undefined) return ok(undefined);
  if (!Number.isInteger(expiresAt) || expiresAt < now + expirySecondsMin)
    return refuse("bad-expiry", "expiration must be an integer at least 60 seconds in the future");
  return ok(expiresAt);
}

export function checkKey(key: string): Result<void> {
  if (key === "" || key === "." || key === "..") return refuse("bad-key", "key names must not be empty, '.' or '..'");
  if (Buffer.byteLength(key) > keyBytesMax) return refuse("key-too-long", `key exceeds ${keyBytesMax} bytes`);
  return ok(undefined);
}
