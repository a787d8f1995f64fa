// A page that watches what it sends on its way up sees nothing of it where a worker stands between. Its request says so, and is left
// to the browser while its mirror lives.

import { WATCHED_HEADER } from "./protocol.ts";

export function leaveWatchedUploads(): void {
  const { prototype } = globalThis.XMLHttpRequest;
  const { setRequestHeader, send } = prototype;
  const upload = Object.getOwnPropertyDescriptor(prototype, "upload");
  const watched = new WeakSet<XMLHttpRequest>();
  Object.defineProperty(prototype, "upload", {
    ...upload,
    get(this: XMLHttpRequest) {
      watched.add(this);
      return upload?.get?.call(this) as unknown;
    },
  });
  Object.defineProperty(prototype, "send", {
    value(this: XMLHttpRequest, body?: XMLHttpRequestBodyInit | null) {
      if (body && watched.has(this)) setRequestHeader.call(this, WATCHED_HEADER, "1");
      send.call(this, body);
    },
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
