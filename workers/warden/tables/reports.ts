// Which reports were taken already, and who failed where just before: what makes a report good once, and keeps a second
// failure out that the first one caused. Ids are forgotten when their hour is refused anyway.

export interface Reports {
  /** False where this very report was taken before. */
  take(report: { readonly group: string; readonly id: string; readonly hour: number }): boolean;
  /** The mirror of the last failure a group told of from this network within `seconds`, and remember this one. */
  failedBefore(failure: Failure, seconds: number): string | undefined;
  forget(seconds: number): void;
}

export interface Failure {
  readonly group: string;
  readonly network: string;
  readonly hostname: string;
}

/** No group of readers has that many to tell in an hour; beyond it, somebody floods. */
const REPORTS_AN_HOUR = 500;
/** An id outlives the hours in which its report would be taken (domain/report.ts). */
const HOURS_KEPT = 4;

export function createReports(sql: SqlStorage, now: number): Reports {
  return {
    take: ({ group, id, hour }) => {
      const taken = "SELECT count(*) AS reports FROM reportIds WHERE hour = ? AND groupId = ?";
      if (sql.exec<{ reports: number }>(taken, hour, group).one().reports >= REPORTS_AN_HOUR) return false;
      const into = "INSERT OR IGNORE INTO reportIds (hour, groupId, id) VALUES (?, ?, ?)";
      return sql.exec(into, hour, group, id).rowsWritten > 0;
    },
    failedBefore: ({ group, network, hostname }, seconds) => {
      const [last] = sql
        .exec<{ hostname: string }>(
          "SELECT hostname FROM lastFailures WHERE groupId = ? AND network = ? AND at > ?",
          group,
          network,
          now - seconds,
        )
        .toArray();
      const into = "INSERT OR REPLACE INTO lastFailures (groupId, network, hostname, at) VALUES (?, ?, ?, ?)";
      if (last === undefined) sql.exec(into, group, network, hostname, now);
      return last?.hostname;
    },
    forget: (seconds) => {
      sql.exec("DELETE FROM reportIds WHERE hour < ?", Math.floor(now / 3600) - HOURS_KEPT);
      sql.exec("DELETE FROM lastFailures WHERE at <= ?", now - seconds);
    },
  };
}
