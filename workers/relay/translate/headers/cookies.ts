// Cookies in both directions: one jar in the browser, a jar of its own for every origin (shared/domain/cookienames.ts says
// how they are told apart). Domain= is always dropped: every cookie of a mirror is host-only, and what is not is nobody's.
// Here also: no origin may fill the browser's one jar. A browser keeps about 180 cookies for a whole zone and drops the
// oldest; the pass is the only one with a high priority, and each origin may have no more than its share.

import type { TranslateContext } from "../context.ts";
import { isCrossSite } from "./asker.ts";
import { hasRoom, readCookies, storeCookie } from "./setcookie.ts";

/** Of one answer; more than any jar has room for, so that a service can still delete what it set. */
const SET_LIMIT = 256;

/** The Cookie header for this upstream; `null`: none. */
export function translateCookies(header: string | null, { upstream, names }: TranslateContext): string | null {
  return readCookies(header ?? "", { owner: upstream.origin, path: pathOf(upstream.url), names }) || null;
}

export function translateSetCookies(cookies: readonly string[], context: TranslateContext): string[] {
  if (cookies.length === 0) return [];
  const { upstream, names } = context;
  const setter = { owner: upstream.origin, url: upstream.url, isCrossSite: isCrossSite(context) };
  const set: string[] = [];
  let jar = context.held ?? "";
  // Each is compared with all that are kept: ten thousand of them would cost a second.
  for (const cookie of cookies.slice(0, SET_LIMIT)) {
    const stored = storeCookie(cookie, setter, names);
    if (stored === undefined || !hasRoom(jar, stored, names)) continue;
    set.push(stored);
    jar += `; ${stored.split(";", 1)[0]}`;
  }
  return set;
}

/** Of a parsed address, which costs a tenth of parsing it again. */
function pathOf(url: string): string {
  const [path = "/"] = url.slice(url.indexOf("/", url.indexOf("://") + 3)).split(/[?#]/, 1);
  return path;
}
