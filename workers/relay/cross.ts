// The way from one label of a mirror to another: a document of a framed secondary, asked for under the door, is shown on its
// sibling label. The reader is sent there with a ticket for that label in the path, which is taken off again at once.

import type { Bytes } from "../../shared/domain/bytes.ts";
import type { LinkTo } from "./link.ts";

export interface Destination {
  readonly origin: string;
  readonly hostname: string;
  /** Absent: the reader's lifeboat stands there. */
  readonly ticket?: Bytes;
}

/** `upstreamUrl` says which page of the secondary. */
export type Cross = (upstreamUrl: string, to: Destination) => Promise<Response>;

export function createCross(linkTo: LinkTo): Cross {
  return async (upstreamUrl, { origin, hostname, ticket }) => {
    const { pathname, search } = new URL(upstreamUrl);
    const to = ticket === undefined ? origin : await linkTo(origin, hostname, ticket);
    return crossed(to + pathname + search, undefined);
  };
}

/**
 * 307, because a form's method and body come along. The other label, ours too, is told the origin: under same-origin a
 * browser writes `Origin: null` on the form, which the gate takes for a stranger's, and the frame would have no referrer.
 */
export function crossed(location: string, passCookie: string | undefined): Response {
  const headers = new Headers({ location, "cache-control": "no-store", "referrer-policy": "strict-origin" });
  if (passCookie !== undefined) headers.append("set-cookie", passCookie);
  return new Response(null, { status: 307, headers });
}

/**
 * A navigation that another label of this zone set off; only pages of mirrors can. Entering pages and their lifeboat are
 * for people who come from outside: a frame has nobody to press a button.
 */
export function isCrossing({ headers }: Request): boolean {
  if (headers.get("sec-purpose") !== null || headers.get("purpose") !== null) return false;
  return headers.get("sec-fetch-site") === "same-site" && headers.get("sec-fetch-mode") === "navigate";
}
