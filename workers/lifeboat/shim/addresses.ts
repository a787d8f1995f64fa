// The two directions of every address a script names or reads.
// What a script names becomes the mirror's. What it reads back is the service's wherever that is another origin than the
// page's, and the mirror's own for the page's origin: scripts compare addresses with `location`, which no script can be
// made to misread, far more often than with a name they know. A service with `locationReads` has its scripts read
// location as the service's, so there the page's origin reads as the service's too.

import { aliasOf, createClientHosts, createClientMap, originOf } from "../../../shared/domain/clientmap.ts";
import type { Settings } from "./settings.ts";
import { inKindOf, kindOf } from "./trusted.ts";

export interface Addresses {
  /** The mirror's address for text or a URL object; whatever is not ours to map comes back as it is. */
  own(value: unknown): unknown;
  /** The same for what must be of the page's origin: a secondary's address stays, and is refused as at the service. */
  ownAtHome(value: unknown): unknown;
  /** A resolved address as scripts may read it. */
  read(url: string): string;
  /** Always the service's, where there is one. */
  service(url: string): string;
  /** Resolved; null: no address. */
  resolve(value: unknown): URL | null;
  /** Where a navigation to an address must go instead; undefined: it stays on the mirror, or is no page's address. */
  instead(value: unknown): string | undefined;
  /** The origin on which documents of a service's origin live here: for postMessage. */
  home(origin: string): string;
  /** What an alias under the door stands for. */
  originOf(alias: string): string | undefined;
  isOwn(url: string): boolean;
  /** A secondary's, here under the door. */
  isApart(url: string): boolean;
}

/** `base` gives the mirror's address that relative references count from. */
export function createAddresses(settings: Settings, base: () => string): Addresses {
  const { service, door, origin, siblings, flags } = settings;
  const hosts = createClientHosts(service);
  const map = createClientMap(hosts, settings);
  const below = `${origin}/${door}/`;
  const leaving = `${below}leave?to=`;
  const homes = Object.values(siblings).map((sibling) => sibling.origin);
  const toMirror = (text: string) => {
    const now = base();
    const url = URL.parse(text, map.toService(now) ?? now);
    const path = url ? map.pathOf(url) : undefined;
    if (path === undefined) return undefined;
    if (url?.protocol.startsWith("ws")) return origin.replace(/^http/, "ws") + path;
    // What means the same here stays as it was written.
    const whole = origin + path;
    if (URL.parse(text, now)?.href === whole) return undefined;
    // In a document without a path of its own (blob:) or a worker a path alone leads elsewhere.
    return now.startsWith(origin) ? path : whole;
  };
  const toService = (url: string) =>
    url.startsWith(leaving) ? decodeURIComponent(url.slice(leaving.length)) : (map.toService(url) ?? url);
  const own = (value: unknown) => {
    const mapped = isAddress(value) ? toMirror(String(value)) : undefined;
    return mapped === undefined ? value : inKindOf(value, mapped);
  };
  const resolve = (value: unknown) => URL.parse(String(value), base());

  return {
    resolve,
    originOf: (alias) => originOf(hosts, alias),
    service: toService,
    own,
    ownAtHome(value) {
      const mapped = own(value);
      return String(mapped).includes(`/${door}/`) ? value : mapped;
    },
    read: (url) =>
      flags.locationReads || url.startsWith(below) || homes.some((home) => url.startsWith(home)) ? toService(url) : url,
    isApart: (url) => url.startsWith(below),
    isOwn: (url) => url.startsWith(`${origin}/`),
    instead(value) {
      const url = resolve(value);
      if (!url || !/^https?:$/.test(url.protocol)) return undefined;
      if (url.origin === origin || homes.includes(url.origin)) return undefined;
      const path = map.pathOf(url);
      return path === undefined ? leaving + encodeURIComponent(url.href) : origin + path;
    },
    home(text) {
      const url = URL.parse(text);
      const alias = url && aliasOf(hosts, url);
      return (alias === "" ? origin : siblings[alias ?? ""]?.origin) ?? text;
    },
  };
}

/** Text, a URL, or text of a trusted type. */
export function isAddress(value: unknown): boolean {
  return typeof value === "string" || /^\[object (?:URL|TrustedScriptURL)\]$/.test(kindOf(value));
}
