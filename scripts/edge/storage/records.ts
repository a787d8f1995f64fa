// Everything the API remembers but KV values: small JSON records, by kind, owner (an account or a zone) and id.
// Read back from SQLite each time: there are hundreds, not millions, and what is not cached cannot be stale.
import type { DatabaseSync } from "node:sqlite";

export interface Collection<T> {
  get(owner: string, id: string): T | undefined;
  put(owner: string, id: string, value: T): void;
  remove(owner: string, id: string): boolean;
  /** The records of one owner, oldest first. */
  list(owner: string): readonly T[];
  all(): readonly T[];
}

export function createCollection<T>(database: DatabaseSync, kind: string, onChange = () => {}): Collection<T> {
  const select = database.prepare("SELECT body FROM record WHERE kind = ? AND owner = ? AND id = ?");
  const upsert = database.prepare(
    "INSERT INTO record (kind, owner, id, body) VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET body = excluded.body",
  );
  const erase = database.prepare("DELETE FROM record WHERE kind = ? AND owner = ? AND id = ?");
  const owned = database.prepare("SELECT body FROM record WHERE kind = ? AND owner = ? ORDER BY rowid");
  const every = database.prepare("SELECT body FROM record WHERE kind = ? ORDER BY rowid");
  const parse = (row: unknown): T => JSON.parse((row as { body: string }).body);
  return {
    get(owner, id) {
      const row = select.get(kind, owner, id);
      return row === undefined ? undefined : parse(row);
    },
    put(owner, id, value) {
      upsert.run(kind, owner, id, JSON.stringify(value));
      onChange();
    },
    remove(owner, id) {
      onChange();
      return erase.run(kind, owner, id).changes > 0;
    },
    list: (owner) => owned.all(kind, owner).map(parse),
    all: () => every.all(kind).map(parse),
  };
}
