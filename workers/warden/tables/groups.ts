// Lineages and the groups they have fallen into. A group's mirrors are decided by shared/domain/groups.ts; this table keeps
// what was decided, and lets the outbox know whose roster reads differently now.

import type { Group } from "../../../shared/domain/groups.ts";

export type LineageRow = {
  readonly id: string;
  readonly service: string;
  readonly channel: string;
  /** 1 while newcomers are born into it: it is not full, and no reader of it was ever a suspect. */
  readonly open: number;
  readonly born: number;
};

type GroupRow = {
  readonly id: string;
  readonly lineage: string;
  readonly service: string;
  readonly channel: string;
  readonly open: number;
  readonly owned: string;
  readonly borrowed: string;
  readonly apart: string;
};

export interface Groups {
  /** `readers` are left out unless asked for: only who decides about mirrors needs them. */
  all(options?: { readonly withReaders: boolean }): readonly Group[];
  of(lineage: string): readonly Group[];
  find(id: string): Group | undefined;
  /** Keep these groups as they are now; those that differ from what was kept. Readers stay where the readers' table has them. */
  save(groups: readonly Group[]): readonly Group[];
  /** Forget groups nobody is in, of lineages nobody will be born into. */
  removeEmpty(): void;
  lineage(id: string): LineageRow | undefined;
  countLineages(): number;
  openLineage(service: string, channel: string): LineageRow | undefined;
  addLineage(lineage: Pick<LineageRow, "id" | "service" | "channel">, group: string): void;
  bear(id: string, lineageSize: number): void;
  close(id: string): void;
}

const GROUPS = `SELECT groups.id, lineage, service, channel, open, owned, borrowed, apart FROM groups
  JOIN lineages ON lineages.id = groups.lineage`;

export function createGroups(sql: SqlStorage, changed: (lineage: string) => void): Groups {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly Group[] =>
    sql
      .exec<GroupRow>(`${GROUPS} ${rest}`, ...values)
      .toArray()
      .map(fromRow);
  const lineage = (rest: string, ...values: readonly SqlStorageValue[]): LineageRow | undefined =>
    sql.exec<LineageRow>(`SELECT id, service, channel, open, born FROM lineages ${rest}`, ...values).toArray()[0];
  const all: Groups["all"] = ({ withReaders } = { withReaders: false }) => {
    const groups = select("ORDER BY groups.id");
    return withReaders ? addReaders(groups, sql) : groups;
  };
  return {
    all,
    of: (id) => select("WHERE lineage = ? ORDER BY groups.id", id),
    find: (id) => select("WHERE groups.id = ?", id)[0],
    save: (groups) => {
      const known = new Map(all().map((group) => [group.id, toText(group)]));
      const differing = groups.filter((group) => known.get(group.id) !== toText(group));
      for (const { id, lineage, owned, borrowed, apart } of differing) {
        const lists = [owned, borrowed, apart].map((list) => JSON.stringify(list));
        const into = "INSERT OR REPLACE INTO groups (id, lineage, owned, borrowed, apart) VALUES (?, ?, ?, ?, ?)";
        sql.exec(into, id, lineage, ...lists);
        changed(lineage);
      }
      return differing;
    },
    removeEmpty: () => {
      const closed = "SELECT id FROM lineages WHERE open = 0";
      const inhabited = "SELECT groupId FROM readers";
      sql.exec(`DELETE FROM groups WHERE lineage IN (${closed}) AND id NOT IN (${inhabited})`);
    },
    lineage: (id) => lineage("WHERE id = ?", id),
    countLineages: () => sql.exec<{ lineages: number }>("SELECT count(*) AS lineages FROM lineages").one().lineages,
    openLineage: (service, channel) => lineage("WHERE service = ? AND channel = ? AND open = 1", service, channel),
    addLineage: ({ id, service, channel }, group) => {
      sql.exec("INSERT INTO lineages (id, service, channel, open, born) VALUES (?, ?, ?, 1, 0)", id, service, channel);
      sql.exec("INSERT INTO groups (id, lineage, owned, borrowed, apart) VALUES (?, ?, '[]', '[]', '[]')", group, id);
    },
    bear: (id, lineageSize) => {
      sql.exec("UPDATE lineages SET born = born + 1, open = (born + 1 < ?) WHERE id = ?", lineageSize, id);
    },
    close: (id) => {
      sql.exec("UPDATE lineages SET open = 0 WHERE id = ?", id);
    },
  };
}

function fromRow({ open, owned, borrowed, apart, ...row }: GroupRow): Group {
  const lists = { owned: JSON.parse(owned), borrowed: JSON.parse(borrowed), apart: JSON.parse(apart) };
  return { ...row, open: open === 1, readers: [], ...lists };
}

function addReaders(groups: readonly Group[], sql: SqlStorage): readonly Group[] {
  const readers = new Map<string, string[]>();
  const rows = sql.exec<{ id: string; groupId: string }>("SELECT id, groupId FROM readers ORDER BY id");
  for (const { id, groupId } of rows) {
    const inGroup = readers.get(groupId) ?? [];
    inGroup.push(id);
    readers.set(groupId, inGroup);
  }
  return groups.map((group) => ({ ...group, readers: readers.get(group.id) ?? [] }));
}

function toText({ lineage, owned, borrowed, apart }: Group): string {
  return JSON.stringify([lineage, owned, borrowed, apart]);
}
