// The mirror's own Connection-Allowlist (wicg.github.io/connection-allowlists): where the browser lets a page or a worker
// connect at all. It counts for what no content policy stops and no script sees: navigations of any frame, a frame that
// sends its top away, hints and speculative connections, sockets, WebRTC. Chromium obeys it from version 152 on, and asks
// it before the service worker: so it also refuses what only a lifeboat could map, imports of absolute addresses apart
// (the shim's import map). Where a browser does not know it the three layers stand as before.
// The mirror's own pages come without: the page that warns of a link must be able to follow it.

import type { MirrorPlace } from "./address.ts";

/** Addresses that open an app of the reader's; the list counts for them as well. */
const APPS = "mailto tel sms geo tg whatsapp signal magnet bitcoin".split(" ");

export interface ConnectionsOptions extends Pick<MirrorPlace, "siblings"> {
  readonly webrtc?: boolean | undefined;
}

/** Redirects come from the relay, which has mapped them; one to a sibling is of the list anyway. */
export function connectionAllowlist({ siblings = {}, webrtc = false }: ConnectionsOptions): string {
  const patterns = [...Object.values(siblings).map(({ origin }) => origin), ...APPS.map((scheme) => `${scheme}:*`)];
  const list = `(response-origin ${patterns.map((pattern) => `"${pattern}"`).join(" ")});redirects=allow`;
  return webrtc ? `${list};webrtc=allow` : list;
}
