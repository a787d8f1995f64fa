// A mirror that a small group's readers report takes long to judge: too few readers for their traffic to say anything. So
// the group gets another in its place at once, and probes judge the old one. A report costs its reporter's group a mirror,
// never anybody else's; how many a lineage may cost a day is capped, or one insider would drain the reserve.

import { shownMirrors } from "../../../shared/domain/groups.ts";
import type { Book } from "../book.ts";

/** With two mirrors a group: all of them once. */
export const SPARES_A_DAY = 2;

/** False where the group holds it no more, nothing of the reserve fits, or today's spares are used up. */
export function spare(
  book: Book,
  { hostname, group: id }: { readonly hostname: string; readonly group: string },
): boolean {
  const groups = book.groups.all();
  const group = groups.find((candidate) => candidate.id === id);
  if (group === undefined || !shownMirrors(group).includes(hostname)) return false;
  const fresh = pickReserve(book, { service: group.service, notIn: zonesOf(book, shownMirrors(group)) });
  if (fresh === undefined || !book.spares.spend(group.lineage, SPARES_A_DAY)) return false;
  const owned = [...shownMirrors(group).filter((held) => held !== hostname && group.owned.includes(held)), fresh];
  // Who borrowed keeps nothing borrowed: a group that owns a mirror is shown its own.
  book.groups.save([...groups.filter((other) => other !== group), { ...group, owned, borrowed: [] }]);
  book.mirrors.admit(fresh, group.lineage);
  book.mirrors.setState(fresh, "live");
  book.events.add("spared", { hostname, service: group.service, detail: fresh });
  return true;
}

function pickReserve(
  book: Book,
  { service, notIn }: { readonly service: string; readonly notIn: ReadonlySet<string> },
): string | undefined {
  const reserve = book.mirrors
    .inState("reserve")
    .filter((mirror) => mirror.service === service && !book.burns.covers(mirror.hostname));
  return (reserve.find(({ zone }) => !notIn.has(zone)) ?? reserve[0])?.hostname;
}

function zonesOf(book: Book, hostnames: readonly string[]): ReadonlySet<string> {
  return new Set(hostnames.flatMap((hostname) => book.mirrors.find(hostname)?.zone ?? []));
}
