// The address map as a reader's browser carries it: the rules of hostlist.ts and address.ts at a third of their size, since
// every byte is loaded before the first page. What those add is speed for the relay's thousand addresses a page, and checks
// of a service's record that are made before it gets here. A property test holds both maps equal.

import { isDoorPath, type MirrorPlace } from "./address.ts";
import { LABELS } from "./hostlist.ts";
import { PRIMARY_ALIAS, type ServiceOrigins, WILDCARD } from "./origins.ts";

/** The service's origins, prepared once; in the order they are looked up in (clientsettings.ts). */
export type ClientHosts = readonly ClientHost[];

interface ClientHost {
  readonly alias: string;
  readonly origin: string;
  readonly name: string;
  readonly port: string;
  readonly isWildcard: boolean;
}

export function createClientHosts({ primary, secondaries }: ServiceOrigins): ClientHosts {
  return [{ alias: "", origin: primary }, ...secondaries].map(({ alias, origin }) => {
    const isWildcard = origin.includes(WILDCARD);
    // Older browsers do not leave the asterisk of a hostname alone.
    const { hostname, port } = new URL(origin.replace("*", "x"));
    return { alias, origin, port, isWildcard, name: isWildcard ? hostname.slice(1) : withoutRootDot(hostname) };
  });
}

/** Under which alias a parsed URL's host stands on the mirror; `""`: the primary, at `/`. */
export function aliasOf(
  hosts: ClientHosts,
  { hostname, port }: { readonly hostname: string; readonly port: string },
): string | undefined {
  const host = withoutRootDot(hostname);
  const subOf = ({ name }: ClientHost) => host.slice(0, -name.length);
  const row = hosts.find(
    (one) =>
      one.port === port && (one.isWildcard ? host.endsWith(one.name) && LABELS.test(subOf(one)) : host === one.name),
  );
  return row?.isWildcard ? `${row.alias}~${subOf(row).replaceAll(".", "~")}` : row?.alias;
}

/** The other way: the origin an alias stands for. */
export function originOf(hosts: ClientHosts, alias: string): string | undefined {
  const [name, ...labels] = alias.split("~");
  const sub = labels.join(".");
  const row = hosts.find((one) => (one.isWildcard ? one.alias === name && LABELS.test(sub) : one.alias === alias));
  return row?.origin.replace("*", sub);
}

export interface ClientMap {
  /** Of an absolute address, what stands behind the mirror's origin; `undefined`: no listed host's. */
  pathOf(url: URL): string | undefined;
  /** An absolute address on the mirror or on a sibling, as the service's; `undefined`: none of ours. */
  toService(url: string): string | undefined;
}

export function createClientMap(hosts: ClientHosts, { origin, door, siblings = {} }: MirrorPlace): ClientMap {
  const places = [["", { origin, door }] as const, ...Object.entries(siblings)];
  return {
    pathOf(url) {
      const alias = isWeb(url) ? aliasOf(hosts, url) : undefined;
      if (alias === undefined) return undefined;
      const path = afterHost(url.href);
      // The relay wrote `/<door>/…` into a file, and a script resolved it against the address it read for the file.
      if (isDoorPath(url.pathname, door)) return path;
      if (alias !== "") return `/${door}/${alias}${path}`;
      // `//evil/x` is a path upstream but a host in a reference.
      return path.startsWith("//") ? `/.${path}` : path;
    },
    toService(text) {
      const url = URL.parse(text);
      if (!url || !isWeb(url)) return undefined;
      const here = url.origin.replace(/^ws/, "http");
      const [root, place] = places.find(([, one]) => one.origin === here) ?? [];
      if (root === undefined || !place) return undefined;
      let path = afterHost(url.href);
      let alias = root;
      if (isDoorPath(url.pathname, place.door)) {
        const [, , named = ""] = url.pathname.split("/");
        // What is at `/` here has no alias, and the primary has one on a sibling only.
        if (named === root || named === "") return undefined;
        alias = root && named === PRIMARY_ALIAS ? "" : named;
        path = path.slice(place.door.length + named.length + 2);
      }
      const found = originOf(hosts, alias);
      const scheme = url.protocol.startsWith("ws") ? found?.replace(/^http/, "ws") : found;
      return scheme && scheme + (path.startsWith("/") ? path : `/${path}`);
    },
  };
}

function isWeb({ protocol }: URL): boolean {
  return /^(?:http|ws)s?:$/.test(protocol);
}

/** As parsed, an empty `?` included. A parsed host or user name holds no slash. */
function afterHost(href: string): string {
  return href.slice(href.indexOf("/", href.indexOf("://") + 3));
}

function withoutRootDot(hostname: string): string {
  return hostname.replace(/\.$/, "");
}
