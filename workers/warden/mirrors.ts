// Mirrors as the operator's tools are told of them.

import { shownMirrors } from "../../shared/domain/groups.ts";
import type { Mirror } from "../../shared/wardenapi.ts";
import type { Book } from "./book.ts";
import { originOf } from "./draft.ts";
import { accountOf } from "./need.ts";
import type { MirrorRow } from "./tables/mirrors.ts";

/** The mirrors without what only links and probes need: no mask key, no lineage. */
export function describeMirrors(book: Book, mirrors: readonly MirrorRow[]): readonly Mirror[] {
  const mesh = book.settings.mesh();
  const shown = new Map<string, number>();
  for (const hostname of book.groups.all().flatMap(shownMirrors)) shown.set(hostname, (shown.get(hostname) ?? 0) + 1);
  return mirrors.map((mirror) => ({
    ...pick(mirror),
    account: accountOf(mirror, mesh),
    origin: originOf(mirror, mesh),
    groups: shown.get(mirror.hostname) ?? 0,
    ...(mirror.drainsUntil > 0 && { drainsUntil: mirror.drainsUntil }),
    ...(mirror.batch > 0 && { batch: mirror.batch }),
  }));
}

function pick(row: MirrorRow): Omit<Mirror, "account" | "origin" | "groups"> {
  const { hostname, zone, service, state, door, createdAt, changedAt } = row;
  return { hostname, zone, service, state, door, createdAt, changedAt };
}
