// How what readers are shown is spread: who is shown nothing at all, and whose mirrors one blow would take together.

import { type Group, shownMirrors } from "../../shared/domain/groups.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import type { Book } from "./book.ts";
import type { MirrorRow } from "./tables/mirrors.ts";

interface Seen {
  readonly groups: readonly Group[];
  readonly mirrors: readonly MirrorRow[];
}

export function readSpread(book: Book, seen: Seen): Pick<MeshStatus, "stranded" | "huddled"> {
  const stranded = countStranded(book, seen);
  const huddled = countHuddled(book, seen);
  return {
    ...(stranded.size > 0 && { stranded: Object.fromEntries(stranded) }),
    ...(huddled.zone + huddled.provider > 0 && { huddled }),
  };
}

function countStranded(book: Book, { groups }: Seen): ReadonlyMap<string, number> {
  const stranded = new Map<string, number>();
  for (const group of groups) {
    if (shownMirrors(group).length > 0 || book.readers.countInGroup(group.id) === 0) continue;
    stranded.set(group.service, (stranded.get(group.service) ?? 0) + 1);
  }
  return stranded;
}

/** Groups whose mirrors, two or more, all lie on one zone; of the others, on one provider where their service has another. */
function countHuddled(book: Book, { groups, mirrors }: Seen): { readonly zone: number; readonly provider: number } {
  const zones = book.settings.mesh()?.zones ?? [];
  const providers = new Map(zones.map(({ zone, account, provider = account }) => [zone, provider]));
  const places = new Map(mirrors.map(({ hostname, zone, account }) => [hostname, { zone, account }]));
  const providersOf = new Map<string, Set<string>>();
  for (const { service, account, provider = account } of zones)
    providersOf.set(service, (providersOf.get(service) ?? new Set()).add(provider));
  const count = { zone: 0, provider: 0 };
  for (const { owned, service } of groups) {
    const own = owned.flatMap((hostname) => places.get(hostname) ?? []);
    if (own.length < 2) continue;
    const hasOthers = (providersOf.get(service)?.size ?? 0) > 1;
    if (new Set(own.map(({ zone }) => zone)).size === 1) count.zone += 1;
    else if (hasOthers && new Set(own.map(({ zone, account }) => providers.get(zone) ?? account)).size === 1)
      count.provider += 1;
  }
  return count;
}
