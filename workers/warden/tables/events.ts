// The append-only story of the mesh: what happened to mirrors, never to readers.

import type { MeshEvent } from "../../../shared/wardenapi.ts";

type EventRow = {
  readonly id: number;
  readonly at: number;
  readonly event: MeshEvent["event"];
  readonly hostname: string | null;
  readonly service: string | null;
  readonly detail: string | null;
};

export const EVENTS_PAGE = 500;

export interface Events {
  add(event: MeshEvent["event"], about?: Pick<MeshEvent, "hostname" | "service" | "detail">): void;
  /** Oldest first, at most `EVENTS_PAGE`. */
  after(id: number): readonly MeshEvent[];
  /** The newest `count` about one hostname, oldest first. */
  about(hostname: string, count: number): readonly MeshEvent[];
  /** The newest `count`, oldest first. */
  latest(count: number): readonly MeshEvent[];
}

export function createEvents(sql: SqlStorage, now: number): Events {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly MeshEvent[] =>
    sql
      .exec<EventRow>(`SELECT id, at, event, hostname, service, detail FROM events ${rest}`, ...values)
      .toArray()
      .map(fromRow);
  return {
    add: (event, { hostname, service, detail } = {}) => {
      const values = [now, event, hostname ?? null, service ?? null, detail ?? null];
      sql.exec("INSERT INTO events (at, event, hostname, service, detail) VALUES (?, ?, ?, ?, ?)", ...values);
    },
    after: (id) => select("WHERE id > ? ORDER BY id LIMIT ?", id, EVENTS_PAGE),
    about: (hostname, count) => select("WHERE hostname = ? ORDER BY id DESC LIMIT ?", hostname, count).toReversed(),
    latest: (count) => select("ORDER BY id DESC LIMIT ?", count).toReversed(),
  };
}

function fromRow({ id, at, event, hostname, service, detail }: EventRow): MeshEvent {
  return { id, at, event, ...(hostname && { hostname }), ...(service && { service }), ...(detail && { detail }) };
}
