// Orders: the warden's written wishes for new mirrors. open → claimed → filled, or open → withdrawn; an abandoned claim is
// open again.

import type { Order, OrderState } from "../../../shared/wardenapi.ts";

type OrderRow = {
  readonly id: number;
  readonly service: string;
  readonly state: OrderState;
  readonly reason: Order["reason"];
  readonly replaces: string | null;
  readonly hostname: string | null;
  readonly createdAt: number;
};

export type NewOrder = Pick<Order, "service" | "reason" | "replaces">;

export interface Orders {
  find(id: number): Order | undefined;
  /** The order a mirror is to fill or has filled. */
  of(hostname: string): Order | undefined;
  all(): readonly Order[];
  inState(...states: readonly OrderState[]): readonly Order[];
  add(order: NewOrder): Order;
  claim(id: number, hostname: string): void;
  reopen(id: number): void;
  setState(id: number, state: "filled" | "withdrawn"): void;
  /** The mirror to be replaced is gone already: the order becomes an ordinary one. */
  forgetReplaced(hostname: string): void;
}

export function createOrders(sql: SqlStorage, now: number): Orders {
  const select = (rest: string, ...values: readonly SqlStorageValue[]): readonly Order[] =>
    sql
      .exec<OrderRow>(`SELECT id, service, state, reason, replaces, hostname, createdAt FROM orders ${rest}`, ...values)
      .toArray()
      .map(fromRow);
  return {
    find: (id) => select("WHERE id = ?", id)[0],
    of: (hostname) => select("WHERE hostname = ? ORDER BY id DESC LIMIT 1", hostname)[0],
    all: () => select("ORDER BY id"),
    inState: (...states) => select(`WHERE state IN (${states.map(() => "?").join()}) ORDER BY id`, ...states),
    add: ({ service, reason, replaces }) => {
      const { id } = sql
        .exec<{ id: number }>(
          "INSERT INTO orders (service, state, reason, replaces, createdAt) VALUES (?, 'open', ?, ?, ?) RETURNING id",
          service,
          reason,
          replaces ?? null,
          now,
        )
        .one();
      return { id, service, state: "open", reason, ...(replaces && { replaces }), createdAt: now };
    },
    claim: (id, hostname) => {
      sql.exec("UPDATE orders SET state = 'claimed', hostname = ? WHERE id = ?", hostname, id);
    },
    reopen: (id) => {
      sql.exec("UPDATE orders SET state = 'open', hostname = NULL WHERE id = ?", id);
    },
    setState: (id, state) => {
      sql.exec("UPDATE orders SET state = ? WHERE id = ?", state, id);
    },
    forgetReplaced: (hostname) => {
      sql.exec("UPDATE orders SET replaces = NULL WHERE replaces = ? AND state IN ('open', 'claimed')", hostname);
    },
  };
}

function fromRow({ replaces, hostname, ...order }: OrderRow): Order {
  return { ...order, ...(replaces !== null && { replaces }), ...(hostname !== null && { hostname }) };
}
