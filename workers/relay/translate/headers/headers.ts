// Carries out the table of fields.ts. Headers come in as the runtime gives them and leave as new Headers; nothing of the
// reader's connection goes up, nothing that would work against the mirror comes down.
import type { TranslateContext } from "../context.ts";
import { translateCookies, translateSetCookies } from "./cookies.ts";
import { BODY_FIELDS, indexFields, REQUEST_FIELDS, RESPONSE_FIELDS } from "./fields.ts";
import { mapLinkHeader } from "./links.ts";
import { createPolicy } from "./policy.ts";
import { mapRefresh } from "./refresh.ts";

const requestRule = indexFields(REQUEST_FIELDS);
const responseRule = indexFields(RESPONSE_FIELDS);
/** Passwords the browser adds by itself, for the whole mirror; a token set by a script passes. */
const BROWSER_SCHEME = /^\s*(?:basic|digest|negotiate|ntlm)\b/i;
const DECODABLE = /^\s*(?:gzip|br|identity)\s*(?:;|$)/i;

export function translateRequestHeaders(headers: Headers, context: TranslateContext): Headers {
  const out = new Headers();
  const named = namedByConnection(headers);
  for (const [name, value] of headers) if (!requestRule(name) && !named.has(name)) out.set(name, value);

  const isSecondary = context.upstream.origin !== "primary";
  if (context.asked?.credentials !== "omit") setIf(out, "cookie", translateCookies(headers.get("cookie"), context));
  if (context.asked) out.set("sec-fetch-mode", context.asked.mode);
  if (context.asked) out.set("sec-fetch-dest", context.asked.destination);
  setIf(out, "origin", mapOrigin(headers.get("origin"), context));
  // On the mirror a read of a secondary is same-origin and carries no Origin; at home it does, and many answer to it.
  const isCrossOrigin = isSecondary && out.get("sec-fetch-mode") === "cors";
  if (isCrossOrigin && !out.has("origin")) setIf(out, "origin", mapOrigin(context.place.origin, context));
  for (const name of ["referer", "ping-from", "ping-to"]) setIf(out, name, mapReferer(headers.get(name), context));
  const authorization = headers.get("authorization");
  if (!isSecondary || !BROWSER_SCHEME.test(authorization ?? "")) setIf(out, "authorization", authorization);
  const site = headers.get("sec-fetch-site");
  setIf(out, "sec-fetch-site", isSecondary && site === "same-origin" ? "cross-site" : site);
  out.set("accept-encoding", decodableEncodings(headers.get("accept-encoding")));
  if (headers.get("upgrade")?.trim().toLowerCase() === "websocket") out.set("upgrade", "websocket");
  return out;
}

export function translateResponseHeaders(headers: Headers, context: TranslateContext): Headers {
  const out = new Headers();
  const named = namedByConnection(headers);
  for (const [name, value] of headers) {
    if (named.has(name)) continue;
    const rule = responseRule(name);
    const kept = rule === undefined ? value : rule === "map" ? mapResponseField(name, value, context) : undefined;
    if (kept !== undefined) out.append(name, kept);
  }
  if (!out.has("access-control-allow-origin")) out.delete("access-control-allow-credentials");
  if (context.upstream.origin === "primary") setIf(out, "www-authenticate", headers.get("www-authenticate"));
  const cookies = context.asked?.credentials === "omit" ? [] : headers.getSetCookie();
  for (const cookie of translateSetCookies(cookies, context)) out.append("set-cookie", cookie);
  out.set("content-security-policy", createPolicy(context.place, headers));
  out.set("referrer-policy", "same-origin");
  out.set("x-dns-prefetch-control", "off");
  return out;
}

/** Headers of a body that is rewritten on its way. */
export function forgetBody(headers: Headers): void {
  const etag = headers.get("etag");
  for (const field of BODY_FIELDS) headers.delete(field.name);
  if (etag) headers.set("etag", etag.startsWith("W/") ? etag : `W/${etag}`);
}

function mapResponseField(name: string, value: string, context: TranslateContext): string | undefined {
  if (name === "link") return mapLinkHeader(value, context);
  if (name === "access-control-allow-origin") return mapAllowedOrigin(value, context);
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
  return mapAddress(value, context) === undefined ? undefined : context.place.origin;
}

function mapOrigin(value: string | null, { map, place }: TranslateContext): string | null {
  if (value === null) return null;
  const upstream = value === place.origin ? map.toUpstream(new URL(`${place.origin}/`)) : undefined;
  return upstream ? new URL(upstream.url).origin : "null";
}

/** Other origins of the service see the origin only, as browsers do by default. */
function mapReferer(value: string | null, { map, place, upstream }: TranslateContext): string | null {
  const url = value === null ? null : URL.parse(value);
  const from = url?.origin === place.origin ? map.toUpstream(url) : undefined;
  if (!from) return null;
  const isSame = (from.origin === "primary") === (upstream.origin === "primary") && aliasOf(from) === aliasOf(upstream);
  return isSame ? from.url.replace(/#.*$/s, "") : `${new URL(from.url).origin}/`;
}

function aliasOf({ origin }: TranslateContext["upstream"]): string {
  return origin === "primary" ? "" : origin.alias;
}

function decodableEncodings(accepted: string | null): string {
  const kept = (accepted ?? "").split(",").filter((one) => DECODABLE.test(one));
  return kept.length > 0 ? kept.map((one) => one.trim()).join(", ") : "identity";
}

function namedByConnection(headers: Headers): ReadonlySet<string> {
  return new Set((headers.get("connection") ?? "").split(",").map((name) => name.trim().toLowerCase()));
}

function setIf(headers: Headers, name: string, value: string | null): void {
  if (value !== null) headers.set(name, value);
}
