// Cache-Control on the mirror. Everything lies behind the gate, so nothing may be kept by a cache that many share and that
// answers before it: `private` is said on every answer, also where the service says nothing (RFC 9111 §4.2.2 lets shared
// caches guess then). What the reader's own browser may keep, and for how long, stays the service's word.

import { ASKED_AS } from "../../../../shared/domain/askedas.ts";
import type { HeadersSaid } from "./said.ts";

const SHARED_ONLY = /^(?:public|private|s-maxage|proxy-revalidate)$/;

export function keepPrivate(value: string | null): string {
  const directives = splitDirectives(value ?? "").filter((one) => !SHARED_ONLY.test(nameOf(one)));
  return [...directives, "private"].join(", ");
}

/**
 * What depends on who asks, and with which cookies, depends here on the lifeboat's word too: to the browser all is one
 * origin, and its cache would give a font what was answered to a picture.
 */
export function varyHere(value: string | null): string | null {
  return value !== null && /(?:^|[\s,])(?:origin|cookie)(?:[\s,]|$)/i.test(value) ? `${value}, ${ASKED_AS}` : value;
}

/** Whether a cache shared by many could keep what the service answered (RFC 9111 §3), were it not for the gate. */
export function isForAll(headers: HeadersSaid): boolean {
  const names = splitDirectives(headers.get("cache-control") ?? "").map(nameOf);
  return !names.some((name) => name === "private" || name === "no-store") && headers.getSetCookie().length === 0;
}

function nameOf(directive: string): string {
  return directive.replace(/\s*=.*$/s, "").toLowerCase();
}

/** At commas outside quotes: `no-cache="set-cookie, x"` is one. */
function splitDirectives(value: string): string[] {
  return (value.match(/(?:[^,"]|"(?:[^"\\]|\\.)*"?)+/gs) ?? []).map((one) => one.trim()).filter((one) => one !== "");
}
