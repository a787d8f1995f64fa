// The hosts of a service, looked up by name and port. A wildcard secondary stands for every host below its suffix, at any
// depth; such a host gets an alias of its own, `cdn~img3` for img3.cdn.example (`~` is in no hostname, so the alias reads
// back without a table). A host listed by name goes before a wildcard, a longer suffix before a shorter one.

import { isWildcard, type Secondary, type ServiceOrigins, WILDCARD } from "./origins.ts";

export interface ListedHost {
  readonly owner: "primary" | Secondary;
  /** What stands before the path on the mirror: `""`, or `/<door>/<alias>`. */
  readonly prefix: string;
}

/** Of a parsed URL. */
export type HostList = (host: { readonly hostname: string; readonly port: string }) => ListedHost | undefined;

const SEGMENT = /^[A-Za-z0-9_-]+$/;
/** Of a host below a wildcard, what stands before the suffix. */
export const LABELS = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;
/** So that a page naming endless hosts of a wildcard costs no memory without end. */
const REMEMBERED_HOSTS = 256;

interface Wildcard {
  readonly secondary: Secondary;
  /** `.cdn.example` */
  readonly suffix: string;
  readonly port: string;
}

export function createHostList(service: ServiceOrigins, door: string): HostList {
  const exact = new Map<string, ListedHost>([[keyOf(new URL(service.primary)), { owner: "primary", prefix: "" }]]);
  for (const secondary of service.secondaries) {
    if (!SEGMENT.test(secondary.alias)) throw new TypeError("an alias must be one plain path segment");
    if (isWildcard(secondary)) continue;
    const key = keyOf(new URL(secondary.origin));
    if (!exact.has(key)) exact.set(key, { owner: secondary, prefix: `/${door}/${secondary.alias}` });
  }
  const wildcards = wildcardsOf(service);
  if (wildcards.length === 0) return (host) => exact.get(keyOf(host));

  const below = new Map<string, ListedHost | undefined>();
  return (host) => {
    const key = keyOf(host);
    const known = exact.get(key) ?? below.get(key);
    if (known !== undefined || below.has(key)) return known;
    const owner = findBelow(wildcards, host);
    const found = owner && { owner, prefix: `/${door}/${owner.alias}` };
    if (below.size >= REMEMBERED_HOSTS) below.clear();
    below.set(key, found);
    return found;
  };
}

/** The secondary an alias stands for: one of the list, or a host below one of its wildcards. */
export function readAlias(service: ServiceOrigins, alias: string): Secondary | undefined {
  const [name = "", ...labels] = alias.split("~");
  const secondary = service.secondaries.find((one) => one.alias === name && isWildcard(one) === labels.length > 0);
  if (secondary === undefined || labels.length === 0) return secondary;
  const sub = labels.join(".");
  return LABELS.test(sub) ? concrete(secondary, sub) : undefined;
}

function wildcardsOf({ secondaries }: ServiceOrigins): readonly Wildcard[] {
  return secondaries
    .filter(isWildcard)
    .map((secondary) => {
      // Older browsers do not leave the asterisk of a hostname alone.
      const { hostname, port } = new URL(secondary.origin.replace(WILDCARD, "x."));
      return { secondary, suffix: hostname.slice(1), port };
    })
    .sort((one, other) => other.suffix.length - one.suffix.length);
}

function findBelow(wildcards: readonly Wildcard[], { hostname, port }: Parameters<HostList>[0]): Secondary | undefined {
  const name = withoutRootDot(hostname);
  const found = wildcards.find((one) => one.port === port && name.endsWith(one.suffix));
  const sub = found && name.slice(0, -found.suffix.length);
  return found && sub && LABELS.test(sub) ? concrete(found.secondary, sub) : undefined;
}

function concrete(secondary: Secondary, sub: string): Secondary {
  const alias = `${secondary.alias}~${sub.replaceAll(".", "~")}`;
  return { ...secondary, alias, origin: secondary.origin.replace(WILDCARD, `${sub}.`) };
}

function keyOf({ hostname, port }: Parameters<HostList>[0]): string {
  return `${withoutRootDot(hostname)}:${port}`;
}

function withoutRootDot(hostname: string): string {
  return hostname.endsWith(".") ? hostname.slice(0, -1) : hostname;
}
