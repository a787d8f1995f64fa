// What providers and our own health checks said (E5), for as long as the judge may ask. It is about places, never readers.

import type { Signal } from "../../../shared/domain/verdict/evidence.ts";

type SignalRow = {
  readonly at: number;
  readonly kind: Signal["kind"];
  readonly account: string | null;
  readonly zone: string | null;
  readonly hostname: string | null;
  readonly service: string | null;
  readonly detail: string;
};

const SIGNALS_KEPT = 1000;

export interface Signals {
  add(signal: Signal): void;
  all(): readonly Signal[];
  forget(before: number): void;
}

export function createSignals(sql: SqlStorage): Signals {
  return {
    add: ({ at, kind, account, zone, hostname, service, detail }) => {
      const values = [at, kind, account ?? null, zone ?? null, hostname ?? null, service ?? null, detail];
      const into =
        "INSERT INTO signals (at, kind, account, zone, hostname, service, detail) VALUES (?, ?, ?, ?, ?, ?, ?)";
      sql.exec(into, ...values);
      sql.exec("DELETE FROM signals WHERE id <= (SELECT max(id) FROM signals) - ?", SIGNALS_KEPT);
    },
    all: () =>
      sql
        .exec<SignalRow>("SELECT at, kind, account, zone, hostname, service, detail FROM signals ORDER BY at, id")
        .toArray()
        .map(fromRow),
    forget: (before) => {
      sql.exec("DELETE FROM signals WHERE at < ?", before);
    },
  };
}

function fromRow({ at, kind, account, zone, hostname, service, detail }: SignalRow): Signal {
  return {
    ...{ at, kind, detail },
    ...(account !== null && { account }),
    ...(zone !== null && { zone }),
    ...(hostname !== null && { hostname }),
    ...(service !== null && { service }),
  };
}
