// A WebSocket as a page sees it, whose messages go over a port. It is an event target with the prototype of the browser's own, or
// of a class that the page made of that, so that what asks for a WebSocket finds one.

import type { FromPage, ToPage } from "./protocol.ts";
import type { Stands } from "./stands.ts";

export interface PipeOptions {
  readonly stand: Stands;
  readonly url: string;
  readonly port: MessagePort;
  readonly ended: () => void;
}

const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3];
const REASON_BYTES_MOST = 123;
/** Of whichever frame. */
const BINARY = /^\[object (?:ArrayBuffer|Blob|File)]$/;

/** Gives what is to be called when what it hung on is gone. */
export function pipe(socket: WebSocket, { stand, url, port, ended }: PipeOptions): () => void {
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
  const parts: PropertyDescriptorMap = {
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
      value: (data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob) => {
        if (state === CONNECTING)
          throw new DOMException(
            "Failed to execute 'send' on 'WebSocket': Still in CONNECTING state.",
            "InvalidStateError",
          );
        if (state === OPEN) tell({ data: sendable(data) });
      },
    },
    close: {
      // As WebIDL takes them: a number that is clamped, and a string.
      value: (wanted?: number, why?: string) => {
        const code = wanted === undefined ? wanted : Math.round(wanted);
        const reason = why === undefined ? "" : `${why}`;
        if (code !== undefined && code !== 1000 && !(code >= 3000 && code < 5000))
          throw new DOMException(`The close code must be 1000 or between 3000 and 4999: ${code}`, "InvalidAccessError");
        if (new TextEncoder().encode(reason).length > REASON_BYTES_MOST)
          throw new DOMException("The close reason is too long", "SyntaxError");
        if (state >= CLOSING) return;
        if (state === CONNECTING) setTimeout(closed, 0, 1006, "", false);
        state = CLOSING;
        // One that is still being opened is told as well, or it would stand for ever.
        tell({ close: code === undefined ? [] : [code, reason] });
      },
    },
  };
  for (const type of ["open", "message", "error", "close"]) {
    socket.addEventListener(type, (event) => {
      const handler = handlers[type];
      if (typeof handler === "function") Reflect.apply(handler, socket, [event]);
    });
    parts[`on${type}`] = {
      get: () => handlers[type] ?? null,
      set: (handler: unknown) => {
        handlers[type] = typeof handler === "function" ? handler : null;
      },
    };
  }
  stand(socket, parts);
  return () => closed(1006, "", false);
}

/** Of a view only what it shows: a port takes all that lies behind. */
function sendable(data: string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | Blob): string | ArrayBuffer | Blob {
  if (ArrayBuffer.isView(data)) return data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength);
  return BINARY.test(Object.prototype.toString.call(data)) ? data : String(data);
}
