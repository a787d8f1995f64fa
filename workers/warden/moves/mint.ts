// One order on its way to a mirror: claim (the intent, before anything is deployed) → publish (it stands in its zone's
// record) → ready. Each step can be repeated, because the minter may die after any of them and start over.

import { parseHostname } from "../../../shared/domain/hostname.ts";
import { LABEL } from "../../../shared/domain/mirror.ts";
import { ok, refuse } from "../../../shared/domain/result.ts";
import { LINEAGE_BYTES } from "../../../shared/domain/ticket.ts";
import { jarKeysKey, zoneKey } from "../../../shared/store/keys.ts";
import type { Claim, Order, ZoneSettings } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import { oweKey } from "../need.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import { drain } from "./drain.ts";
import { isInForce } from "./lease.ts";
import type { Moved } from "./move.ts";
import { release } from "./release.ts";
import { settle } from "./settle.ts";

export function claim(book: Book, id: number, wish: Claim): Moved<MirrorRow> {
  const order = book.orders.find(id);
  if (order === undefined) return refuse("unknown", `no order ${id}`);
  if (!isInForce(book, wish.fence)) return refuse("conflict", "the lease is over or another's");
  const known = book.mirrors.find(wish.hostname);
  if (order.state === "claimed" && order.hostname === wish.hostname && known !== undefined) return ok(known);
  if (order.state !== "open") return refuse("conflict", `order ${id} is ${order.state}`);
  const zone = checkPlace(book, order, wish);
  if (!zone.ok) return zone;
  const { hostname, door, maskKey } = wish;
  const { account } = zone.value;
  const probeLineage = book.newId(LINEAGE_BYTES);
  book.mirrors.add({ hostname, zone: wish.zone, account, service: order.service, door, maskKey, probeLineage });
  book.orders.claim(id, hostname);
  book.events.add("claimed", { hostname, service: order.service });
  return ok(book.mirrors.find(hostname) as MirrorRow);
}

/** The zone is the service's, the name lies right under it, was never used and is on no blocklist. */
function checkPlace(book: Book, order: Order, { hostname, zone }: Claim): Moved<ZoneSettings> {
  const settings = book.settings.mesh()?.zones.find((candidate) => candidate.zone === zone);
  if (settings?.service !== order.service) return refuse("invalid", `${zone} is no zone of ${order.service}`);
  const parsed = parseHostname(hostname);
  const label = hostname.slice(0, -zone.length - 1);
  if (!parsed.ok || parsed.value !== hostname || hostname !== `${label}.${zone}` || !LABEL.test(label)) {
    return refuse("invalid", `a mirror is one label under ${zone}`);
  }
  if (label === "www") return refuse("invalid", "www is the cover's");
  if (book.mirrors.find(hostname) !== undefined) return refuse("conflict", `${hostname} has been used before`);
  if (book.burns.covers(hostname)) return refuse("conflict", `${hostname} is on the blocklist`);
  return ok(settings);
}

export function publish(book: Book, hostname: string): Moved<{ readonly key: string; readonly version: number }> {
  const mirror = book.mirrors.find(hostname);
  if (mirror === undefined) return refuse("unknown", "no such mirror");
  if (isOver(mirror)) return refuse("conflict", `${hostname} is ${mirror.state}`);
  book.mirrors.publish(hostname);
  // It may be the first of its service on this account.
  oweKey(book, jarKeysKey(mirror.service));
  return ok({ key: zoneKey(mirror.zone), version: book.outbox.version(zoneKey(mirror.zone)) });
}

export function ready(book: Book, hostname: string): Moved<MirrorRow> {
  const mirror = book.mirrors.find(hostname);
  if (mirror === undefined) return refuse("unknown", "no such mirror");
  if (isOver(mirror)) return refuse("conflict", `${hostname} is ${mirror.state}`);
  if (mirror.published === 0) return refuse("conflict", `${hostname} is not published`);
  if (mirror.state === "minting") {
    book.mirrors.setState(hostname, "reserve");
    release(book, hostname);
    book.events.add("minted", { hostname, service: mirror.service });
    const order = book.orders.of(hostname);
    if (order !== undefined) book.orders.setState(order.id, "filled");
    // This settles as well, so the elder's groups get the new mirror in the same transaction.
    if (order?.replaces !== undefined) drain(book, order.replaces);
  }
  settle(book);
  return ok(book.mirrors.find(hostname) ?? mirror);
}

export function abandon(book: Book, hostname: string): Moved<Order | undefined> {
  const mirror = book.mirrors.find(hostname);
  if (mirror === undefined) return refuse("unknown", "no such mirror");
  const order = book.orders.of(hostname);
  if (mirror.state === "minting") {
    book.mirrors.setState(hostname, "retired");
    book.events.add("abandoned", { hostname, service: mirror.service });
    if (order !== undefined) book.orders.reopen(order.id);
    settle(book);
  } else if (!isOver(mirror)) return refuse("conflict", `${hostname} is ${mirror.state}`);
  return ok(order && book.orders.find(order.id));
}

function isOver({ state }: MirrorRow): boolean {
  return state === "burned" || state === "retired";
}
