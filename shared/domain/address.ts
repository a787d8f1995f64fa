// The only place that maps an address of the service to an address of its mirror and back.
// The primary origin lives at `/`, a secondary's files at `/<door>/<alias>/…`, and the documents of a secondary that may
// be framed on a label of their own, its sibling (sibling.ts). A host is ours when its name and its port are listed; the
// scheme is not compared (http and https of one listed host are one place, fetched as it is listed), a default port
// equals none, user names are dropped, one trailing dot is ignored.
// What comes out is a path reference (`/x`): shorter, and no mirror's name stands in a page. WebSocket addresses have no
// path form and come out absolute.

import { createHostList, type ListedHost, readAlias } from "./hostlist.ts";
import { type Secondary, type ServiceOrigins, viewFrom } from "./origins.ts";

export type { Secondary, ServiceOrigins } from "./origins.ts";

/** Where one origin of the service stands at `/`. */
export interface RootPlace {
  /** `https://label.zone`, with the port if it has one. */
  readonly origin: string;
  /** One path segment; under it lie the other origins and the mirror's own endpoints. */
  readonly door: string;
}

export interface MirrorPlace extends RootPlace {
  /** By alias: where the documents of framed secondaries live. */
  readonly siblings?: Readonly<Record<string, RootPlace>>;
}

export interface UpstreamAddress {
  readonly url: string;
  /** Of a wildcard the very host: `{ alias: "cdn~img3", origin: "https://img3.cdn.example" }`. */
  readonly origin: "primary" | Secondary;
}

/** An opened map: prepared once per service and mirror. */
export interface AddressMap {
  /**
   * The reference to write instead of `url`, which stands in a document or stylesheet whose upstream address is `base`.
   * `undefined`: leave it alone. It is no listed host's (or `data:`, `mailto:`, …), or it means the same on the mirror.
   */
  toMirror(url: string, base: string): string | undefined;
  /** `undefined`: under the door, but no alias of ours. Only the path is read, the caller has checked the host. */
  toUpstream(mirrorUrl: URL): UpstreamAddress | undefined;
  /** An absolute address on this mirror or on a sibling of it, as the service's. `undefined`: it is none of ours. */
  toService(url: string): string | undefined;
}

const SCHEME = /^[A-Za-z][A-Za-z0-9+.-]*:/;
/** An address with a lower-case host, no port, and only characters that stay as they are. */
const PLAIN = /^(?:https?:)?\/\/([a-z0-9.-]+)(\/[A-Za-z0-9/._~!$()*+,;=:@%?&#-]*)$/;
const WEB = new Set(["http:", "https:", "ws:", "wss:"]);

export function createAddressMap(service: ServiceOrigins, place: MirrorPlace): AddressMap {
  const listed = createHostList(service, place.door);
  const socketOrigin = place.origin.replace(/^http/, "ws");
  const ownerOf = (url: string, base?: string) => {
    const parsed = URL.parse(url, base);
    return parsed && WEB.has(parsed.protocol) ? { parsed, host: listed(parsed) } : undefined;
  };
  /** A path that no parser would change, and that is not the door's: most addresses need no more than a look. */
  const isPlainPath = (path: string, { owner }: ListedHost) =>
    !path.startsWith("//") && !/\/\.|%2e/i.test(path) && (owner !== "primary" || !path.startsWith(`/${place.door}`));
  let lastBase = "";
  let lastIsPrimary = false;
  const isPrimary = (base: string) => {
    if (base !== lastBase) lastIsPrimary = ownerOf(base)?.host?.owner === "primary";
    lastBase = base;
    return lastIsPrimary;
  };

  const toUpstream: AddressMap["toUpstream"] = (mirrorUrl) => {
    const scheme = (origin: string) => (mirrorUrl.protocol.startsWith("ws") ? origin.replace(/^http/, "ws") : origin);
    const path = pathOf(mirrorUrl.href);
    if (!isDoorPath(mirrorUrl.pathname, place.door)) return { url: scheme(service.primary) + path, origin: "primary" };
    const alias = mirrorUrl.pathname.split("/")[2] ?? "";
    const secondary = readAlias(service, alias);
    if (!secondary) return undefined;
    const rest = path.slice(place.door.length + alias.length + 2);
    return { url: scheme(secondary.origin) + (rest.startsWith("/") ? rest : `/${rest}`), origin: secondary };
  };

  return {
    toUpstream,

    toMirror(url, base) {
      const plain = PLAIN.exec(url);
      const known = plain ? listed({ hostname: plain[1] ?? "", port: "" }) : undefined;
      if (known && plain && isPlainPath(plain[2] ?? "", known)) return known.prefix + plain[2];
      const reference = trimReference(url);
      if (!namesHost(reference) && (isPrimary(base) || staysBelow(reference))) return undefined;
      const found = ownerOf(reference, base);
      if (!found?.host) return undefined;
      const path = pathOf(found.parsed.href);
      // A path of the primary that begins with our door has no place on this mirror.
      if (found.host.owner === "primary" && isDoorPath(found.parsed.pathname, place.door)) return undefined;
      if (found.parsed.protocol.startsWith("ws")) return socketOrigin + found.host.prefix + path;
      return rooted(found.host.prefix + path);
    },

    toService(url) {
      const parsed = URL.parse(url);
      if (parsed === null || !WEB.has(parsed.protocol)) return undefined;
      const origin = parsed.origin.replace(/^ws/, "http");
      if (origin === place.origin) return toUpstream(parsed)?.url;
      for (const [alias, sibling] of Object.entries(place.siblings ?? {})) {
        if (sibling.origin !== origin) continue;
        return createAddressMap(viewFrom(service, alias), sibling).toUpstream(parsed)?.url;
      }
      return undefined;
    },
  };
}

/** Whether a parsed path lies under the door, where it is never the primary's. */
export function isDoorPath(pathname: string, door: string): boolean {
  return pathname === `/${door}` || pathname.startsWith(`/${door}/`);
}

/** As URL parsers see it: tabs and newlines anywhere and controls in front do not exist (`/\t/evil` is `//evil`). */
function trimReference(url: string): string {
  const text = url.replace(/[\t\n\r]+/g, "");
  let start = 0;
  while (start < text.length && text.charCodeAt(start) <= 0x20) start++;
  return start === 0 ? text : text.slice(start);
}

/** Relative to where it stands, which has been mapped, and without a step up that could leave the alias. */
function staysBelow(reference: string): boolean {
  return reference.startsWith("#") || (!reference.startsWith("/") && !/\.\.|%2e|\\/i.test(reference));
}

function namesHost(reference: string): boolean {
  return SCHEME.test(reference) || /^[/\\]{2}/.test(reference);
}

/** Path, query and fragment as parsed, an empty `?` included. A parsed host or user name holds no slash. */
function pathOf(href: string): string {
  return href.slice(href.indexOf("/", href.indexOf("://") + 3));
}

/** `//evil/x` is a path upstream but a host in a reference; `/.//evil/x` is the same path and stays here. */
function rooted(path: string): string {
  return path.startsWith("//") ? `/.${path}` : path;
}
