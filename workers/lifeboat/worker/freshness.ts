// How long an answer stays good without asking again: RFC 9111 as a private cache reads it, plus two heuristics the RFC leaves
// to caches (§4.2.2), for files that pages are made of. Seconds everywhere; the clock is an argument.

import type { HeadersLike } from "../../../shared/domain/cors.ts";

export interface Freshness {
  /** Good until then. */
  readonly freshUntil: number;
  /** After that still shown while it is asked for anew (RFC 5861), until then. */
  readonly staleUntil: number;
}

const DAY = 24 * 3600;
/** Heuristics never promise more than this. */
const HEURISTIC_LIMIT_SECONDS = 7 * DAY;
/** A file whose name changes with its content. */
const HASHED_SECONDS = 30 * DAY;
/** A file named with a version in its query: sites forget to count it up. */
const NUMBERED_SECONDS = DAY;
/** A file of which the server says nothing at all, so nothing can be asked again but everything: for one visit. */
const SILENT_SECONDS = 300;

/** `main.3f2a1b9c.js`: hexadecimal with a digit and a letter; `index-BqL3xK9d.js`: both cases, a digit between letters. */
const HASHED_HEX = /[.\-_/](?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{8,64}(?:\.[a-z0-9]+)+$/;
const HASHED_MIXED =
  /[.\-_](?=[A-Za-z0-9]*[A-Za-z]\d+[A-Za-z])(?=[A-Za-z0-9]*[A-Z])(?=[A-Za-z0-9]*[a-z])[A-Za-z0-9]{8,32}(?:\.[a-z0-9]+)+$/;
const NUMBERED = /[?&](?:v|ver|version|rev|hash|tseed)=[\w.-]+(?:&|$)/i;
const FILE = /\.(?:css|js|mjs|png|jpe?g|gif|webp|avif|svg|ico|woff2?|ttf|otf)$/i;

/** Of an answer that came at `now`; `undefined`: it is not good for any time at all. */
export function freshnessOf(url: string, headers: HeadersLike, now: number): Freshness | undefined {
  const directives = readDirectives(headers.get("cache-control"));
  if (directives.has("no-store") || directives.has("no-cache")) return undefined;
  // The relay has added `private` and taken away what speaks to shared caches.
  const isSilent = directives.size === Number(directives.has("private"));
  if (isSilent && /no-cache/i.test(headers.get("pragma") ?? "")) return undefined;
  const sent = readDate(headers.get("date")) ?? now;
  const explicit = explicitSeconds(directives, headers, sent);
  const isStrict = directives.has("must-revalidate");
  // What a server says it means, but a name that changes with the content outlives a short promise.
  const named = explicit === 0 || isStrict ? 0 : namedSeconds(url);
  const lifetime = Math.max(explicit ?? heuristicSeconds(url, headers, { sent, isSilent }), named);
  const age = Math.max(0, now - sent, readNumber(headers.get("age")) ?? 0);
  const freshUntil = now + lifetime - age;
  const stale = isStrict ? 0 : (readNumber(directives.get("stale-while-revalidate")) ?? 0);
  const staleUntil = freshUntil + stale;
  return staleUntil > now ? { freshUntil, staleUntil } : undefined;
}

function explicitSeconds(
  directives: ReadonlyMap<string, string>,
  headers: HeadersLike,
  sent: number,
): number | undefined {
  // A value that is no number is stale (§4.2.1).
  if (directives.has("max-age")) return readNumber(directives.get("max-age")) ?? 0;
  const expires = headers.get("expires");
  return expires === null ? undefined : Math.max(0, (readDate(expires) ?? 0) - sent);
}

function heuristicSeconds(
  url: string,
  headers: HeadersLike,
  { sent, isSilent }: { readonly sent: number; readonly isSilent: boolean },
): number {
  const modified = readDate(headers.get("last-modified"));
  if (modified !== undefined) return Math.min(HEURISTIC_LIMIT_SECONDS, Math.max(0, (sent - modified) / 10));
  return isSilent && headers.get("etag") === null && FILE.test(url) ? SILENT_SECONDS : 0;
}

function namedSeconds(url: string): number {
  const [path = "", query = ""] = url.split(/(?=\?)/);
  if (HASHED_HEX.test(path) || HASHED_MIXED.test(path)) return HASHED_SECONDS;
  return NUMBERED.test(query) ? NUMBERED_SECONDS : 0;
}

/** `a, b=1, c="x, y"`: of two of one name the first counts (§4.2.1). */
function readDirectives(value: string | null): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", quoted, bare] of (value ?? "").matchAll(
    /([^\s,;=]+)(?:\s*=\s*(?:"([^"]*)"|([^\s,;]*)))?/g,
  )) {
    if (!found.has(name.toLowerCase())) found.set(name.toLowerCase(), quoted ?? bare ?? "");
  }
  return found;
}

function readNumber(text: string | null | undefined): number | undefined {
  return text && /^\d{1,10}$/.test(text.trim()) ? Number(text) : undefined;
}

function readDate(text: string | null): number | undefined {
  const at = Date.parse(text ?? "");
  return Number.isNaN(at) ? undefined : at / 1000;
}
