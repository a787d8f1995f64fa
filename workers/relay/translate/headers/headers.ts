// Carries out the table of fields.ts. Headers come in as the runtime gives them and leave as new Headers; nothing of the
// reader's connection goes up, nothing that would work against the mirror comes down.

import type { MirrorPlace } from "../../../../shared/domain/address.ts";
import { connectionAllowlist } from "../../../../shared/domain/connections.ts";
import { FOR_ALL, KEPT_DESTINATIONS } from "../../../../shared/domain/forall.ts";
import { type Framing, strictPolicy } from "../../../../shared/domain/policy.ts";
import type { TranslateContext } from "../context.ts";
import { mapRefresh } from "../refresh.ts";
import { fetchSiteFor, isHintFor, originFor, refererFor, refererOfFrame } from "./asker.ts";
import { isForAll, keepPrivate, varyHere } from "./caching.ts";
import { translateCookies, translateSetCookies } from "./cookies.ts";
import { varyByMode } from "./cors.ts";
import { BODY_FIELDS, indexFields, REQUEST_FIELDS, RESPONSE_FIELDS } from "./fields.ts";
import { framingOf } from "./framing.ts";
import { mapLinkHeader } from "./links.ts";
import { mapFeaturePolicy, mapPermissionsPolicy } from "./permissions.ts";
import type { HeadersSaid } from "./said.ts";

const requestRule = indexFields(REQUEST_FIELDS);
const responseRule = indexFields(RESPONSE_FIELDS);
/** Passwords the browser adds by itself, for the whole mirror; a token set by a script passes. */
const BROWSER_SCHEME = /^\s*(?:basic|digest|negotiate|ntlm)\b/i;
/** No weak tag ever matches (RFC 9110 §8.8.3.2), so nothing is lost where the service itself said `W/`. */
const WEAKENED = /(^|,\s*)W\/(?=")/g;
const DECODABLE = /^\s*(?:gzip|br|identity)\s*(?:;|$)/i;

export function translateRequestHeaders(headers: HeadersSaid, context: TranslateContext): Headers {
  const { ownNames, asked } = context;
  const out = new Headers();
  const named = namedByConnection(headers);
  for (const [name, value] of headers) {
    const isKept = requestRule(name) === undefined && !named.has(name) && isHintFor(name, context);
    if (isKept) out.set(name, ownNames.toService(value));
  }
  const cookies = context.isBare ? null : translateCookies(headers.get("cookie"), context);
  setIf(out, "cookie", cookies && ownNames.toService(cookies));
  if (asked) out.set("sec-fetch-mode", asked.mode);
  if (context.destination !== undefined) out.set("sec-fetch-dest", context.destination);
  setIf(out, "origin", originFor(headers, context));
  for (const name of ["referer", "ping-from", "ping-to"]) setIf(out, name, refererFor(headers.get(name), context));
  if (!headers.has("referer")) setIf(out, "referer", refererOfFrame(headers, context));
  const authorization = headers.get("authorization");
  const isSecondary = context.upstream.origin !== "primary";
  if (!isSecondary || !BROWSER_SCHEME.test(authorization ?? "")) setIf(out, "authorization", authorization);
  setIf(out, "if-match", headers.get("if-match")?.replace(WEAKENED, "$1") ?? null);
  setIf(out, "sec-fetch-site", fetchSiteFor(headers, context));
  out.set("accept-encoding", decodableEncodings(headers.get("accept-encoding")));
  if (headers.get("upgrade")?.trim().toLowerCase() === "websocket") out.set("upgrade", "websocket");
  return out;
}

/** As `editResponseHeaders`, into new ones. */
export function translateResponseHeaders(headers: HeadersSaid, context: TranslateContext): Headers {
  const out = new Headers([...headers]);
  editResponseHeaders(out, headers, context);
  return out;
}

/**
 * All but the service's own policies (sitepolicy.ts). `out` holds what `headers` say: the runtime copies a whole head for
 * less than we can build one, and most of one stays.
 */
export function editResponseHeaders(out: Headers, headers: HeadersSaid, context: TranslateContext): void {
  const named = namedByConnection(headers);
  for (const [name, value] of headers) {
    const rule = named.has(name) ? "drop" : responseRule(name);
    if (rule === undefined || rule === "set") continue;
    const kept = rule === "map" ? mapResponseField(name, value, context) : undefined;
    if (kept === undefined) out.delete(name);
    else if (kept !== value) out.set(name, kept);
  }
  const isForNobody = headers.has("access-control-allow-credentials") && !out.has("access-control-allow-origin");
  if (isForNobody) out.delete("access-control-allow-credentials");
  if (context.upstream.origin === "primary") setIf(out, "www-authenticate", headers.get("www-authenticate"));
  const cookies = context.isBare ? [] : headers.getSetCookie();
  for (const cookie of translateSetCookies(cookies, context)) out.append("set-cookie", cookie);
  setIf(out, "vary", varyHere(headers.get("vary")));
  varyByMode(out, context);
  out.set("cache-control", keepPrivate(headers.get("cache-control")));
  const mayBeForAll = KEPT_DESTINATIONS.has(context.destination ?? "") && !context.isAuthorized;
  if (mayBeForAll && isForAll(headers)) out.set(FOR_ALL, "1");
  out.set("content-security-policy", backstop(context.place, framingOf(headers)));
  out.set("connection-allowlist", allowlist(context));
  out.set("referrer-policy", "same-origin");
  out.set("x-dns-prefetch-control", "off");
}

/**
 * A 304 changes the head of what the browser holds (RFC 9111 §3.2), and services say in one only what they must. Ours alone
 * would take the service's policy from a page whose tag bears the nonce of its own day, and its word on caching; and what
 * was set beside a cookie would be for everybody. What has become somebody's own is taken back, by a value that says nothing.
 */
export function keepHeld(headers: Headers, upstream: HeadersSaid): void {
  for (const name of ["content-security-policy", FOR_ALL]) headers.delete(name);
  if (!upstream.has("cache-control")) headers.delete("cache-control");
  if (!isForAll(upstream)) headers.set(FOR_ALL, "0");
}

/** Made once for a place: it is in every answer, and as long as the rest of its head. */
const backstops = new WeakMap<MirrorPlace, Map<Framing, string>>();

function backstop(place: MirrorPlace, framing: Framing): string {
  const made = backstops.get(place) ?? new Map<Framing, string>();
  backstops.set(place, made);
  const policy = made.get(framing) ?? strictPolicy(place, { framing });
  made.set(framing, policy);
  return policy;
}

const allowlists = new WeakMap<MirrorPlace, string>();

function allowlist({ place, service }: TranslateContext): string {
  const list = allowlists.get(place) ?? connectionAllowlist({ ...place, webrtc: service.webrtc });
  allowlists.set(place, list);
  return list;
}

/** Headers of a body that is rewritten on its way. */
export function forgetBody(out: Headers, headers: HeadersSaid): void {
  const etag = headers.get("etag");
  for (const { name } of BODY_FIELDS) if (headers.has(name)) out.delete(name);
  if (etag) out.set("etag", etag.startsWith("W/") ? etag : `W/${etag}`);
}

function mapResponseField(name: string, value: string, context: TranslateContext): string | undefined {
  if (name === "link") return mapLinkHeader(value, context);
  if (name === "access-control-allow-origin") return mapAllowedOrigin(value, context);
  if (name === "permissions-policy") return mapPermissionsPolicy(value, context);
  if (name === "feature-policy") return mapFeaturePolicy(value, context);
  if (name !== "refresh") return mapAddress(value, context);
  const mapped = mapRefresh(value, (target) => {
    const reference = mapAddress(target, context);
    return reference === undefined ? "foreign" : { mapped: reference };
  });
  return mapped === "" ? undefined : (mapped ?? value);
}

/** Any address of ours as the mirror's; `undefined`: it leads elsewhere. */
export function mapAddress(value: string, { map, upstream }: TranslateContext): string | undefined {
  const absolute = URL.parse(value, upstream.url)?.href;
  return absolute === undefined ? undefined : map.toMirror(absolute, upstream.url);
}

function mapAllowedOrigin(value: string, context: TranslateContext): string | undefined {
  if (value === "*" || value === "null") return value;
  return value.trim() === context.service.primary ? context.place.origin : undefined;
}

function decodableEncodings(accepted: string | null): string {
  const kept = (accepted ?? "").split(",").filter((one) => DECODABLE.test(one));
  return kept.length > 0 ? kept.map((one) => one.trim()).join(", ") : "identity";
}

function namedByConnection(headers: HeadersSaid): ReadonlySet<string> {
  const named = headers.get("connection");
  return named === null ? NOTHING : new Set(named.split(",").map((name) => name.trim().toLowerCase()));
}

const NOTHING: ReadonlySet<string> = new Set();

function setIf(headers: Headers, name: string, value: string | null): void {
  if (value !== null) headers.set(name, value);
}
