// The keys that each service's relays share (shared/domain/jarkeys.ts), the newest first.

export type JarKeyRow = {
  readonly service: string;
  /** When it was made, seconds since the epoch, or the next number: one is never given twice, by a restored warden neither. */
  readonly id: number;
  /** base64url. */
  readonly key: string;
  /** Relays seal with it; until then they only open with it. */
  readonly leads: number;
  readonly carriedOnly: number;
};

export interface JarKeysTable {
  of(service: string): readonly JarKeyRow[];
  add(row: Pick<JarKeyRow, "service" | "key" | "leads">): void;
  /** The newest leads from now on. */
  lead(service: string): void;
  /** All but `keep` open no cookie any more; absent: none. */
  closeCookies(service: string, keep?: number): void;
  forgetBefore(service: string, id: number): void;
}

export interface JarKeysOptions {
  readonly now: number;
  readonly changed: (service: string) => void;
}

export function createJarKeys(sql: SqlStorage, { now, changed }: JarKeysOptions): JarKeysTable {
  const of = (service: string) =>
    sql.exec<JarKeyRow>("SELECT * FROM jarKeys WHERE service = ? ORDER BY id DESC", service).toArray();
  return {
    of,
    add: ({ service, key, leads }) => {
      const id = Math.max(now, (of(service)[0]?.id ?? 0) + 1);
      sql.exec("INSERT INTO jarKeys VALUES (?, ?, ?, ?, 0)", service, id, key, leads);
      changed(service);
    },
    lead: (service) => {
      sql.exec("UPDATE jarKeys SET leads = 1 WHERE service = ?", service);
      changed(service);
    },
    closeCookies: (service, keep = 0) => {
      sql.exec("UPDATE jarKeys SET leads = 1, carriedOnly = 1 WHERE service = ? AND id != ?", service, keep);
      changed(service);
    },
    forgetBefore: (service, id) => {
      sql.exec("DELETE FROM jarKeys WHERE service = ? AND id < ?", service, id);
    },
  };
}
