// Readers: a number, the lineage and group they are in, and the key their roster is wrapped for. No name, no address, no
// path; gone when the ticket is over.

export type ReaderRow = {
  readonly id: string;
  readonly lineage: string;
  readonly groupId: string;
  /** base64url, 32 bytes; empty until the ticket is signed. */
  readonly key: string;
  readonly level: number;
  readonly notAfterHour: number;
  /** How many more readers this one may bring. */
  readonly sharesLeft: number;
};

export interface Readers {
  find(id: string): ReaderRow | undefined;
  add(reader: Omit<ReaderRow, "key" | "sharesLeft"> & Partial<Pick<ReaderRow, "sharesLeft">>): void;
  spendShare(id: string): void;
  setKey(id: string, key: string): void;
  move(id: string, groupId: string): void;
  inGroup(groupId: string): readonly ReaderRow[];
  countInGroup(groupId: string): number;
  /** Readers ever born into a lineage and not yet forgotten. */
  count(lineage?: string): number;
  /** Forget readers whose ticket ended before `hour`; the lineages they were in. */
  removeExpired(hour: number): readonly string[];
}

/** Of one ticket. */
const SHARES = 3;

export function createReaders(sql: SqlStorage): Readers {
  return {
    find: (id) => sql.exec<ReaderRow>("SELECT * FROM readers WHERE id = ?", id).toArray()[0],
    add: ({ id, lineage, groupId, level, notAfterHour, sharesLeft = SHARES }) => {
      sql.exec(
        "INSERT INTO readers (id, lineage, groupId, key, level, notAfterHour, sharesLeft) VALUES (?, ?, ?, '', ?, ?, ?)",
        ...[id, lineage, groupId, level, notAfterHour, sharesLeft],
      );
    },
    spendShare: (id) => {
      sql.exec("UPDATE readers SET sharesLeft = sharesLeft - 1 WHERE id = ?", id);
    },
    setKey: (id, key) => {
      sql.exec("UPDATE readers SET key = ? WHERE id = ?", key, id);
    },
    move: (id, groupId) => {
      sql.exec("UPDATE readers SET groupId = ? WHERE id = ?", groupId, id);
    },
    inGroup: (groupId) => sql.exec<ReaderRow>("SELECT * FROM readers WHERE groupId = ? ORDER BY id", groupId).toArray(),
    countInGroup: (groupId) =>
      sql.exec<{ readers: number }>("SELECT count(*) AS readers FROM readers WHERE groupId = ?", groupId).one().readers,
    count: (lineage) =>
      lineage === undefined
        ? sql.exec<{ readers: number }>("SELECT count(*) AS readers FROM readers").one().readers
        : sql.exec<{ readers: number }>("SELECT count(*) AS readers FROM readers WHERE lineage = ?", lineage).one()
            .readers,
    removeExpired: (hour) => {
      const gone = sql
        .exec<{ lineage: string }>("DELETE FROM readers WHERE notAfterHour < ? RETURNING lineage", hour)
        .toArray();
      return [...new Set(gone.map((row) => row.lineage))];
    },
  };
}
