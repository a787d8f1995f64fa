// What every change ends in: bring hand-outs and orders in line with the facts. It looks only at what stands, never at what
// was just done, so running it twice changes nothing, and whatever a crash or an older version left behind converges here.

import { fillGroups, GROUP_ID_BYTES, type Group, shownMirrors } from "../../../shared/domain/groups.ts";
import { LINEAGE_BYTES } from "../../../shared/domain/ticket.ts";
import type { MeshSettings, Order } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import { renewJarKeys } from "./jarkeys.ts";

export function settle(book: Book): void {
  const mesh = book.settings.mesh();
  if (mesh === undefined) return;
  for (const { id } of mesh.services) renewJarKeys(book, id);
  openLineages(book, mesh);
  const missing = handOut(book, mesh);
  for (const { id } of mesh.services)
    balanceOrders(book, { service: id, mirrors: mesh.mirrors, missing: missing.get(id) ?? 0 });
  withdrawStray(book, mesh);
}

/**
 * Whoever may still be invited has a lineage waiting, with mirrors that already let it in, borrowed ones as a rule: relays
 * learn of a lineage only as fast as KV, and a newcomer's first click must not meet the cover.
 */
function openLineages(book: Book, mesh: MeshSettings): void {
  const served = new Set(mesh.services.map((service) => service.id));
  for (const { service, channel } of book.invites.standing()) {
    if (served.has(service) && book.groups.openLineage(service, channel) === undefined) {
      book.groups.addLineage({ id: book.newId(LINEAGE_BYTES), service, channel }, book.newId(GROUP_ID_BYTES));
    }
  }
}

/** Give reserve mirrors to groups that lack some; how many each service is short of. */
function handOut(book: Book, { mirrors: { perGroup }, zones }: MeshSettings): ReadonlyMap<string, number> {
  const groups = book.groups.all({ withReaders: true });
  const providers = new Map(zones.map(({ zone, account, provider = account }) => [zone, provider]));
  const usable = usableMirrors(book, groups).map((mirror) => {
    const provider = providers.get(mirror.zone);
    return provider === undefined ? mirror : { ...mirror, provider };
  });
  const plan = fillGroups(groups, { usable, perGroup });
  for (const group of book.groups.save(plan.groups)) {
    for (const hostname of shownMirrors(group)) book.mirrors.admit(hostname, group.lineage);
  }
  for (const hostname of plan.handedOut) {
    book.mirrors.setState(hostname, "live");
    book.events.add("handed-out", { hostname, service: book.mirrors.find(hostname)?.service ?? "" });
  }
  return plan.missing;
}

/**
 * Reserve, and live and suspect mirrors where they are: suspicion takes nobody's mirror away. A live mirror that no group
 * holds any more is known to readers of its old channel, so it is never given to others; one that drains is shown to nobody.
 * The blocklist is asked each time: a pattern may be older than the mirror.
 */
function usableMirrors(book: Book, groups: readonly Group[]): ReturnType<Book["mirrors"]["all"]> {
  const held = new Set(groups.flatMap((group) => [...group.owned, ...group.borrowed]));
  return book.mirrors
    .inState("reserve", "live", "suspect")
    .filter((mirror) => mirror.drainsUntil === 0)
    .filter(
      (mirror) => (mirror.state === "reserve" || held.has(mirror.hostname)) && !book.burns.covers(mirror.hostname),
    );
}

interface Wanted {
  readonly service: string;
  readonly mirrors: MeshSettings["mirrors"];
  readonly missing: number;
}

function balanceOrders(book: Book, { service, mirrors: { live, reserve }, missing }: Wanted): void {
  const groups = book.groups.all().filter((group) => group.service === service);
  const held = groups.reduce((sum, group) => sum + group.owned.length, 0);
  const spare = usableMirrors(book, groups).filter(
    (mirror) => mirror.service === service && mirror.state === "reserve",
  );
  const coming = book.orders.inState("open", "claimed").filter((order) => order.service === service && !order.replaces);
  const shown = Math.max(live, held + missing);
  const wanted = shown + reserveFor(shown, reserve);
  const surplus = held + spare.length + coming.length - wanted;
  const reason: Order["reason"] = held + missing > live ? "group" : "strength";
  for (let count = surplus; count < 0; count++) placeOrder(book, { service, reason });
  // An operator's own order stands, whatever the sums say.
  const own = coming.filter((order) => order.state === "open" && order.reason !== "operator");
  for (const order of own.toReversed().slice(0, Math.max(0, surplus))) book.orders.setState(order.id, "withdrawn");
}

/**
 * At least a tenth of all mirrors stand ready, however many readers' groups have made of them since the config was written:
 * `shown`/9 is a tenth of the sum. An operator who wants none has said so with 0.
 */
function reserveFor(shown: number, reserve: number): number {
  return reserve === 0 ? 0 : Math.max(reserve, Math.ceil(shown / 9));
}

/** Orders for services the mesh no longer has. */
function withdrawStray(book: Book, mesh: MeshSettings): void {
  const served = new Set(mesh.services.map((service) => service.id));
  for (const order of book.orders.inState("open")) {
    if (!served.has(order.service)) book.orders.setState(order.id, "withdrawn");
  }
}

export function placeOrder(book: Book, wish: Pick<Order, "service" | "reason" | "replaces">): Order {
  const order = book.orders.add(wish);
  book.events.add("ordered", {
    service: order.service,
    detail: order.replaces === undefined ? order.reason : `${order.reason} ${order.replaces}`,
  });
  return order;
}
