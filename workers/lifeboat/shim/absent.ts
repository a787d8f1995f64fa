// What reaches past every mirror and no content policy names: gone, unless the operator wants it for this service. WebRTC
// also tells its servers the reader's own address.

export function removeBypasses(): void {
  for (const name of ["RTCPeerConnection", "webkitRTCPeerConnection", "WebTransport"]) {
    Reflect.deleteProperty(globalThis, name);
  }
}
