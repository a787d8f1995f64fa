// Which accounts need a record. An account's KV holds what the relays in it read and nothing else: its own zones' records,
// the services on them, the keys that relays of its mirrors share, the rosters of lineages its mirrors admit, and what all
// need: the keyring, and of the blocklist what is about its own zones. Whoever opens one account learns nothing of the others.

import { type BurnedEntry, concernsZone } from "../../shared/domain/blocklist.ts";
import { KEYS } from "../../shared/store/keys.ts";
import type { MeshSettings } from "../../shared/wardenapi.ts";
import type { Book } from "./book.ts";
import type { MirrorRow } from "./tables/mirrors.ts";

/** The only account where none is named. */
export const ONLY_ACCOUNT = "";

/** `about`: only what it says of these has changed. */
export function accountsOf(book: Book, key: string, about?: readonly string[]): readonly string[] {
  if (book.accountNames === undefined) return [ONLY_ACCOUNT];
  const mesh = book.settings.mesh();
  const places = (mirrors: readonly MirrorRow[]) => mirrors.map((mirror) => accountOf(mirror, mesh));
  const after = (prefix: string) => (key.startsWith(prefix) ? key.slice(prefix.length) : undefined);
  const zones = (isMeant: (zone: MeshSettings["zones"][number]) => boolean) =>
    (mesh?.zones ?? []).filter(isMeant).map(({ account }) => account);
  const zone = after(KEYS.zone.prefix);
  if (zone !== undefined) {
    const configured = zones((known) => known.zone === zone);
    return configured.length > 0 ? unique(configured) : unique(places(book.mirrors.published(zone)));
  }
  const lineage = after(KEYS.roster.prefix);
  if (lineage !== undefined) return unique(places(book.mirrors.admitting(lineage)));
  const service = after(KEYS.service.prefix);
  const shared = after(KEYS.jarkeys.prefix);
  const standing = book.mirrors.all().filter((mirror) => mirror.state !== "retired");
  if (shared !== undefined) {
    // A zone that the config took from the service may lie with somebody who is not to have its keys any more.
    const own = new Set((mesh?.zones ?? []).filter(({ service }) => service === shared).map(({ zone }) => zone));
    const serving = standing.filter((mirror) => mirror.service === shared && own.has(mirror.zone));
    return unique(places(serving)).filter((account) => book.accounts.find(account)?.state !== "dead");
  }
  if (service === undefined) {
    const isAbout = (zone: string) => about?.some((pattern) => concernsZone(pattern, zone)) ?? true;
    const concerned = standing.filter((mirror) => isAbout(mirror.zone));
    return unique([...zones((known) => isAbout(known.zone)), ...places(concerned)]);
  }
  const serving = standing.filter((mirror) => mirror.service === service);
  return unique([...zones((known) => known.service === service), ...places(serving)]);
}

/** Of the blocklist, what an account's relays can be asked about. */
export function entriesFor(book: Book, account: string): readonly BurnedEntry[] {
  const entries = book.burns.all();
  if (account === ONLY_ACCOUNT) return entries;
  const mesh = book.settings.mesh();
  const configured = (mesh?.zones ?? []).filter((zone) => zone.account === account);
  const standing = book.mirrors
    .all()
    .filter((mirror) => mirror.state !== "retired" && accountOf(mirror, mesh) === account);
  const zones = unique([...configured, ...standing].map(({ zone }) => zone));
  return entries.filter(({ pattern }) => zones.some((zone) => concernsZone(pattern, zone)));
}

/** A zone may move to another account, and its mirrors with it; one the config forgot stays where it was minted. */
export function accountOf({ zone, account }: MirrorRow, mesh: MeshSettings | undefined): string {
  return mesh?.zones.find((known) => known.zone === zone)?.account ?? account;
}

/** Whose addresses it has: accounts of one firm share them, and a censor blocks them together. */
export function providerOf(mirror: MirrorRow, mesh: MeshSettings | undefined): string {
  return mesh?.zones.find((known) => known.zone === mirror.zone)?.provider ?? accountOf(mirror, mesh);
}

/** Owe every account what it needs and was never given: after a change of zones or accounts, and after a restart elsewhere. */
export function oweAll(book: Book): void {
  for (const key of book.outbox.keys()) if (key !== KEYS.blocklist.prefix) oweKey(book, key);
  // Its version grows with burns that are none of an account's business. What another warden wrote there gives way.
  const isRestored = book.settings.restored() !== undefined;
  const strangers = accountsOf(book, KEYS.blocklist.prefix).filter(
    (account) =>
      !book.outbox.knows(account, KEYS.blocklist.prefix) && (isRestored || entriesFor(book, account).length > 0),
  );
  for (const account of strangers) book.outbox.owe(account, KEYS.blocklist.prefix);
}

/** For a key whose need has grown, though it says nothing new. */
export function oweKey(book: Book, key: string): void {
  for (const account of accountsOf(book, key)) book.outbox.owe(account, key);
}

function unique(names: readonly string[]): readonly string[] {
  return [...new Set(names)];
}
