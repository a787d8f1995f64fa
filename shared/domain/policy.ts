// The mirror's own Content-Security-Policy: the last net under the translation, in its two states. The strict one, written by
// the relay, names nobody but the mirror and its siblings: what a page still loads from elsewhere or sends there the browser
// refuses before a name is looked up. Only a navigation passes, which no policy stops. A policy counts before the service
// worker sees a request, so a document that a lifeboat hands over gets the wider one: exactly the service's hosts, in the
// directives whose requests a lifeboat is shown. A hard reload goes around the lifeboat and meets the strict one.
// It is the first policy of every answer; what follows is the service's own, as it reads here.
// Inline code, eval, data: and blob: stay allowed, because services use them and they reach nobody.

import type { MirrorPlace } from "./address.ts";
import type { ServiceOrigins } from "./origins.ts";

/** Who may show a page in a frame: nobody, its own origin, or the mirror and its siblings. */
export type Framing = "nobody" | "own" | "household";

export function strictPolicy(place: MirrorPlace, { framing }: { readonly framing: Framing }): string {
  const ancestors = { nobody: "'none'", own: "'self'", household: household(place, "'self'") }[framing];
  return `${policyInPage(place)}; frame-ancestors ${ancestors}`;
}

/** What of it a page's own markup may say. An opaque origin has no 'self': there the mirror is named. */
export function policyInPage(place: MirrorPlace, self = "'self'"): string {
  // Older Safari does not count WebSockets of the same host as 'self'.
  const sockets = place.origin.replace(/^http/, "ws");
  const own = household(place, self);
  return [
    `default-src ${self} 'unsafe-inline' 'unsafe-eval' data: blob:`,
    `connect-src ${self} ${sockets} data: blob:`,
    // A data: frame or worker would live by rules of its own.
    `frame-src ${own} blob:`,
    `worker-src ${self} blob:`,
    `object-src ${self}`,
    `manifest-src ${self}`,
    // A form for a framed secondary is sent on to its sibling, and redirects count.
    `form-action ${own}`,
    `base-uri ${self}`,
  ].join("; ");
}

function household({ siblings = {} }: MirrorPlace, self: string): string {
  return [self, ...Object.values(siblings).map(({ origin }) => origin)].join(" ");
}

/**
 * The strict policy with `hosts` added; a page of the mirror's own allows nothing and stays so. Of several, joined by
 * commas, the first is ours; the service's own name their hosts themselves.
 * What stands on default-src alone are scripts, styles, pictures, fonts and media. Never widened are frame-src, object-src
 * and form-action, whose requests are navigations or go around the lifeboat, worker-src (a worker must be same-origin
 * anyway), and a socket in connect-src, which no lifeboat is shown.
 */
export function widenPolicy(policy: string, hosts: readonly string[]): string {
  return policy.replace(/^[^,]*/, (ours) =>
    ours.replace(/\b(?:default|connect|manifest)-src 'self'/g, `$& ${hosts.join(" ")}`),
  );
}

/** The service's hosts as a policy names them: wildcards have one grammar here and there, and `http:` allows https as well. */
export function policyHosts({ primary, secondaries }: ServiceOrigins): readonly string[] {
  return [primary, ...secondaries.map(({ origin }) => origin)];
}
