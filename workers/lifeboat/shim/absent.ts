// What reaches past every mirror and no content policy names: gone, unless the operator wants it for this service. WebRTC
// also tells its servers the reader's own address.

import { apply, wrapMethod } from "./wrap.ts";

function remove(...names: readonly string[]): void {
  for (const name of names) Reflect.deleteProperty(globalThis, name);
}

export function removeBypasses(): void {
  remove("RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport");
}

/** What the browser asks for by itself, past the lifeboat, at the service's own addresses. No account is found there. */
export function removeUncarried(): void {
  remove("fetchLater", "PaymentRequest");
  wrapMethod("CredentialsContainer", "get", (get, self, args) =>
    (args[0] as { readonly identity?: unknown } | undefined)?.identity ? Promise.resolve(null) : apply(get, self, args),
  );
}
