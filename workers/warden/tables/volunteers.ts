// Volunteers who may send probes: a name the operator gave, and the key their submissions are signed with. Nothing else is
// known of them.

export type VolunteerRow = {
  readonly id: string;
  /** base64url, raw Ed25519. */
  readonly key: string;
  readonly addedAt: number;
};

export interface Volunteers {
  find(id: string): VolunteerRow | undefined;
  all(): readonly VolunteerRow[];
  /** A name that is known gets the new key. */
  add(id: string, key: string): void;
  remove(id: string): void;
}

export function createVolunteers(sql: SqlStorage, now: number): Volunteers {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly VolunteerRow[] =>
    sql.exec<VolunteerRow>(`SELECT id, key, addedAt FROM volunteers ${rest}`, ...values).toArray();
  return {
    find: (id) => select("WHERE id = ?", id)[0],
    all: () => select("ORDER BY id"),
    add: (id, key) => {
      sql.exec("INSERT OR REPLACE INTO volunteers (id, key, addedAt) VALUES (?, ?, ?)", id, key, now);
    },
    remove: (id) => {
      sql.exec("DELETE FROM volunteers WHERE id = ?", id);
    },
  };
}
