// The whole mesh at a glance, for the operator.

import { blocklistKey } from "../../shared/store/keys.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import type { Book } from "./book.ts";
import { tellStanding, tellWishes } from "./evidence/told.ts";
import { describeMirrors } from "./mirrors.ts";
import { lookUp } from "./moves/reach.ts";
import { readSpread } from "./spread.ts";
import type { Stores } from "./stores.ts";

const EVENTS_SHOWN = 50;

export function readStatus(book: Book, stores: Stores): MeshStatus {
  const mesh = book.settings.mesh();
  const keyring = book.settings.keyring();
  const owed = book.outbox.pending().filter(({ account }) => stores.byAccount.has(account));
  const lease = book.settings.lease();
  const publishedAt = book.settings.listsPublished();
  const { dead } = lookUp(book);
  const groups = book.groups.all();
  const mirrors = book.mirrors.all();
  return {
    now: book.now,
    services: mesh?.services ?? [],
    zones: mesh?.zones ?? [],
    mirrors: describeMirrors(book, mirrors),
    orders: book.orders.all(),
    blocklist: { version: book.outbox.version(blocklistKey()), entries: book.burns.all() },
    groups: {
      lineages: book.groups.countLineages(),
      groups: groups.length,
      readers: book.readers.count(),
    },
    ...readSpread(book, { groups, mirrors }),
    keyring: keyring && {
      ...{ version: keyring.version, notAfter: keyring.notAfter },
      ...(keyring.kill && { kill: keyring.kill }),
    },
    ...(lease !== undefined && lease.until > book.now && { lease }),
    ...(publishedAt !== undefined && { lists: { publishedAt } }),
    unpublished: [...new Set(owed.map((row) => row.key))],
    accounts: book.accounts.all(),
    snapshots: Object.entries(book.settings.snapshots().shelves).map(([id, { number, takenAt, attempts }]) => ({
      ...{ id, number, takenAt, failures: attempts },
    })),
    quota: [...stores.byAccount].map(([account, { writesPerDay }]) => ({
      account: stores.names === undefined ? (mesh?.zones[0]?.account ?? "") : account,
      writesToday: book.writes.today(account),
      writesPerDay,
      unpublished: owed.filter((row) => row.account === account).length,
    })),
    verdicts: book.verdicts.all().map(tellStanding),
    weather: book.weather.all(),
    ...(dead.length > 0 && { dead }),
    wishes: tellWishes(book),
    events: book.events.latest(EVENTS_SHOWN),
  };
}
