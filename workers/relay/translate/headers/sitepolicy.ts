// The service's own Content-Security-Policy as it reads on the mirror, so that what protects its pages against injected
// scripts goes on doing so: nonces, hashes, 'strict-dynamic' and the rest are kept; a source that names a listed host gains
// the place where that host lies here (and stays, for what the lifeboat maps only after the policy was asked); one that
// names nobody listed goes, and so does all that reports.
// Our own scripts are let in by their exact addresses, and under 'strict-dynamic', which knows none, by a nonce of this
// answer. What is lost: 'self' covers the whole mirror, so the secondaries' files too.

import type { MirrorPlace, ServiceOrigins } from "../../../../shared/domain/address.ts";
import { toBase64url } from "../../../../shared/domain/bytes.ts";
import { createHostList, type HostList } from "../../../../shared/domain/hostlist.ts";
import { isWildcard, type Secondary, WILDCARD } from "../../../../shared/domain/origins.ts";

export interface PolicyPlace {
  readonly service: ServiceOrigins;
  readonly place: MirrorPlace;
}

interface SitePolicyOptions extends PolicyPlace {
  /** Of this answer; asked for only where a policy trusts nothing else. */
  readonly nonce: () => string;
}

/** What our pages carry; a path without a slash at its end is met exactly, whatever its query. */
const OWN_SCRIPTS = ["shim.js", "lifeboat.js"];
const DOCUMENTS = new Set(["frame-src", "child-src", "form-action", "fenced-frame-src"]);
const LISTS = /^(?:[a-z-]+-src(?:-elem|-attr)?|form-action|frame-ancestors|base-uri)$/;
/** Without hosts. `upgrade-insecure-requests` is missing: a mirror has no insecure addresses, and a local one no others. */
const KEPT = new Set(["sandbox", "require-trusted-types-for"]);
const HOST_SOURCE = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(\*|(?:\*\.)?[a-z0-9._-]+|\[[0-9a-f:.]+\])(?::(\d+|\*))?(\/\S*)?$/i;
const NONCE_BYTES = 16;
const HASH = /^'sha(?:256|384|512)-/i;
const NONCE = /^'nonce-/i;

/**
 * Puts the service's policies behind ours. Returned: the nonce our tag must bear, if one asks for it. A 304 changes the page
 * that the browser holds, whose tag bears the nonce of its own day, so it says nothing of policies (RFC 9111 §3.2).
 */
export function addSitePolicies(
  headers: Headers,
  response: Pick<Response, "status" | "headers">,
  place: PolicyPlace,
): string | undefined {
  const theirs = response.headers.get("content-security-policy");
  if (theirs === null) return undefined;
  if (response.status === 304) headers.delete("content-security-policy");
  if (response.status === 304) return undefined;
  let nonce: string | undefined;
  const options = {
    ...place,
    nonce: () => {
      nonce ??= toBase64url(crypto.getRandomValues(new Uint8Array(NONCE_BYTES)));
      return nonce;
    },
  };
  for (const policy of mapSitePolicies(theirs, options)) headers.append("content-security-policy", policy);
  return nonce;
}

/** One mapped policy for each in the header; a comma separates policies and stands in none. */
export function mapSitePolicies(header: string, options: SitePolicyOptions): string[] {
  return header.split(",").flatMap((one) => mapSitePolicy(one, options) ?? []);
}

function mapSitePolicy(policy: string, options: SitePolicyOptions): string | undefined {
  const directives = readDirectives(policy);
  const scripts = ["script-src-elem", "script-src", "default-src"].find((name) => directives.has(name));
  const out: string[] = [];
  for (const [name, sources] of directives) {
    if (KEPT.has(name)) out.push([name, ...sources].join(" "));
    else if (name === "trusted-types") out.push([name, ...sources, OWN_TRUSTED_TYPE].join(" "));
    else if (LISTS.test(name)) {
      const mapped = mapSources(name, sources, options);
      if (name === scripts || name === "worker-src") mapped.push(...ownScripts(options.place));
      if (name === scripts && sources.some((one) => /^'strict-dynamic'$/i.test(one))) {
        mapped.push(`'nonce-${options.nonce()}'`);
      }
      out.push(`${name} ${[...new Set(mapped)].join(" ") || "'none'"}`);
    }
  }
  return out.length > 0 ? out.join("; ") : undefined;
}

/** Under this name the shim may make addresses where the page allows only trusted ones. */
const OWN_TRUSTED_TYPE = "mirror";

/** The first of a name counts (CSP3 §2.2.1). */
function readDirectives(policy: string): ReadonlyMap<string, readonly string[]> {
  const directives = new Map<string, readonly string[]>();
  for (const text of policy.split(";")) {
    const [name = "", ...sources] = text.split(/[\t\n\f\r ]+/).filter((word) => word !== "");
    const known = name.toLowerCase();
    if (known !== "" && !directives.has(known)) directives.set(known, sources);
  }
  return directives;
}

function mapSources(directive: string, sources: readonly string[], options: PolicyPlace): string[] {
  const mapped = sources.flatMap((source) => mapSource(directive, source, options));
  // Sheets are rewritten on their way, so no hash of one is true any more.
  if (!directive.startsWith("style-src") || !sources.some((one) => HASH.test(one))) return mapped;
  return [...mapped.filter((one) => !HASH.test(one) && !NONCE.test(one)), "'unsafe-inline'"];
}

function mapSource(directive: string, source: string, options: PolicyPlace): readonly string[] {
  const { service, place } = options;
  if (/^'none'$/i.test(source)) return [];
  if (/^'self'$/i.test(source)) return directive === "frame-ancestors" ? [source] : [source, service.primary];
  if (source.startsWith("'")) return [source];
  if (/^(?:https?|wss?):$/i.test(source) || source === "*") return [source, "'self'", ...siblingsFor(directive, place)];
  if (/^[a-z][a-z0-9+.-]*:$/i.test(source)) return [source];
  const places = rememberedPlaces(directive, source, options);
  if (places.length === 0) return [];
  return directive === "frame-ancestors" ? places : [source, ...places];
}

/** A service says the same sources with every page. */
const remembered = new WeakMap<MirrorPlace, Map<string, readonly string[]>>();
const REMEMBERED_SOURCES = 500;

function rememberedPlaces(directive: string, source: string, options: PolicyPlace): readonly string[] {
  const known = remembered.get(options.place) ?? new Map<string, readonly string[]>();
  remembered.set(options.place, known);
  const key = `${directive} ${source}`;
  const places = known.get(key) ?? placesOf(directive, source, options);
  if (known.size >= REMEMBERED_SOURCES) known.clear();
  known.set(key, places);
  return places;
}

/** Where the listed hosts that a host source covers lie on this mirror. */
function placesOf(directive: string, source: string, { service, place }: PolicyPlace): readonly string[] {
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

function siblingsFor(directive: string, place: MirrorPlace): readonly string[] {
  if (!DOCUMENTS.has(directive) && directive !== "frame-ancestors") return [];
  return Object.values(place.siblings ?? {}).map(({ origin }) => origin);
}

function ownScripts({ origin, door }: MirrorPlace): readonly string[] {
  return OWN_SCRIPTS.map((name) => `${origin}/${door}/${name}`);
}
