// Invites: who may become a reader, in which channel, how often and until when. Only the hash of a code is kept.

export type InviteRow = {
  readonly hash: string;
  readonly service: string;
  readonly channel: string;
  readonly level: number;
  /** How long the tickets it gives are good. */
  readonly days: number;
  readonly usesLeft: number;
  readonly expiresAt: number;
  readonly lastReader: string | null;
  readonly lastUsedAt: number | null;
};

export interface Invites {
  find(hash: string): InviteRow | undefined;
  add(invite: Omit<InviteRow, "lastReader" | "lastUsedAt">): void;
  spend(hash: string, reader: string): void;
  /** Service and channel of every invite that can still be used. */
  standing(): readonly { readonly service: string; readonly channel: string }[];
  /** Forget invites that ended before `before`. */
  removeExpired(before: number): void;
}

export function createInvites(sql: SqlStorage, now: number): Invites {
  return {
    find: (hash) => sql.exec<InviteRow>("SELECT * FROM invites WHERE hash = ?", hash).toArray()[0],
    add: ({ hash, service, channel, level, days, usesLeft, expiresAt }) => {
      sql.exec(
        "INSERT INTO invites (hash, service, channel, level, days, usesLeft, expiresAt) VALUES (?, ?, ?, ?, ?, ?, ?)",
        ...[hash, service, channel, level, days, usesLeft, expiresAt],
      );
    },
    spend: (hash, reader) => {
      const set = "usesLeft = usesLeft - 1, lastReader = ?, lastUsedAt = ?";
      sql.exec(`UPDATE invites SET ${set} WHERE hash = ?`, reader, now, hash);
    },
    standing: () =>
      sql
        .exec<{ service: string; channel: string }>(
          "SELECT DISTINCT service, channel FROM invites WHERE usesLeft > 0 AND expiresAt > ? ORDER BY service, channel",
          now,
        )
        .toArray(),
    removeExpired: (before) => {
      sql.exec("DELETE FROM invites WHERE expiresAt < ?", before);
    },
  };
}
