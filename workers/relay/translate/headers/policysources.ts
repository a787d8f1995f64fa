// Where the hosts that a source of a policy names lie on the mirror (CSP3 §2.3.1: scheme, host with wildcards, port, path).
// Worked out once for each source, because a service says the same ones with every page.

import type { MirrorPlace, ServiceOrigins } from "../../../../shared/domain/address.ts";
import { createHostList, type HostList } from "../../../../shared/domain/hostlist.ts";
import { isWildcard, type Secondary, WILDCARD } from "../../../../shared/domain/origins.ts";

export interface PolicyPlace {
  readonly service: ServiceOrigins;
  readonly place: MirrorPlace;
}

/** Directives about documents, which live on labels of their own. */
const DOCUMENTS = new Set(["frame-src", "child-src", "form-action", "fenced-frame-src"]);
const HOST_SOURCE = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d+|\*))?(\/\S*)?$/i;

const remembered = new WeakMap<MirrorPlace, Map<string, readonly string[]>>();
const REMEMBERED_SOURCES = 500;

/** Where the listed hosts that a host source covers lie on this mirror; none: it names nobody listed. */
export function placesOf(directive: string, source: string, options: PolicyPlace): readonly string[] {
  const known = remembered.get(options.place) ?? new Map<string, readonly string[]>();
  remembered.set(options.place, known);
  const key = `${directive} ${source}`;
  const places = known.get(key) ?? findPlaces(directive, source, options);
  if (known.size >= REMEMBERED_SOURCES) known.clear();
  known.set(key, places);
  return places;
}

function findPlaces(directive: string, source: string, { service, place }: PolicyPlace): readonly string[] {
  const [, scheme = "", name = "", port = "", path = ""] = HOST_SOURCE.exec(source) ?? [];
  if (name === "") return [];
  const isFraming = directive === "frame-ancestors";
  const here = /^wss?$/i.test(scheme) ? place.origin.replace(/^http/, "ws") : place.origin;
  const found: string[] = [];
  for (const owner of coveredHosts(service, { name: name.toLowerCase(), port })) {
    if (owner === "primary") {
      found.push(path === "" || path === "/" ? "'self'" : here + path, ...(here === place.origin ? [] : [here]));
      continue;
    }
    const sibling = place.siblings?.[owner.alias]?.origin;
    if (sibling !== undefined && (isFraming || DOCUMENTS.has(directive))) found.push(sibling);
    // No pattern of a policy covers the many aliases of a wildcard but the door itself.
    const folder = isWildcard(owner) ? "/" : `/${owner.alias}${path || "/"}`;
    if (!isFraming) found.push(`${here}/${place.door}${folder}`);
  }
  return found;
}

interface HostPattern {
  /** Lower case, perhaps `*` or `*.x`. */
  readonly name: string;
  readonly port: string;
}

interface Listed {
  readonly owner: "primary" | Secondary;
  readonly name: string;
  readonly port: string;
}

interface Listing {
  readonly hosts: readonly Listed[];
  readonly find: HostList;
}

const listings = new WeakMap<ServiceOrigins, Listing>();

/** Those of the list, and the very host where it is one below a wildcard. */
function coveredHosts(service: ServiceOrigins, pattern: HostPattern): readonly ("primary" | Secondary)[] {
  const { hosts, find } = listingOf(service);
  const covered = hosts.filter((host) => isCovered(host, pattern)).map(({ owner }) => owner);
  const one = pattern.name.includes("*") ? undefined : find({ hostname: pattern.name, port: pattern.port })?.owner;
  return one === undefined || covered.length > 0 ? covered : [one];
}

/** Of a wildcard `*.cdn.example` as any host below it. */
function listingOf(service: ServiceOrigins): Listing {
  const known = listings.get(service);
  if (known !== undefined) return known;
  const listed = (owner: Listed["owner"], origin: string): Listed => {
    const { hostname, port } = new URL(origin.replace(`//${WILDCARD}`, "//any--host."));
    return { owner, name: hostname, port };
  };
  const hosts = [listed("primary", service.primary), ...service.secondaries.map((one) => listed(one, one.origin))];
  const listing = { hosts, find: createHostList(service, "door") };
  listings.set(service, listing);
  return listing;
}

function isCovered(host: Listed, { name, port }: HostPattern): boolean {
  const isDefault = host.port === "" && (port === "443" || port === "80");
  if (port !== "*" && port !== host.port && !isDefault) return false;
  return name === "*" || (name.startsWith(WILDCARD) ? host.name.endsWith(name.slice(1)) : host.name === name);
}

/** What a source for any host adds, where documents are meant. */
export function siblingsFor(directive: string, place: MirrorPlace): readonly string[] {
  if (!DOCUMENTS.has(directive) && directive !== "frame-ancestors") return [];
  return Object.values(place.siblings ?? {}).map(({ origin }) => origin);
}
