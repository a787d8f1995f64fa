// A mirror leaves: its groups get others, its zone's record forgets it, and after that every ticket is a stranger's there.

import { ok, refuse } from "../../../shared/domain/result.ts";
import type { Book } from "../book.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import type { Moved } from "./move.ts";
import { settle } from "./settle.ts";

export function retire(book: Book, hostname: string): Moved<MirrorRow> {
  const mirror = book.mirrors.find(hostname);
  if (mirror === undefined) return refuse("unknown", "no such mirror");
  if (mirror.state !== "retired") {
    const order = book.orders.of(hostname);
    if (mirror.state === "minting" && order?.state === "claimed") book.orders.reopen(order.id);
    book.mirrors.setState(hostname, "retired");
    book.orders.forgetReplaced(hostname);
    book.events.add("retired", { hostname, service: mirror.service });
  }
  settle(book);
  return ok(book.mirrors.find(hostname) ?? mirror);
}
