// Who may show a page in a frame. The service's frame-ancestors goes along in its own policy (sitepolicy.ts); its
// X-Frame-Options, which browsers ignore beside any frame-ancestors, is said again in ours.

import type { Framing } from "../../../../shared/domain/policy.ts";
import type { HeadersSaid } from "./said.ts";

/** RFC 7034; void beside a frame-ancestors (CSP3 §7.7.1). */
export function framingOf(headers: HeadersSaid): Framing {
  if (/(?:^|[;,\s])frame-ancestors(?:[;,\s]|$)/i.test(headers.get("content-security-policy") ?? "")) return "household";
  const values = (headers.get("x-frame-options") ?? "").split(",").map((one) => one.trim().toUpperCase());
  if (values.includes("DENY")) return "nobody";
  return values.includes("SAMEORIGIN") ? "own" : "household";
}
