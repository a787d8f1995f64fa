// The Host a request is for. An absolute-form target names its own (RFC 9112 §3.2.2) and the Host header is then ignored.
import type { IncomingMessage } from "node:http";

export interface Target {
  /** As the client wrote it, port included: what the script sees. */
  readonly authority: string;
  /** Lower case, without port and trailing dot: what routes are matched with. */
  readonly hostname: string;
  /** Path and query, byte for byte but for what the runtime cannot parse. */
  readonly path: string;
}

/** workerd answers "invalid URI" to these, some of which browsers send; a URL parser would encode them. */
const unparsable = /["<>`]/g;
const absoluteForm = /^https?:\/\/([^/?#]*)(.*)$/is;

export function parseTarget(request: Pick<IncomingMessage, "url" | "rawHeaders">): Target | undefined {
  const hosts = valuesOf(request.rawHeaders, "host");
  const url = request.url ?? "";
  const absolute = absoluteForm.exec(url);
  const authority = absolute?.[1] ?? hosts[0] ?? "";
  const path = absolute ? originForm(absolute[2] ?? "") : url;
  // Two Hosts, or one that hides another after @: who parses it differently is fooled. `*` asks about no host at all.
  if (hosts.length > 1 || !/^[^\s@/\\?#,]+$/.test(authority) || !path.startsWith("/")) return undefined;
  return { authority, hostname: normalizeHostname(authority), path: path.replace(unparsable, encodeURIComponent) };
}

export function normalizeHostname(authority: string): string {
  return authority.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
}

function originForm(rest: string): string {
  return rest.startsWith("/") ? rest : `/${rest}`;
}

export function valuesOf(rawHeaders: readonly string[], name: string): readonly string[] {
  return rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name);
}
