// Probes that somebody should run: of suspects now, of burned hostnames after half a day, a day and a week. Who probes asks
// for them; the warden itself cannot stand where a reader stands. And when one last ran.

export type WishReason = "suspect" | "confirm" | "retest";

export type WishRow = {
  readonly hostname: string;
  readonly country: string;
  readonly reason: WishReason;
  /** A hostname of the zone that no link names: blocked as well, the zone is. */
  readonly canary: string;
  readonly dueAt: number;
};

export interface Wishes {
  find(hostname: string, country: string): WishRow | undefined;
  /** The wish that a canary stands in. */
  ofCanary(canary: string): WishRow | undefined;
  all(): readonly WishRow[];
  put(wish: WishRow): void;
  /** A probe ran at `at`. */
  probed(hostname: string, country: string, at: number): void;
  /** When one last ran, whatever became of the wish. */
  probedAt(hostname: string, country: string): number | undefined;
  remove(hostname: string, country: string): void;
}

export function createWishes(sql: SqlStorage): Wishes {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly WishRow[] =>
    sql.exec<WishRow>(`SELECT hostname, country, reason, canary, dueAt FROM wishes ${rest}`, ...values).toArray();
  return {
    find: (hostname, country) => select("WHERE hostname = ? AND country = ?", hostname, country)[0],
    ofCanary: (canary) => select("WHERE canary = ?", canary)[0],
    all: () => select("ORDER BY dueAt, hostname, country"),
    put: ({ hostname, country, reason, canary, dueAt }) => {
      const into = "INSERT INTO wishes (hostname, country, reason, canary, dueAt) VALUES (?, ?, ?, ?, ?)";
      const over = "ON CONFLICT (hostname, country) DO UPDATE SET reason = excluded.reason, dueAt = excluded.dueAt";
      sql.exec(`${into} ${over}`, hostname, country, reason, canary, dueAt);
    },
    probed: (hostname, country, at) => {
      const into = "INSERT INTO probed (hostname, country, at) VALUES (?, ?, ?)";
      sql.exec(
        `${into} ON CONFLICT (hostname, country) DO UPDATE SET at = max(at, excluded.at)`,
        hostname,
        country,
        at,
      );
    },
    probedAt: (hostname, country) =>
      sql
        .exec<{ at: number }>("SELECT at FROM probed WHERE hostname = ? AND country = ?", hostname, country)
        .toArray()[0]?.at,
    remove: (hostname, country) => {
      sql.exec("DELETE FROM wishes WHERE hostname = ? AND country = ?", hostname, country);
    },
  };
}
