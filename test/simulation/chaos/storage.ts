// A Durable Object's SQLite as far as the warden uses it, on Node's own SQLite in memory: the warden's real tables and
// moves run on it a thousand times faster than in a runtime of their own. test/workers/warden/ runs the same code in workerd.

import { DatabaseSync, type SQLInputValue } from "node:sqlite";

export interface MemoryStorage {
  readonly sql: { exec(query: string, ...values: SQLInputValue[]): Cursor };
  transactionSync<T>(work: () => T): T;
  close(): void;
}

interface Cursor extends Iterable<Row> {
  readonly rowsWritten: number;
  toArray(): Row[];
  one(): Row;
}
type Row = Record<string, unknown>;

export function createMemoryStorage(): MemoryStorage {
  const database = new DatabaseSync(":memory:");
  const prepared = new Map<string, ReturnType<DatabaseSync["prepare"]>>();
  const statement = (query: string) => {
    const known = prepared.get(query) ?? database.prepare(query);
    prepared.set(query, known);
    return known;
  };
  // Asked only by who wants to know, right after its statement.
  const changes = () => Number(statement("SELECT changes() AS n").get()?.n);
  let depth = 0;
  return {
    sql: {
      exec: (query, ...values) => {
        // Only a migration is more than one statement, and it takes no values.
        if (/;\s*\S/.test(query.replace(/--.*$/gm, ""))) {
          database.exec(query);
          return cursorOf([], () => 0);
        }
        return cursorOf(statement(query).all(...values) as Row[], changes);
      },
    },
    transactionSync: (work) => {
      const name = `s${depth++}`;
      database.exec(`SAVEPOINT ${name}`);
      try {
        const value = work();
        database.exec(`RELEASE ${name}`);
        return value;
      } catch (error) {
        database.exec(`ROLLBACK TO ${name}; RELEASE ${name}`);
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close: () => database.close(),
  };
}

function cursorOf(rows: Row[], changes: () => number): Cursor {
  return {
    get rowsWritten() {
      return changes();
    },
    toArray: () => rows,
    one: () => {
      const [row, ...others] = rows;
      if (row === undefined || others.length > 0) throw new Error(`expected one row, not ${rows.length}`);
      return row;
    },
    [Symbol.iterator]: () => rows[Symbol.iterator](),
  };
}
