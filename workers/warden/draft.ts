// What a KV key should say now, before it is signed and sealed: read in one go, so that a body and its version agree.

import type { BurnedEntry } from "../../shared/domain/blocklist.ts";
import { shownMirrors } from "../../shared/domain/groups.ts";
import type { JarKeys } from "../../shared/domain/jarkeys.ts";
import type { MirrorRecord } from "../../shared/domain/zonerecord.ts";
import { KEYS } from "../../shared/store/keys.ts";
import type { MeshSettings, ServiceSettings } from "../../shared/wardenapi.ts";
import type { Book } from "./book.ts";
import { entriesFor, providerOf } from "./need.ts";
import type { MirrorRow } from "./tables/mirrors.ts";

export interface RosterMirror {
  readonly hostname: string;
  readonly origin: string;
  readonly door: string;
  readonly zone: number;
  readonly provider: number;
}

export type Draft =
  | { readonly kind: "keyring"; readonly text: string }
  | { readonly kind: "blocklist"; readonly entries: readonly BurnedEntry[] }
  | {
      readonly kind: "zone";
      readonly zone: string;
      readonly service: string;
      readonly mirrors: readonly MirrorRecord[];
    }
  | { readonly kind: "service"; readonly service: ServiceSettings }
  | { readonly kind: "jarkeys"; readonly service: string; readonly keys: JarKeys["keys"] }
  | {
      readonly kind: "roster";
      readonly lineage: string;
      readonly groups: readonly RosterDraft[];
      readonly sealedLists: readonly string[];
      readonly reports?: false;
    };

export interface RosterDraft {
  readonly group: string;
  readonly mirrors: readonly RosterMirror[];
  /** base64url. */
  readonly readerKeys: readonly string[];
  readonly tier?: "volunteer";
}

/** For one account's KV. Undefined where nothing of that name is left to say. */
export function draftRecord(book: Book, key: string, account: string): Draft | undefined {
  if (key === KEYS.keyring.prefix) return draftKeyring(book);
  if (key === KEYS.blocklist.prefix) return { kind: "blocklist", entries: entriesFor(book, account) };
  if (key.startsWith(KEYS.zone.prefix)) return draftZone(book, key.slice(KEYS.zone.prefix.length));
  if (key.startsWith(KEYS.service.prefix)) return draftService(book, key.slice(KEYS.service.prefix.length));
  if (key.startsWith(KEYS.jarkeys.prefix)) return draftJarKeys(book, key.slice(KEYS.jarkeys.prefix.length));
  return draftRoster(book, key.slice(KEYS.roster.prefix.length));
}

function draftKeyring(book: Book): Draft | undefined {
  const keyring = book.settings.keyring();
  return keyring && { kind: "keyring", text: keyring.text };
}

function draftZone(book: Book, zone: string): Draft | undefined {
  const standing = book.mirrors.published(zone);
  const service = standing[0]?.service ?? book.settings.mesh()?.zones.find((known) => known.zone === zone)?.service;
  const mirrors = standing.map((mirror) => ({
    label: mirror.hostname.slice(0, -zone.length - 1),
    door: mirror.door,
    burned: mirror.state === "burned",
    lineages: [mirror.probeLineage, ...book.mirrors.admitted(mirror.hostname)],
  }));
  return service === undefined ? undefined : { kind: "zone", zone, service, mirrors };
}

function draftService(book: Book, id: string): Draft | undefined {
  const service = settingsOf(book, id);
  return service && { kind: "service", service };
}

/** First what relays seal with. Nothing where none leads: a memory that was just restored. */
function draftJarKeys(book: Book, service: string): Draft | undefined {
  const rows = book.jarKeys.of(service);
  const first = rows.find(({ leads, carriedOnly }) => leads === 1 && carriedOnly === 0);
  const settings = settingsOf(book, service);
  if (first === undefined || settings === undefined) return undefined;
  const keys = [first, ...rows.filter((row) => row !== first)].map(({ id, key, carriedOnly }) => ({
    ...{ id, key },
    ...((carriedOnly === 1 || settings.tier === "volunteer") && { carriedOnly: true as const }),
  }));
  return { kind: "jarkeys", service, keys };
}

function draftRoster(book: Book, lineage: string): Draft | undefined {
  const groups = book.groups.of(lineage).map((group) => ({
    group: group.id,
    mirrors: numberPlaces(
      shownMirrors(group).flatMap((hostname) => book.mirrors.find(hostname) ?? []),
      book,
    ),
    readerKeys: book.readers.inGroup(group.id).flatMap((reader) => reader.key || []),
    ...tierOf(book, group.service),
  }));
  const { sealedLists = [], reports } = book.settings.mesh() ?? {};
  return { kind: "roster", lineage, groups, sealedLists, ...(reports === false && { reports }) };
}

function tierOf(book: Book, service: string): Pick<RosterDraft, "tier"> {
  const tier = settingsOf(book, service)?.tier;
  return tier === undefined ? {} : { tier };
}

function settingsOf(book: Book, service: string): ServiceSettings | undefined {
  return book.settings.mesh()?.services.find((known) => known.id === service);
}

/** Zones and providers become numbers that only tell different ones apart. */
function numberPlaces(mirrors: readonly MirrorRow[], book: Book): readonly RosterMirror[] {
  const zones = [...new Set(mirrors.map((mirror) => mirror.zone))];
  const mesh = book.settings.mesh();
  const providers = [...new Set(mirrors.map((mirror) => providerOf(mirror, mesh)))];
  return mirrors.map((mirror) => ({
    hostname: mirror.hostname,
    origin: originOf(mirror, mesh),
    door: mirror.door,
    zone: zones.indexOf(mirror.zone),
    provider: providers.indexOf(providerOf(mirror, mesh)),
  }));
}

/** Where a mirror answers: from today's settings, so that a local mesh may move to another port. */
export function originOf(
  { hostname, zone }: Pick<MirrorRow, "hostname" | "zone">,
  mesh: MeshSettings | undefined,
): string {
  const place = mesh?.zones.find((known) => known.zone === zone);
  const port = place?.port === undefined ? "" : `:${place.port}`;
  return `${place?.scheme ?? "https"}://${hostname}${port}`;
}
