// What stands by in a page for the day its mirror is blocked: for WebSockets and event streams, which a service worker cannot answer or
// cannot bring back. Nothing stands where the page is not a mirror's, or has no lifeboat.

import { standInForEvents } from "./events.ts";
import { createLine } from "./line.ts";
import { CHANNEL } from "./protocol.ts";
import { standInForSockets } from "./sockets.ts";
import { leaveWatchedUploads } from "./uploads.ts";

const script = document.currentScript as HTMLScriptElement | null;
if (script?.dataset.of && globalThis.WebSocket && navigator.serviceWorker) {
  const line = createLine(new URL(CHANNEL, script.src).href);
  standInForSockets(line);
  standInForEvents(line);
  leaveWatchedUploads();
}
