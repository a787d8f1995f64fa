// Orders the operator places: more mirrors, or fresh ones for those that have stood long.

import { isUsable } from "../../../shared/domain/mirror.ts";
import { ok, refuse } from "../../../shared/domain/result.ts";
import type { Order } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import type { Moved } from "./move.ts";
import { placeOrder, settle } from "./settle.ts";

export function order(
  book: Book,
  { service, count }: { readonly service: string; readonly count: number },
): Moved<readonly Order[]> {
  const isServed = book.settings.mesh()?.services.some((candidate) => candidate.id === service);
  if (!isServed) return refuse("unknown", `no service ${service}`);
  const orders = Array.from({ length: count }, () => placeOrder(book, { service, reason: "operator" }));
  settle(book);
  return ok(orders);
}

export interface Rotation {
  readonly olderThanSeconds: number;
  readonly service?: string | undefined;
  /** At most so many, the oldest first. */
  readonly most?: number | undefined;
}

/** Assignment is sticky and rotation by the clock only leaks; this is for an operator who has a reason. */
export function rotate(book: Book, { olderThanSeconds, service, most = Infinity }: Rotation): readonly Order[] {
  const replaced = new Set(book.orders.inState("open", "claimed").map((standing) => standing.replaces));
  const old = book.mirrors
    .all()
    .filter((mirror) => isUsable(mirror.state) && mirror.drainsUntil === 0)
    .filter((mirror) => book.now - mirror.createdAt >= olderThanSeconds)
    .filter((mirror) => (service === undefined || mirror.service === service) && !replaced.has(mirror.hostname))
    .slice(0, most);
  const orders = old.map((mirror) =>
    placeOrder(book, { service: mirror.service, reason: "rotate", replaces: mirror.hostname }),
  );
  settle(book);
  return orders;
}
