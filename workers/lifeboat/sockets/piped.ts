// A WebSocket as a page sees it, whose messages go over a port. It is an event target with the browser's own prototype, so that
// what asks for a WebSocket finds one.

import type { FromPage, ToPage } from "./protocol.ts";

export interface Piped {
  readonly socket: WebSocket;
  /** What it hung on is gone. */
  broken(): void;
}

export interface PipedOptions {
  readonly url: string;
  readonly port: MessagePort;
  readonly ended: () => void;
}

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const REASON_BYTES_MOST = 123;

export function createPiped(Native: typeof WebSocket, { url, port, ended }: PipedOptions): Piped {
  const socket = Object.setPrototypeOf(new EventTarget(), Native.prototype) as WebSocket;
  let state = CONNECTING;
  let protocol = "";
  let binaryType: BinaryType = "blob";
  const tell = (message: FromPage) => port.postMessage(message);
  const closed = (code: number, reason: string, wasClean: boolean) => {
    if (state === CLOSED) return;
    state = CLOSED;
    if (!wasClean) socket.dispatchEvent(new Event("error"));
    socket.dispatchEvent(new CloseEvent("close", { code, reason, wasClean }));
    port.close();
    ended();
  };
  port.onmessage = ({ data: said }: MessageEvent<ToPage>) => {
    if ("closed" in said) return closed(...said.closed);
    if ("open" in said) {
      if (state !== CONNECTING) return;
      state = OPEN;
      protocol = said.open;
      socket.dispatchEvent(new Event("open"));
    } else if (state === OPEN) {
      const isBlob = typeof said.data !== "string" && binaryType === "blob";
      const data = isBlob ? new Blob([said.data]) : said.data;
      socket.dispatchEvent(new MessageEvent("message", { data, origin: new URL(url).origin }));
    }
  };

  const handlers: Record<string, unknown> = {};
  const properties: Record<string, PropertyDescriptor> = {
    url: { get: () => url },
    readyState: { get: () => state },
    bufferedAmount: { get: () => 0 },
    extensions: { get: () => "" },
    protocol: { get: () => protocol },
    binaryType: {
      get: () => binaryType,
      set: (value: BinaryType) => {
        if (value === "blob" || value === "arraybuffer") binaryType = value;
      },
    },
    send: {
      value: (data: string | ArrayBuffer | ArrayBufferView | Blob) => {
        if (state === CONNECTING)
          throw new DOMException(
            "Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
            "InvalidStateError",
          );
        const isBinary = data instanceof Blob || data instanceof ArrayBuffer || ArrayBuffer.isView(data);
        if (state === OPEN) tell({ data: isBinary ? data : String(data) });
      },
    },
    close: {
      value: (code?: number, reason?: string) => {
        if (code !== undefined && code !== 1000 && !(code >= 3000 && code < 5000))
          throw new DOMException(`The close code must be 1000 or between 3000 and 4999: ${code}`, "InvalidAccessError");
        if (new TextEncoder().encode(reason ?? "").length > REASON_BYTES_MOST)
          throw new DOMException("The close reason is too long", "SyntaxError");
        if (state >= CLOSING) return;
        const wasOpen = state === OPEN;
        state = CLOSING;
        if (wasOpen) tell({ close: code === undefined ? [] : [code, reason ?? ""] });
        else setTimeout(closed, 0, 1006, "", false);
      },
    },
  };
  for (const type of ["open", "message", "error", "close"]) {
    socket.addEventListener(type, (event) => {
      const handler = handlers[type];
      if (typeof handler === "function") Reflect.apply(handler, socket, [event]);
    });
    properties[`on${type}`] = {
      get: () => handlers[type] ?? null,
      set: (handler: unknown) => {
        handlers[type] = typeof handler === "function" ? handler : null;
      },
    };
  }
  Object.defineProperties(socket, properties);
  return { socket, broken: () => closed(1006, "", false) };
}
