// The whole mesh at a glance, for the operator.

import { shownMirrors } from "../../shared/domain/groups.ts";
import { blocklistKey } from "../../shared/store/keys.ts";
import type { MeshStatus, Mirror } from "../../shared/wardenapi.ts";
import type { Book } from "./book.ts";
import { originOf } from "./draft.ts";
import { accountOf } from "./need.ts";
import type { Stores } from "./stores.ts";
import type { MirrorRow } from "./tables/mirrors.ts";

const EVENTS_SHOWN = 50;

export function readStatus(book: Book, stores: Stores): MeshStatus {
  const mesh = book.settings.mesh();
  const keyring = book.settings.keyring();
  const owed = book.outbox.pending().filter(({ account }) => stores.byAccount.has(account));
  const lease = book.settings.lease();
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
    ...(lease !== undefined && lease.until > book.now && { lease }),
    unpublished: [...new Set(owed.map((row) => row.key))],
    accounts: book.accounts.all(),
    quota: [...stores.byAccount].map(([account, { writesPerDay }]) => ({
      account: stores.names === undefined ? (mesh?.zones[0]?.account ?? "") : account,
      writesToday: book.writes.today(account),
      writesPerDay,
      unpublished: owed.filter((row) => row.account === account).length,
    })),
    events: book.events.latest(EVENTS_SHOWN),
  };
}

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

function pick({ hostname, zone, service, state, door, createdAt, changedAt }: MirrorRow): Omit<MirrorSeen, "account"> {
  return { hostname, zone, service, state, door, createdAt, changedAt };
}

type MirrorSeen = Omit<Mirror, "origin" | "groups">;
