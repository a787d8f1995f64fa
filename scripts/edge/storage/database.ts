// The edge's own memory: one SQLite file under the state directory, opened exclusively. The lock belongs to the kernel, so
// kill -9 releases it and a second edge on the same state is refused instead of fighting over sockets and Durable Objects.
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

const schema = `
  CREATE TABLE IF NOT EXISTS record (
    kind TEXT NOT NULL, owner TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (kind, owner, id)
  );
  CREATE TABLE IF NOT EXISTS entry (
    namespace TEXT NOT NULL, key TEXT NOT NULL, value BLOB NOT NULL, metadata TEXT, expires_at INTEGER,
    PRIMARY KEY (namespace, key)
  );
  CREATE INDEX IF NOT EXISTS entry_expiry ON entry (expires_at) WHERE expires_at IS NOT NULL;
`;

export function openDatabase(stateDir: string): DatabaseSync {
  mkdirSync(stateDir, { recursive: true, mode: 0o700 });
  // Secrets of scripts lie in here in the clear, as on any edge that must be able to run them.
  chmodSync(stateDir, 0o700);
  const database = new DatabaseSync(join(stateDir, "edge.sqlite"));
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
    database.exec("BEGIN IMMEDIATE; COMMIT;");
  } catch (cause) {
    database.close();
    throw new Error(`another edge is running on ${stateDir}; stop it or choose another state directory`, { cause });
  }
  database.exec(schema);
  return database;
}
