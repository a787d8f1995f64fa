// A cookie as its origin sets it (RFC 6265bis §5.6, §5.7) → the cookie to set on the mirror. What a browser would refuse
// from the service itself is refused here, because our changes might make it acceptable. What a
// script sets goes by the rows of pagecookies.ts, in the shim.

import type { CookieNames, CookieOwner, NamedCookie } from "../../../../shared/domain/cookienames.ts";
import { PAGE_COOKIE_CHARACTERS, PAGE_COOKIES } from "../../../../shared/domain/pagecookies.ts";
import { isSubdomain } from "../../../../shared/domain/registrable.ts";

export interface CookieSetter {
  readonly owner: CookieOwner;
  /** The service's address whose answer or page sets it. */
  readonly url: string;
  /** Not of the page's own site, so only a cookie that says SameSite=None is taken. */
  readonly isCrossSite?: boolean;
}

/** Browsers refuse larger ones and ignore longer attributes (RFC 6265bis §5.6). */
const NAME_VALUE_LIMIT = 4096;
const ATTRIBUTE_LIMIT = 1024;
/**
 * A browser keeps about 180 a zone, and a request's headers have their limit: room for the primary's own, for what it has in
 * common with others, and little for each jar beside them, so that none can push out the rest.
 */
const PRIMARY_ROOM = { cookies: PAGE_COOKIES, characters: PAGE_COOKIE_CHARACTERS };
const COMMON_ROOM = { cookies: 60, characters: 24_576 };
const OTHER_ROOM = { cookies: 20, characters: 12_288 };
const SECURE_HTTP = /^http:\/\/(?:[^/]+\.)?(?:localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?\//;

/** The cookie string to give to the browser; `undefined`: the service's own browser would not take it either. */
export function storeCookie(text: string, setter: CookieSetter, names: CookieNames): string | undefined {
  const [pair = "", ...written] = text.split(";").map(trim);
  const equals = pair.indexOf("=");
  const name = trim(pair.slice(0, Math.max(0, equals)));
  // A cookie without a name is sent as its bare value, which may spell another cookie.
  if (name === "" || pair.length > NAME_VALUE_LIMIT) return undefined;
  const attributes = readAttributes(written);
  const domain = attributes.get("domain")?.value.replace(/^\./, "").toLowerCase() || undefined;
  const path = attributes.get("path")?.value ?? "";
  const url = new URL(setter.url);
  const cookie = { name, domain, path: path.startsWith("/") ? path : defaultPath(url.pathname) };
  if (!isAcceptable(cookie, { attributes, setter, url })) return undefined;

  const stored = names.store(setter.owner, cookie);
  const kept = [...attributes].flatMap(([one, { text: kept }]) => (KEPT.has(one) ? [kept] : []));
  return [
    `${stored.name}=${trim(pair.slice(equals + 1))}`,
    `Path=${stored.path}`,
    ...kept,
    ...(attributes.has("secure") ? [] : ["Secure"]),
    ...(stored.hidden && !attributes.has("httponly") ? ["HttpOnly"] : []),
  ].join("; ");
}

/** The Cookie header as `owner` at `path` knows it. Longer paths go first (RFC 6265 §5.4). */
export function readCookies(
  cookies: string,
  { owner, path, names }: { readonly owner: CookieOwner; readonly path: string; readonly names: CookieNames },
): string {
  const read: { readonly pair: string; readonly depth: number }[] = [];
  for (const part of cookies.split(";")) {
    const pair = trim(part);
    const equals = pair.indexOf("=");
    const found = equals <= 0 ? undefined : names.read(owner, path, trim(pair.slice(0, equals)));
    if (found) read.push({ pair: found.name + pair.slice(equals), depth: found.path.length });
  }
  return read
    .sort((one, other) => other.depth - one.depth)
    .map(({ pair }) => pair)
    .join("; ");
}

/** Whether `stored` fits beside what the jar holds (a Cookie header). What shrinks always does. */
export function hasRoom(held: string, stored: string, names: CookieNames): boolean {
  const [pair = ""] = stored.split(";", 1);
  const name = nameOf(pair);
  const jar = names.jarOf(name) ?? "";
  const inJar = held
    .split(";")
    .map(trim)
    .filter((one) => one !== "" && names.jarOf(nameOf(one)) === jar);
  const replaced = inJar.find((one) => nameOf(one) === name);
  if (replaced !== undefined && replaced.length >= pair.length) return true;
  const characters = inJar.reduce((sum, one) => sum + one.length, pair.length - (replaced?.length ?? 0));
  const room = jar === "" ? PRIMARY_ROOM : jar.startsWith("+") ? COMMON_ROOM : OTHER_ROOM;
  return characters <= room.characters && inJar.length - (replaced ? 1 : 0) < room.cookies;
}

function nameOf(pair: string): string {
  return trim(pair.slice(0, Math.max(0, pair.indexOf("="))));
}

/** `priority` is not among them: when a browser makes room, the pass must be the last to go. */
const KEPT = new Set(["expires", "max-age", "secure", "httponly", "samesite", "partitioned"]);

type Attributes = ReadonlyMap<string, { readonly value: string; readonly text: string }>;

/** The last of a name wins. */
function readAttributes(written: readonly string[]): Attributes {
  const attributes = new Map<string, { value: string; text: string }>();
  for (const text of written) {
    const [name = "", ...value] = text.split("=");
    if (text.length <= ATTRIBUTE_LIMIT)
      attributes.set(trim(name).toLowerCase(), { value: trim(value.join("=")), text });
  }
  return attributes;
}

interface Circumstances {
  readonly attributes: Attributes;
  readonly setter: CookieSetter;
  readonly url: URL;
}

/** Domain must cover the host that sets it, and name prefixes and SameSite must keep their word. */
function isAcceptable({ name, domain }: NamedCookie, { attributes, setter, url }: Circumstances): boolean {
  const { protocol, hostname } = url;
  const isSecure = attributes.has("secure");
  if (domain !== undefined && !isSubdomain(hostname, domain)) return false;
  if (isSecure && protocol === "http:" && !SECURE_HTTP.test(url.href)) return false;
  const isOpen = attributes.get("samesite")?.value.toLowerCase() === "none";
  if ((isOpen || attributes.has("partitioned")) && !isSecure) return false;
  if (setter.isCrossSite && !isOpen) return false;
  const prefix = /^__(?:host-http|host|secure|http)-/i.exec(name)?.[0].toLowerCase() ?? "";
  if (prefix !== "" && !isSecure) return false;
  if (prefix.includes("http") && !attributes.has("httponly")) return false;
  return !prefix.startsWith("__host-") || (domain === undefined && attributes.get("path")?.value === "/");
}

/** RFC 6265 §5.1.4: of the address that set the cookie. */
function defaultPath(pathname: string): string {
  const end = pathname.lastIndexOf("/");
  return end <= 0 ? "/" : pathname.slice(0, end);
}

/** Space and tab only: in another charset's bytes what `trim` takes for white space may be a letter's half. */
function trim(text: string): string {
  let [start, end] = [0, text.length];
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09;
}
