// How many spares a lineage was given today. The cap is what keeps an insider who reports every mirror from draining the
// reserve, and from learning more hostnames a day than these.

export interface Spares {
  /** Count one more; false where today's are used up. */
  spend(lineage: string, limit: number): boolean;
  forget(): void;
}

export function createSpares(sql: SqlStorage, now: number): Spares {
  const day = Math.floor(now / 86_400);
  return {
    spend: (lineage, limit) => {
      const read = "SELECT given FROM spares WHERE lineage = ? AND day = ?";
      const given = sql.exec<{ given: number }>(read, lineage, day).toArray()[0]?.given ?? 0;
      if (given >= limit) return false;
      sql.exec("INSERT OR REPLACE INTO spares (lineage, day, given) VALUES (?, ?, ?)", lineage, day, given + 1);
      return true;
    },
    forget: () => {
      sql.exec("DELETE FROM spares WHERE day < ?", day);
    },
  };
}
