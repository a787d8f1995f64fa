// A hostname, a zone or a suffix is blocked. Its mirrors burn: they go on serving who holds a ticket for them, and are
// never handed out again. Whoever was shown them is split in two, reserve mirrors are handed out at once, the rest ordered.

import type { BurnedEntry, Cause } from "../../../shared/domain/blocklist.ts";
import { GROUP_ID_BYTES, type Group, splitGroups } from "../../../shared/domain/groups.ts";
import { matchesPattern, parseHostname } from "../../../shared/domain/hostname.ts";
import { ok, refuse } from "../../../shared/domain/result.ts";
import type { Burn, BurnAnswer, UnburnAnswer } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import type { MirrorRow } from "../tables/mirrors.ts";
import type { Moved } from "./move.ts";
import { settle } from "./settle.ts";

export interface BurnOptions {
  /** It is part of something wider that is blocked as a whole: nobody leaked it. */
  readonly isWide?: boolean;
}

export function burn(
  book: Book,
  { pattern, country, cause = "operator" }: Burn,
  { isWide = false }: BurnOptions = {},
): Moved<BurnAnswer> {
  const checked = parsePattern(pattern);
  if (checked === undefined) return refuse("invalid", "a pattern is a hostname or *.zone");
  const entry = book.burns.add({ pattern: checked, ...(country && { country }), cause });
  const standing = book.mirrors.inState("minting", "reserve", "live", "suspect");
  const hit = standing.filter((mirror) => matchesPattern(mirror.hostname, checked));
  for (const mirror of hit) burnMirror(book, mirror, entry);
  if (hit.length > 0 && blames(cause) && !isWide) split(book, { hit, pattern: checked });
  settle(book);
  return ok({ entry, burned: hit.map((mirror) => mirror.hostname), orders: book.orders.inState("open") });
}

/** It goes on serving who holds a ticket for it, and is never handed out again. */
export function burnMirror(
  book: Book,
  { hostname, service, state }: MirrorRow,
  { cause, country }: Omit<Burn, "pattern">,
): void {
  const order = book.orders.of(hostname);
  if (state === "minting" && order?.state === "claimed") book.orders.reopen(order.id);
  book.mirrors.setState(hostname, "burned");
  // Else the order would retire a mirror that still serves its last readers.
  book.orders.forgetReplaced(hostname);
  book.events.add("burned", { hostname, service, detail: country === undefined ? `${cause}` : `${cause} ${country}` });
}

/** Only a censor learns from an insider; a provider, a quota or a broken origin says nothing about readers. */
function blames(cause: Cause): boolean {
  return cause === "censor" || cause === "flagged" || cause === "operator";
}

function split(book: Book, { hit, pattern }: { readonly hit: readonly MirrorRow[]; readonly pattern: string }): void {
  const zones = new Set(hit.map((mirror) => mirror.zone));
  const isWildcard = pattern.startsWith("*.");
  // Wider than one zone is a suffix: everybody under it is hit, so it blames nobody.
  if (isWildcard && !(zones.size === 1 && zones.has(pattern.slice(2)))) return;
  const burned = {
    hostnames: new Set(hit.map((mirror) => mirror.hostname)),
    level: isWildcard ? "zone" : "hostname",
  } as const;
  const before = book.groups.all({ withReaders: true });
  const newId = () => book.newId(GROUP_ID_BYTES);
  const { groups, suspects, isSplit } = splitGroups(before, { burned, newId, pick: book.pick });
  for (const { lineage } of suspects) book.groups.close(lineage);
  book.groups.save(groups);
  moveReaders(book, before, groups);
  if (isSplit) book.events.add("split", { service: suspects[0]?.service ?? "", detail: pattern });
}

function moveReaders(book: Book, before: readonly Group[], after: readonly Group[]): void {
  const known = new Set(before.map((group) => group.id));
  for (const group of after.filter((candidate) => !known.has(candidate.id))) {
    for (const reader of group.readers) book.readers.move(reader, group.id);
  }
}

export function unburn(book: Book, { pattern, country }: Burn): Moved<UnburnAnswer> {
  const checked = parsePattern(pattern);
  if (checked === undefined) return refuse("invalid", "a pattern is a hostname or *.zone");
  const removed = lift(book, { pattern: checked, ...(country && { country }) });
  settle(book);
  const burned = book.mirrors.inState("burned").filter((mirror) => matchesPattern(mirror.hostname, checked));
  return ok({ removed, stillBurned: burned.map((mirror) => mirror.hostname) });
}

/** Take entries off the blocklist; of a zone also what burned it, or that would burn it again at once. */
export function lift(book: Book, { pattern, country }: Omit<Burn, "cause">): readonly BurnedEntry[] {
  const removed = book.burns.remove(pattern, country);
  for (const entry of removed) {
    book.events.add("unburned", { detail: [pattern, entry.country].filter(Boolean).join(" ") });
    if (!pattern.startsWith("*.")) continue;
    book.verdicts.clearUnder(pattern.slice(2), entry.country);
    book.wishes.remove(pattern, entry.country ?? "");
  }
  return removed;
}

function parsePattern(text: string): string | undefined {
  const isWildcard = text.startsWith("*.");
  const parsed = parseHostname(isWildcard ? text.slice(2) : text);
  if (!parsed.ok || text.includes(":")) return undefined;
  return isWildcard ? `*.${parsed.value}` : parsed.value;
}
