// The whole mesh at a glance, for the operator.

import { shownMirrors } from "../../shared/domain/groups.ts";
import { blocklistKey } from "../../shared/store/keys.ts";
import type { MeshStatus, Mirror } from "../../shared/wardenapi.ts";
import type { Book } from "./book.ts";
import { originOf } from "./draft.ts";
import type { MirrorRow } from "./tables/mirrors.ts";

const EVENTS_SHOWN = 50;

export function readStatus(book: Book): MeshStatus {
  const mesh = book.settings.mesh();
  const keyring = book.settings.keyring();
  return {
    now: book.now,
    services: mesh?.services ?? [],
    zones: mesh?.zones ?? [],
    mirrors: describeMirrors(book, book.mirrors.all()),
    orders: book.orders.all(),
    blocklist: { version: book.outbox.version(blocklistKey()), entries: book.burns.all() },
    groups: {
      lineages: book.groups.countLineages(),
      groups: book.groups.all().length,
      readers: book.readers.count(),
    },
    keyring: keyring && { version: keyring.version, notAfter: keyring.notAfter },
    unpublished: book.outbox.pending().map((row) => row.key),
    events: book.events.latest(EVENTS_SHOWN),
  };
}

/** The mirrors without what only links and probes need: no mask key, no lineage. */
export function describeMirrors(book: Book, mirrors: readonly MirrorRow[]): readonly Mirror[] {
  const mesh = book.settings.mesh();
  const shown = new Map<string, number>();
  for (const hostname of book.groups.all().flatMap(shownMirrors)) shown.set(hostname, (shown.get(hostname) ?? 0) + 1);
  return mirrors.map(({ hostname, zone, account, service, state, door, createdAt, changedAt }) => ({
    ...{ hostname, zone, account, service, state, door, createdAt, changedAt },
    origin: originOf({ hostname, zone }, mesh),
    groups: shown.get(hostname) ?? 0,
  }));
}
