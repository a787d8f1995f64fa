// One jar in the browser, several origins: what a cookie of each is called there, so that every origin has a jar of its
// own. The relay reads and writes them (Cookie, Set-Cookie); the shim (`document.cookie`) is told of them as
// rows (pagecookies.ts), so both agree. storedname.ts has the grammar.
//
//   __Host-.a                 of the primary alone
//   __Host-+2.a               Domain=news.example, set by any host of it, where several listed hosts are below it: `+2`,
//                             the last two labels of the first listed of them (`img+2.a` when that is no primary)
//   __Host-+0.a               host-only, but the host is listed with several ports, which cookies do not tell apart
//   mark.cdn.a                of the secondary `cdn` alone, Path=/dr/cdn/
//   mark.cdn!%2Fx.a           Path=/x; the browser gets one path per owner, so the relay sees and counts all of a jar
//
// No name of the service can pose as another origin's, and none that another label sets for the whole zone as any of ours: a
// browser refuses it the prefix, and the mark is a secret of this mirror that no page sees, since what bears it is HttpOnly.
// What bears neither is nobody's and goes nowhere.

import { isWildcard, type Secondary, type ServiceOrigins, WILDCARD } from "./origins.ts";
import { isPublicSuffix, isSubdomain } from "./registrable.ts";
import { GUARD, isPathWithin, readStoredName, writeStoredName } from "./storedname.ts";

export type CookieOwner = "primary" | Secondary;

/** As its origin calls it. */
export interface NamedCookie {
  readonly name: string;
  /** Of the Domain attribute, lower case and without a dot in front; absent: host-only. */
  readonly domain?: string | undefined;
  readonly path: string;
}

/** As the browser knows it on the mirror. */
export interface StoredCookie {
  readonly name: string;
  readonly path: string;
  /** No document of the mirror is of an origin that gets it: scripts need not see it. */
  readonly hidden: boolean;
}

export interface CookieNames {
  store(owner: CookieOwner, cookie: NamedCookie): StoredCookie;
  /** What `owner` calls a stored cookie, if it gets it at `path` (of the service). */
  read(owner: CookieOwner, path: string, stored: string): NamedCookie | undefined;
  /** Whose cookies a stored name is counted with: `""` the primary's own; `undefined`: it is none of ours. */
  jarOf(stored: string): string | undefined;
}

interface Jar {
  /** `""` (primary alone), `cdn`, `+2`, `cdn+2`. */
  readonly key: string;
  readonly path: string;
  readonly hidden: boolean;
}

const PRIMARYS: Jar = { key: "", path: "/", hidden: false };
const SAME_HOST = 0;
const REMEMBERED_OWNERS = 256;

export interface CookiePlace {
  readonly door: string;
  /** A secret of the mirror; pages never see it. */
  readonly mark: string;
}

export function createCookieNames(service: ServiceOrigins, { door, mark }: CookiePlace): CookieNames {
  const hosts = listHosts(service);
  const primary = hostOf(service.primary);
  const frontOf = (hidden: boolean) => (hidden ? `${mark}.` : GUARD);
  const remembered = new Map<string, ReadonlyMap<string, boolean>>();

  /** Of a domain, or of one host and its ports, that more than one listed origin is of. */
  const sharedJar = (domain: string, labels: number): Jar | undefined => {
    const covers = labels === SAME_HOST ? isHost(domain) : isBelow(domain);
    const [first, second] = hosts.filter(covers);
    if (first === undefined || (second === undefined && !first.isWildcard)) return undefined;
    const hidden = labels === SAME_HOST ? primary !== domain : !isSubdomain(primary, domain);
    const alias = isSubdomain(first.name, domain) ? first.alias : aliasBelow(first, domain);
    return { key: `${alias}+${labels}`, path: hidden ? `/${door}/` : "/", hidden };
  };
  const jarFor = (owner: CookieOwner, domain: string | undefined): Jar => {
    const host = hostOf(owner === "primary" ? service.primary : owner.origin);
    // No browser takes a cookie for a whole suffix; here it stays with the host that set it.
    const isWide = domain !== undefined && !isPublicSuffix(domain) && isSubdomain(host, domain);
    const shared = isWide ? sharedJar(domain, domain.split(".").length) : sharedJar(host, SAME_HOST);
    if (shared !== undefined || owner === "primary") return shared ?? PRIMARYS;
    // All hosts of a wildcard at one path, or each of its endless hosts could fill a jar that nobody counts.
    const path = owner.alias.includes("~") ? `/${door}/` : `/${door}/${owner.alias}/`;
    return { key: owner.alias, path, hidden: true };
  };
  /** By key, whether it is hidden. */
  const jarsOf = (owner: CookieOwner): ReadonlyMap<string, boolean> => {
    const alias = owner === "primary" ? "" : owner.alias;
    const known = remembered.get(alias);
    if (known !== undefined) return known;
    const labels = hostOf(owner === "primary" ? service.primary : owner.origin).split(".");
    const domains = [undefined, ...labels.map((_, at) => labels.slice(at).join("."))];
    const jars = new Map(domains.map((domain) => jarFor(owner, domain)).map(({ key, hidden }) => [key, hidden]));
    if (remembered.size >= REMEMBERED_OWNERS) remembered.clear();
    remembered.set(alias, jars);
    return jars;
  };

  const parse = (stored: string) => {
    const hidden = !stored.startsWith(GUARD);
    const front = frontOf(hidden);
    const [key = ""] = stored.slice(front.length).split(/[.!]/, 1);
    const found = readStoredName(front + key, stored);
    return found && { ...found, key, hidden };
  };

  return {
    store(owner, { name, domain, path: ownPath }) {
      const { key, path, hidden } = jarFor(owner, domain);
      return { name: writeStoredName(frontOf(hidden) + key, { path: ownPath, name }), path, hidden };
    },
    read(owner, path, stored) {
      const found = parse(stored);
      const isTheirs = found && jarsOf(owner).get(found.key) === found.hidden && isPathWithin(path, found.path);
      return isTheirs ? { name: found.name, path: found.path } : undefined;
    },
    jarOf: (stored) => parse(stored)?.key.replace(/~[^+]*/, ""),
  };
}

interface Listed {
  readonly alias: string;
  /** Of a wildcard what stands behind its asterisk. */
  readonly name: string;
  readonly isWildcard: boolean;
}

function listHosts({ primary, secondaries }: ServiceOrigins): readonly Listed[] {
  const others = secondaries.map((one) => ({
    alias: one.alias,
    name: hostOf(one.origin),
    isWildcard: isWildcard(one),
  }));
  return [{ alias: "", name: hostOf(primary), isWildcard: false }, ...others];
}

function isHost(name: string): (host: Listed) => boolean {
  return (host) => host.name === name && !host.isWildcard;
}

function isBelow(domain: string): (host: Listed) => boolean {
  return (host) => isSubdomain(host.name, domain) || (host.isWildcard && isSubdomain(domain, host.name));
}

/** `cdn~b` for b.cdn.example, a domain below the wildcard `cdn`. */
function aliasBelow({ alias, name }: Listed, domain: string): string {
  return `${alias}~${domain.slice(0, -name.length - 1).replaceAll(".", "~")}`;
}

function hostOf(origin: string): string {
  return new URL(origin.replace(`//${WILDCARD}`, "//")).hostname.replace(/\.$/, "");
}
