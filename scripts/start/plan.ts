// The mesh that `hezar start` runs: one account (the edge in this process), three zones a service or as many as a roster
// is to have, and the config that says so. The config is written out, so that every other command finds the mesh by its state directory alone.

import { createHash } from "node:crypto";
import { isPrivateHost } from "../../shared/config/privatehost.ts";
import { Mistake } from "../terminal/mistake.ts";

export interface Site {
  readonly id: string;
  readonly primary: string;
  readonly secondaries: readonly { readonly alias: string; readonly origin: string; readonly frame?: true }[];
}

export interface LocalPlan {
  readonly sites: readonly Site[];
  readonly mirrors: number;
  /** Mirrors of one roster, where it is not the usual few. */
  readonly perGroup?: number | undefined;
  /** How readers reach the edge; absent: http. */
  readonly scheme?: "http" | "https";
  readonly port: number;
  readonly apiUrl: string;
  /** The first carries warden and beacon. */
  readonly accountIds: readonly string[];
  /** Where readers find sealed lists. */
  readonly listsUrl: string;
}

export const ACCOUNT = "local";
/** In the state directory. */
export const LISTS_FOLDER = "lists";
export const CONFIG_MARK = "// Written by `hezar start` and written again by the next one: change its options instead.";
const CONTACT = "mailto:operator@localhost.example";
const GROUP_MIRRORS = 3;
const ZONES_A_SITE = 3;

// Names that small ordinary sites have; a zone's cover follows from its name.
const ZONE_NAMES = [
  ...["garden-letters", "hill-footpaths", "corner-loaf", "evening-chess", "seed-almanac", "village-oven"],
  ...["orchard-notes", "long-trails", "quiet-pawns", "balcony-bloom", "morning-bakes", "river-walkers"],
  ...["rook-and-pawn", "old-orchard", "rye-and-spelt", "coast-walks", "potting-bench", "club-gambit"],
  ...["kitchen-plants", "stone-oven-days", "ridge-walks", "school-chess", "winter-seeds", "country-loaves"],
] as const;
const MOST_SITES = Math.floor(ZONE_NAMES.length / ZONES_A_SITE);

const NEWSROOM_ID = "news";

export function newsroomSite(origins: { readonly primary: string; readonly cdn: string }): Site {
  return { id: NEWSROOM_ID, primary: origins.primary, secondaries: [{ alias: "cdn", origin: origins.cdn }] };
}

/** `primary[,secondary…]`, a secondary being `https://host`, `alias=https://host` or, where its pages are shown too, `alias*=https://host`. What is wrong with them the config's checks say. */
export function parseSites(texts: readonly string[]): readonly Site[] {
  if (texts.length > MOST_SITES)
    throw new Mistake(`${texts.length} services are too many for one machine`, {
      next: `At most ${MOST_SITES}.`,
      exitCode: 2,
    });
  const taken = new Set<string>();
  return texts.map((text) => {
    const [primary = "", ...others] = text.split(",").map((part) => part.trim());
    const id = freeId(primary, taken);
    taken.add(id);
    return { id, primary: originOf(primary), secondaries: others.map(secondaryOf) };
  });
}

/** One zone a mirror of a roster. With several services there are not the names for more than three each. */
export function zonesOf(
  sites: readonly Site[],
  perGroup = GROUP_MIRRORS,
): readonly { readonly zone: string; readonly service: string }[] {
  const each = sites.length === 1 ? Math.max(ZONES_A_SITE, perGroup) : ZONES_A_SITE;
  return sites.flatMap(({ id }, at) =>
    ZONE_NAMES.slice(at * each, (at + 1) * each).map((name) => ({ zone: `${name}.localhost`, service: id })),
  );
}

/** What the accounts are called in the config: `local`, `local-2`, … */
export function accountNames(count: number): readonly string[] {
  return Array.from({ length: count }, (_, at) => (at === 0 ? ACCOUNT : `${ACCOUNT}-${at + 1}`));
}

/** The same state directory is the same accounts. */
export function accountIdOf(meshId: string, account: string): string {
  const place = account === ACCOUNT ? meshId : `${meshId}/${account}`;
  return createHash("sha256").update(`hezar/account/${place}`).digest("hex").slice(0, 32);
}

/** With two accounts and more, the one that carries warden and beacon carries no mirror: it is not the one that is closed. */
export function accountsOfZones(zoneCount: number, accountCount: number): readonly string[] {
  const names = accountNames(accountCount);
  const carrying = names.length > 1 ? names.slice(1) : names;
  return Array.from({ length: zoneCount }, (_, at) => carrying[at % carrying.length] ?? ACCOUNT);
}

/** What the edge's private network may reach: this machine, and the home network where a site named lies there. */
export function privateNetworks(sites: readonly Site[]): readonly string[] {
  const loopback = ["127.0.0.0/8", "::1/128"];
  const hosts = sites
    .flatMap(({ primary, secondaries }) => [primary, ...secondaries.map(({ origin }) => origin)])
    .map((origin) => new URL(origin).hostname);
  const isAway = hosts.some((host) => isPrivateHost(host) && !/^(?:127\.|\[::1\]$|(?:.*\.)?localhost$)/.test(host));
  return isAway ? [...loopback, "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"] : loopback;
}

/** The config as text. The operator runs it for themselves on their own machine: nobody else's password is at stake. */
export function configText({
  sites,
  mirrors,
  perGroup = GROUP_MIRRORS,
  scheme = "http",
  port,
  apiUrl,
  accountIds,
  listsUrl,
}: LocalPlan): string {
  const zones = zonesOf(sites, perGroup);
  const places = accountsOfZones(zones.length, accountIds.length);
  const config = {
    mesh: "local",
    contact: CONTACT,
    audience: { country: "IR", timeZone: "Asia/Tehran" },
    mirrors: { live: mirrors, reserve: 0, perGroup: Math.min(mirrors, perGroup) },
    services: sites.map((site) => ({
      ...site,
      policy: "interactive",
      authority: site.id === NEWSROOM_ID ? "owner" : "public-interest",
      contact: CONTACT,
      acceptsRisk: true,
    })),
    accounts: accountNames(accountIds.length).map((id, at) => ({
      ...{ id, provider: "cloudflare", accountId: accountIds[at], apiUrl },
      local: { scheme, port, privateUpstreams: true },
    })),
    zones: zones.map((zone, at) => ({ ...zone, account: places[at], cover: "bundled" })),
    lists: [{ id: "here", driver: "directory", path: `./${LISTS_FOLDER}`, url: listsUrl }],
    // The first two other accounts keep what the warden knows, should its own be closed.
    warden: {
      account: ACCOUNT,
      snapshots: accountNames(accountIds.length)
        .slice(1, 3)
        .map((account) => ({ account })),
    },
    beacon: { account: ACCOUNT },
  };
  return `${CONFIG_MARK}\n${JSON.stringify(config, null, 2)}\n`;
}

/** A forgotten `https://` and a pasted path are what people mean anyway. */
function originOf(text: string): string {
  const url = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  // A bare word is a slip of the keyboard, not a host: a mesh for it would come up and show nothing.
  const isWord = url !== null && !/[.:]/.test(url.host) && url.hostname !== "localhost";
  if (url === null || text === "" || isWord)
    throw new Mistake(`"${text}" is no address of a site`, {
      next: "Write --service https://news.example.",
      exitCode: 2,
    });
  return url.origin;
}

function secondaryOf(text: string, at: number): Site["secondaries"][number] {
  const [, alias = `s${at + 1}`, framed = "", address = text] = /^([a-z][a-z0-9]{0,15})(\*?)=(.+)$/.exec(text) ?? [];
  return { alias, origin: originOf(address), ...(framed === "*" && { frame: true }) };
}

/** The service's id from its hostname: the operator's own word for it, seen by nobody else. */
function freeId(primary: string, taken: ReadonlySet<string>): string {
  const labels = new URL(originOf(primary)).hostname
    .replace(/^www\./, "")
    .replace(/[^a-z0-9.]/g, "")
    .split(".");
  const word = (labels.find((label) => /^[a-z]/.test(label)) ?? "site").slice(0, 20);
  for (let number = 1; ; number++) {
    const id = number === 1 ? word : `${word}-${number}`;
    if (!taken.has(id)) return id;
  }
}
