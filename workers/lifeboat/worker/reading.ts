// The service's word on who may read it, kept where a mirror would forget it (shared/domain/cors.ts). The relay has already
// turned the service's origin into the mirror's.
// Kept for scripts that ask (cors), for fonts and modules. What a page shows without asking (no-cors pictures, scripts)
// cannot be made opaque in a service worker; a script's own no-cors request gets an empty answer instead of an opaque one.

import { type CorsAsker, type HeadersLike, namesIn } from "../../../shared/domain/cors.ts";

/** CORS-safelisted response-header names (Fetch §2.2.2). */
const SAFE = /^(?:cache-control|content-(?:language|length|type)|expires|last-modified|pragma)$/;

/** Whether a script sees a header of a cross-origin answer it may read. */
export function exposes(
  headers: HeadersLike,
  { withCookies }: Pick<CorsAsker, "withCookies">,
): (name: string) => boolean {
  const named = namesIn(headers.get("access-control-expose-headers"));
  return (name) => (named.includes("*") && !withCookies) || SAFE.test(name) || named.includes(name);
}
