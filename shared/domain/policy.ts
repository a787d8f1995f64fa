// The mirror's own Content-Security-Policy: the last net under the translation, in its two states. The strict one, written by
// the relay, names nobody but the mirror and its siblings: what a page still loads from elsewhere or sends there the browser
// refuses before a name is looked up. Only a navigation passes, which no policy stops. A policy counts before the service
// worker sees a request, so a document that a lifeboat hands over gets the wider one: exactly the service's hosts, in the
// directives whose requests a lifeboat is shown. A hard reload goes around the lifeboat and meets the strict one.
// It is the first policy of every answer; what follows is the service's own, as it reads here.
// Inline code, eval, data: and blob: stay allowed, because services use them and they reach nobody.

import type { MirrorPlace } from "./address.ts";
import type { ServiceOrigins } from "./origins.ts";

type Row = readonly [name: string, sources: string];

const ANYTHING_OWN = "'self' 'unsafe-inline' 'unsafe-eval' data: blob:";

/**
 * What the lifeboat may widen. Never frame-src, object-src and form-action, whose requests are navigations or go around it;
 * never worker-src (a worker must be same-origin anyway); never a socket in connect-src, which it is not shown.
 */
const WIDENED = new Set(["script-src", "style-src", "img-src", "font-src", "media-src", "connect-src", "manifest-src"]);

/** Who may show a page in a frame: nobody, its own origin, or the mirror and its siblings. */
export type Framing = "nobody" | "own" | "household";

export function strictPolicy(
  { origin, siblings = {} }: MirrorPlace,
  { framing }: { readonly framing: Framing },
): string {
  // Older Safari does not count WebSockets of the same host as 'self'.
  const sockets = origin.replace(/^http/, "ws");
  const own = ["'self'", ...Object.values(siblings).map((sibling) => sibling.origin)].join(" ");
  const rows: readonly Row[] = [
    ["default-src", ANYTHING_OWN],
    ["connect-src", `'self' ${sockets} data: blob:`],
    // A data: frame or worker would live by rules of its own.
    ["frame-src", `${own} blob:`],
    ["worker-src", "'self' blob:"],
    ["object-src", "'self'"],
    ["manifest-src", "'self'"],
    // A form for a framed secondary is sent on to its sibling, and redirects count.
    ["form-action", own],
    ["base-uri", "'self'"],
    ["frame-ancestors", { nobody: "'none'", own: "'self'", household: own }[framing]],
  ];
  return rows.map((row) => row.join(" ")).join("; ");
}

/**
 * The strict policy with `hosts` added; a page of the mirror's own allows nothing and stays so. Of several, joined by
 * commas, the first is ours; the service's own name their hosts themselves.
 */
export function widenPolicy(policy: string, hosts: readonly string[]): string {
  const [ours = "", ...theirs] = policy.split(",");
  return [widenOne(ours, hosts.join(" ")), ...theirs.map((one) => one.trim())].join(", ");
}

function widenOne(policy: string, hosts: string): string {
  const directives = new Map<string, string>();
  for (const text of policy.split(";")) {
    const [, name = "", sources = ""] = /^\s*(\S+)\s*(.*?)\s*$/s.exec(text) ?? [];
    // Of two directives of one name the first counts (CSP3 §2.2.1).
    if (name !== "" && !directives.has(name.toLowerCase())) directives.set(name.toLowerCase(), sources);
  }
  const fallback = directives.get("default-src");
  for (const name of WIDENED) {
    const sources = directives.get(name) ?? fallback;
    if (sources && /(?:^|\s)'self'(?:\s|$)/i.test(sources)) directives.set(name, `${sources} ${hosts}`);
  }
  return [...directives].map(([name, sources]) => (sources === "" ? name : `${name} ${sources}`)).join("; ");
}

/** The service's hosts as a policy names them: wildcards have one grammar here and there, and `http:` allows https as well. */
export function policyHosts({ primary, secondaries }: ServiceOrigins): readonly string[] {
  return [...new Set([primary, ...secondaries.map(({ origin }) => origin)])];
}
