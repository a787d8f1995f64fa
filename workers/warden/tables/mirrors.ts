// The register of mirrors. Rows are never deleted: that is what keeps a hostname from being used twice. Whoever changes
// what a zone's record would say gets that record published, because this table tells the outbox.

import type { MirrorState } from "../../../shared/domain/mirror.ts";

export type MirrorRow = {
  readonly hostname: string;
  readonly zone: string;
  readonly account: string;
  readonly service: string;
  readonly state: MirrorState;
  readonly door: string;
  readonly maskKey: string;
  /** A lineage of this mirror alone, so that probes can pass its gate. */
  readonly probeLineage: string;
  /** 1 once it stands in its zone's record. */
  readonly published: number;
  readonly createdAt: number;
  readonly changedAt: number;
  /** 0, or when it is retired: it has been replaced, is shown to nobody and serves who is there until then. */
  readonly drainsUntil: number;
  /** When the first of the mirrors it was released with was; 0 before its release. Together they are one risk. */
  readonly batch: number;
};

export type NewMirror = Omit<MirrorRow, "state" | "published" | "createdAt" | "changedAt" | "drainsUntil" | "batch">;

export interface Mirrors {
  find(hostname: string): MirrorRow | undefined;
  all(): readonly MirrorRow[];
  inState(...states: readonly MirrorState[]): readonly MirrorRow[];
  /** Mirrors that stand in the record of `zone`. */
  published(zone: string): readonly MirrorRow[];
  add(mirror: NewMirror): void;
  publish(hostname: string): void;
  setState(hostname: string, state: MirrorState): void;
  /** Show it to nobody from now on; it is retired at `until`. */
  drain(hostname: string, until: number): void;
  release(hostname: string, batch: number): void;
  /** Let `lineage` through the mirror's gate, for as long as the mirror stands. */
  admit(hostname: string, lineage: string): void;
  admitted(hostname: string): readonly string[];
  /** Mirrors that stand in a record and let `lineage` in. */
  admitting(lineage: string): readonly MirrorRow[];
}

export interface MirrorsOptions {
  readonly now: number;
  /** The record of this zone says something else now. */
  readonly changed: (zone: string) => void;
}

const COLUMNS =
  "hostname, zone, account, service, state, door, maskKey, probeLineage, published, createdAt, changedAt, drainsUntil, batch";

export function createMirrors(sql: SqlStorage, { now, changed }: MirrorsOptions): Mirrors {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly MirrorRow[] =>
    sql.exec<MirrorRow>(`SELECT ${COLUMNS} FROM mirrors ${rest}`, ...values).toArray();
  const find = (hostname: string) => select("WHERE hostname = ?", hostname)[0];
  const announce = (hostname: string) => {
    const mirror = find(hostname);
    if (mirror?.published === 1) changed(mirror.zone);
  };
  return {
    find,
    all: () => select("ORDER BY createdAt, hostname"),
    inState: (...states) =>
      select(`WHERE state IN (${states.map(() => "?").join()}) ORDER BY createdAt, hostname`, ...states),
    published: (zone) => select("WHERE zone = ? AND published = 1 AND state <> 'retired' ORDER BY hostname", zone),
    add: (mirror) => {
      const { hostname, zone, account, service, door, maskKey, probeLineage } = mirror;
      const values = [hostname, zone, account, service, "minting", door, maskKey, probeLineage, 0, now, now, 0, 0];
      sql.exec(`INSERT INTO mirrors (${COLUMNS}) VALUES (${values.map(() => "?").join()})`, ...values);
    },
    publish: (hostname) => {
      if (find(hostname)?.published !== 0) return;
      sql.exec("UPDATE mirrors SET published = 1 WHERE hostname = ?", hostname);
      announce(hostname);
    },
    setState: (hostname, state) => {
      const before = find(hostname)?.state;
      if (before === state || before === undefined) return;
      sql.exec("UPDATE mirrors SET state = ?, changedAt = ? WHERE hostname = ?", state, now, hostname);
      // The record says only whether a mirror is burned or gone: reserve or live is nobody's business.
      if (state === "burned" || state === "retired") announce(hostname);
    },
    drain: (hostname, until) => {
      sql.exec("UPDATE mirrors SET drainsUntil = ?, changedAt = ? WHERE hostname = ?", until, now, hostname);
    },
    release: (hostname, batch) => {
      sql.exec("UPDATE mirrors SET batch = ? WHERE hostname = ?", batch, hostname);
    },
    admit: (hostname, lineage) => {
      const { rowsWritten } = sql.exec(
        "INSERT OR IGNORE INTO admitted (hostname, lineage) VALUES (?, ?)",
        hostname,
        lineage,
      );
      if (rowsWritten > 0) announce(hostname);
    },
    admitted: (hostname) =>
      sql
        .exec<{ lineage: string }>("SELECT lineage FROM admitted WHERE hostname = ? ORDER BY lineage", hostname)
        .toArray()
        .map((row) => row.lineage),
    admitting: (lineage) =>
      select(
        "WHERE published = 1 AND state <> 'retired' AND hostname IN (SELECT hostname FROM admitted WHERE lineage = ?)",
        lineage,
      ),
  };
}
