// The service's word on who may read it, kept where a mirror would forget it: there all origins of a service are one, and the
// browser's own CORS check has nothing to check. The relay has already turned the service's origin into the mirror's.
// Kept for scripts that ask (cors), for fonts and modules. What a page shows without asking (no-cors pictures, scripts)
// cannot be made opaque in a service worker; a script's own no-cors request gets an empty answer instead of an opaque one.

export interface HeadersLike {
  get(name: string): string | null;
}

interface Asker {
  readonly origin: string;
  readonly withCookies: boolean;
}

/** The CORS check (Fetch §4.10). */
export function mayRead(headers: HeadersLike, { origin, withCookies }: Asker): boolean {
  const allowed = headers.get("access-control-allow-origin");
  if (!withCookies && allowed === "*") return true;
  return allowed === origin && (!withCookies || headers.get("access-control-allow-credentials") === "true");
}

/** CORS-safelisted response-header names (Fetch §2.2.2). */
const SAFE = /^(?:cache-control|content-(?:language|length|type)|expires|last-modified|pragma)$/;

/** Whether a script sees a header of a cross-origin answer it may read. */
export function exposes(headers: HeadersLike, { withCookies }: Pick<Asker, "withCookies">): (name: string) => boolean {
  const named = namesIn(headers.get("access-control-expose-headers"));
  return (name) => (named.includes("*") && !withCookies) || SAFE.test(name) || named.includes(name);
}

/** `A, b`: header names, in lower case. */
export function namesIn(value: string | null): readonly string[] {
  return (value ?? "").split(",").map((name) => name.trim().toLowerCase());
}
