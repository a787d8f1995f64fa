// Who asks, as the service's own browser would say it: Origin, Referer, Fetch Metadata and client hints. On the mirror all
// origins of the service but framed documents are one, so the browser says "same-origin" where it was none.

import { PRIMARY_ALIAS } from "../../../../shared/domain/origins.ts";
import { registrableDomain } from "../../../../shared/domain/registrable.ts";
import type { TranslateContext } from "../context.ts";
import type { HeadersSaid } from "./said.ts";

/** Sent to every origin (User-Agent Client Hints §3.2, "low entropy"); the others only to who asked for them. */
const HINTS_FOR_ALL = new Set(["sec-ch-ua", "sec-ch-ua-mobile", "sec-ch-ua-platform"]);

/**
 * Whether what the page asks this origin for is asked across sites. On a mirror every page is of the primary (on a sibling,
 * of the secondary shown there), and a navigation never goes under the door, so the two origins tell.
 */
export function isCrossSite({ upstream, service }: TranslateContext): boolean {
  return upstream.origin !== "primary" && relation(service.primary, upstream.origin.origin) === "cross-site";
}

/** The page's origin, and also where a same-origin request of ours is a cross-origin one of theirs (Fetch §3.2). */
export function originFor(headers: HeadersSaid, context: TranslateContext): string | null {
  const { map, place, upstream, service, asked } = context;
  const value = headers.get("origin");
  if (value === null) {
    const mode = asked?.mode ?? headers.get("sec-fetch-mode");
    return upstream.origin !== "primary" && mode === "cors" ? service.primary : null;
  }
  if (value === place.origin) return service.primary;
  // A form of the mirror's page for a framed secondary arrives on that one's label.
  const from = map.toService(`${value}/`);
  return from === undefined ? "null" : new URL(from).origin;
}

/** Other origins of the service see the origin only, as browsers do by default. */
export function refererFor(value: string | null, { map, upstream }: TranslateContext): string | null {
  // Asked for three headers of every request, and a URL that does not parse costs more than one that does.
  const ours = value === null ? undefined : map.toService(value);
  const from = ours === undefined ? null : URL.parse(ours);
  if (from === null) return null;
  return from.origin === new URL(upstream.url).origin ? from.href.replace(/#.*$/s, "") : `${from.origin}/`;
}

/**
 * Of a document on a sibling that another label set off. Our policy tells no label where a navigation came from, and some
 * players refuse to play for nobody: so the service is told the primary's origin, as a browser would by default.
 */
export function refererOfFrame(headers: HeadersSaid, { service }: TranslateContext): string | null {
  if (headers.get("sec-fetch-mode") !== "navigate" || headers.get("sec-fetch-site") !== "same-site") return null;
  const main = service.secondaries.find(({ alias }) => alias === PRIMARY_ALIAS);
  return main === undefined ? null : `${main.origin}/`;
}

type Asked = Pick<TranslateContext, "upstream" | "map" | "service">;

/** `referer`: as the browser sent it. A label of the same zone may belong to a sibling, or to somebody else. */
export function fetchSiteFor(headers: HeadersSaid, { upstream, map, service }: Asked): string | null {
  const said = headers.get("sec-fetch-site");
  const to = upstream.origin === "primary" ? service.primary : upstream.origin.origin;
  if (said === "same-origin") return to === service.primary ? said : relation(service.primary, to);
  if (said !== "same-site") return said;
  const from = map.toService(headers.get("referer") ?? "");
  return from === undefined ? "cross-site" : relation(new URL(from).origin, to);
}

/**
 * A file that a page on another label asks for, which is of another site at home: what is written for a page leads to its own
 * label, so this one got past the shim, and the browser, for whom a zone is one site, sends it all `SameSite` cookies.
 */
export function isBehindLabels(headers: HeadersSaid, asked: Asked): boolean {
  if (headers.get("sec-fetch-site") !== "same-site" || headers.get("sec-fetch-mode") === "navigate") return false;
  return fetchSiteFor(headers, asked) === "cross-site";
}

/** Hints the primary asked for are not a secondary's to see. */
export function isHintFor(name: string, { upstream }: TranslateContext): boolean {
  return upstream.origin === "primary" || !name.startsWith("sec-ch-") || HINTS_FOR_ALL.has(name);
}

/** Of two origins, as Fetch Metadata calls it; schemeful: http and https of one name are two sites. */
function relation(from: string, to: string): string {
  const key = `${from} ${to}`;
  const known = relations.get(key);
  if (known !== undefined) return known;
  const found = from === to ? "same-origin" : siteOf(from) === siteOf(to) ? "same-site" : "cross-site";
  if (relations.size >= RELATIONS_LIMIT) relations.clear();
  relations.set(key, found);
  return found;
}

/** Asked for with every file of a page; parsing two addresses costs as much as all the rest. */
const relations = new Map<string, string>();
const RELATIONS_LIMIT = 512;

function siteOf(origin: string): string {
  const { protocol, hostname } = new URL(origin);
  return `${protocol}//${registrableDomain(hostname)}`;
}
