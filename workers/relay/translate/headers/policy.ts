// The mirror's own Content-Security-Policy: the last net under the translation. Whatever a page or a script still loads
// from another host or sends there is refused by the browser before a name is looked up; only a navigation passes, which no
// policy stops. Inline code, eval, data: and blob: stay allowed, because services use them and they reach nobody.
// The service's own policy is replaced, since it names hosts that are not here. What is lost: its protection against
// injected scripts. What is kept: `sandbox`, and a refusal to be framed.
import type { MirrorPlace } from "../../../../shared/domain/address.ts";

export function createPolicy(place: MirrorPlace, upstream: Headers): string {
  // Older Safari does not count WebSockets of the same host as 'self'.
  const sockets = place.origin.replace(/^http/, "ws");
  const theirs = upstream.get("content-security-policy") ?? "";
  const noFrames =
    /frame-ancestors\s+'none'/i.test(theirs) || upstream.get("x-frame-options")?.trim().toUpperCase() === "DENY";
  const sandbox = theirs
    .split(/[;,]/)
    .map((one) => one.trim())
    .find((one) => /^sandbox(?:\s|$)/i.test(one));
  const labels = Object.values(place.siblings ?? {})
    .map(({ origin }) => ` ${origin}`)
    .join("");
  return [
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
    `connect-src 'self' ${sockets} data: blob:`,
    // A data: frame or worker would live by rules of its own.
    `frame-src 'self' blob:${labels}`,
    "worker-src 'self' blob:",
    "object-src 'self'",
    "manifest-src 'self'",
    "form-action 'self'",
    "base-uri 'self'",
    `frame-ancestors ${noFrames ? "'none'" : `'self'${labels}`}`,
    ...(sandbox ? [sandbox] : []),
  ].join("; ");
}
