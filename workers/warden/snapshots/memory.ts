// The warden's memory as rows, and back. What must be forgotten within days is never taken along: readers' tags and their
// keys, what was seen of them, and what only this warden's own KV and clock know.

import type { Snapshot } from "../../../shared/snapshotform.ts";

/** In the order in which they are brought back. */
export const TAKEN = [
  ...[
    "settings",
    "mirrors",
    "admitted",
    "orders",
    "blocklist",
    "invites",
    "lineages",
    "groups",
    "readers",
    "events",
    "jarKeys",
  ],
  ...["versions", "accounts", "verdicts", "words", "signals", "volunteers", "wishes", "spares", "weather"],
] as const;

/** Each with what would be wrong with taking it along. */
export const LEFT_OUT: Readonly<Record<string, string>> = {
  migrations: "the new warden has its own",
  deliveries: "what accounts hold is asked anew: everything is written again",
  writes: "counts of another account's days",
  tagKeys: "makes readers into tags; gone with its day",
  seenTags: "readers' tags; gone after 48 h",
  pulses: "counts of tags",
  served: "when somebody was served",
  reportIds: "reports of this hour and the last",
  lastFailures: "reports of this hour and the last",
  probed: "probes are run again",
};

/** Kept in settings, and about this warden alone. */
const OWN_SETTINGS = ["snapshots", "lease", "restored"];

export function takeTables(sql: SqlStorage): Snapshot["tables"] {
  return Object.fromEntries(TAKEN.map((table) => [table, takeTable(sql, table)]));
}

function takeTable(sql: SqlStorage, table: (typeof TAKEN)[number]): Snapshot["tables"][string] {
  const own = OWN_SETTINGS.map((name) => `'${name}'`).join();
  const rest = table === "settings" ? ` WHERE name NOT IN (${own})` : "";
  const cursor = sql.exec(`SELECT * FROM ${table}${rest}`);
  const columns = [...cursor.columnNames];
  return { columns, rows: [...cursor.raw()].map((row) => row.map(cellOf)) };
}

/** Nothing here keeps bytes. */
function cellOf(value: SqlStorageValue): string | number | null {
  return value instanceof ArrayBuffer ? null : value;
}

/** Into empty tables. A column this warden does not know is left out, one it knows besides takes its default. */
export function restoreTables(sql: SqlStorage, tables: Snapshot["tables"]): void {
  for (const table of TAKEN) {
    const taken = tables[table];
    if (taken === undefined || taken.rows.length === 0) continue;
    const known = new Set(
      sql
        .exec<{ name: string }>(`SELECT name FROM pragma_table_info('${table}')`)
        .toArray()
        .map(({ name }) => name),
    );
    const kept = taken.columns.flatMap((column, at) => (known.has(column) ? [{ column, at }] : []));
    const names = kept.map(({ column }) => column).join();
    const into = `INSERT OR REPLACE INTO ${table} (${names}) VALUES (${kept.map(() => "?").join()})`;
    for (const row of taken.rows) sql.exec(into, ...kept.map(({ at }) => row[at] ?? null));
  }
}
