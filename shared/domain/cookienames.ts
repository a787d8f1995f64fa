// One jar in the browser, several origins: what a cookie of each is called there, so that every origin has a jar of its
// own. The relay reads and writes them (Cookie, Set-Cookie); the shim (`document.cookie`) is told of them as
// rows (pagecookies.ts), so both agree.
//
//   a                         of the primary alone: its own name and path
//   dr.cdn.a                  of the secondary `cdn` alone, Path=/dr/cdn/
//   dr.+2.a                   Domain=news.example, set by any host of it, where several listed hosts are below it: `+2`,
//                             the last two labels of the first listed of them (`dr.img+2.a` when that is no primary)
//   dr.+0.a                   host-only, but the host is listed with several ports, which cookies do not tell apart
//   dr.cdn!%2Fx.a             Path=/x; the browser gets one path per owner, so the relay sees and counts all of a jar
//   __Host-dr.cdn.a           of `__Host-a`, Path=/: the prefix stays in front, so the browser goes on keeping its word
//
// The door is drawn per mirror, so no name of the service can pose as another origin's.

import { decodePath, encodePath, isPathWithin } from "./cookiepath.ts";
import { isWildcard, type Secondary, type ServiceOrigins, WILDCARD } from "./origins.ts";
import { isPublicSuffix, isSubdomain } from "./registrable.ts";

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
  /** `undefined`: the cookie's own. */
  readonly path?: string | undefined;
  /** No document of the mirror is of an origin that gets it: scripts need not see it. */
  readonly hidden: boolean;
}

export interface CookieNames {
  store(owner: CookieOwner, cookie: NamedCookie): StoredCookie;
  /** What `owner` calls a stored cookie, if it gets it at `path` (of the service). */
  read(owner: CookieOwner, path: string, stored: string): NamedCookie | undefined;
  /** Whose cookies a stored name is counted with: `""` the primary's own. */
  jarOf(stored: string): string;
  /** Whether a name of the service could be taken for one of ours. */
  isReserved(name: string): boolean;
}

interface Jar {
  /** `""` (primary alone), `cdn`, `+2`, `cdn+2`. */
  readonly key: string;
  readonly path: string | undefined;
  readonly hidden: boolean;
}

const PRIMARYS: Jar = { key: "", path: undefined, hidden: false };
const GUARANTEE = /^__(?:host-http|host|secure|http)-/i;
const SAME_HOST = 0;
const REMEMBERED_OWNERS = 256;

export function createCookieNames(service: ServiceOrigins, door: string): CookieNames {
  const hosts = listHosts(service);
  const primary = hostOf(service.primary);
  const mark = `${door}.`;
  const remembered = new Map<string, ReadonlySet<string>>();

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
  const jarsOf = (owner: CookieOwner): ReadonlySet<string> => {
    const alias = owner === "primary" ? "" : owner.alias;
    const known = remembered.get(alias);
    if (known !== undefined) return known;
    const labels = hostOf(owner === "primary" ? service.primary : owner.origin).split(".");
    const domains = [undefined, ...labels.map((_, at) => labels.slice(at).join("."))];
    const jars = new Set(domains.map((domain) => jarFor(owner, domain).key));
    if (remembered.size >= REMEMBERED_OWNERS) remembered.clear();
    remembered.set(alias, jars);
    return jars;
  };

  return {
    store(owner, { name, domain, path }) {
      const jar = jarFor(owner, domain);
      if (jar.key === "") return { name, hidden: false };
      const guarantee = GUARANTEE.exec(name)?.[0] ?? "";
      const place = path === "/" ? "" : `!${encodePath(path)}`;
      const stored = `${guarantee}${mark}${jar.key}${place}.${name.slice(guarantee.length)}`;
      return { name: stored, path: /^__host-/i.test(guarantee) ? "/" : jar.path, hidden: jar.hidden };
    },
    read(owner, path, stored) {
      const found = parse(stored, mark);
      if (found === undefined) return owner === "primary" ? { name: stored, path: "/" } : undefined;
      return found.jar !== "" && jarsOf(owner).has(found.jar) && isPathWithin(path, found.path) ? found : undefined;
    },
    jarOf: (stored) => (parse(stored, mark)?.jar ?? "").replace(/~[^+]*/, ""),
    isReserved: (name) => parse(name, mark) !== undefined,
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

interface Parsed extends NamedCookie {
  readonly jar: string;
}

function parse(stored: string, mark: string): Parsed | undefined {
  const guarantee = GUARANTEE.exec(stored)?.[0] ?? "";
  if (!stored.startsWith(mark, guarantee.length)) return undefined;
  const rest = stored.slice(guarantee.length + mark.length);
  const dot = rest.indexOf(".");
  const [jar = "", path] = (dot < 0 ? rest : rest.slice(0, dot)).split("!");
  return { jar, path: decodePath(path), name: guarantee + (dot < 0 ? "" : rest.slice(dot + 1)) };
}
