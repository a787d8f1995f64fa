// A page's WebSockets while its mirror is blocked. At home they are the browser's own, untouched. One that breaks or falls silent
// has the lifeboat look whether the mirror lives; where it does not, those that still wait or stand on it are broken at once, as
// they would be at home when the line goes, and what the page opens next goes by way of another mirror.

import type { Line } from "./line.ts";
import { pipe } from "./piped.ts";
import { SOCKET_HEADER, type SocketAsk } from "./protocol.ts";
import { createStands } from "./stands.ts";

const CLOSED = 3;

export function standInForSockets(line: Line): void {
  const Native = globalThis.WebSocket;
  const { fetch, MessageChannel, CloseEvent, Event, EventTarget } = globalThis;
  const { construct, defineProperty } = Reflect;
  const { send, close } = Native.prototype;
  const stand = createStands(Native);
  const home = new Set<WebSocket>();
  /** Hung on the worker that sent the port. */
  let piped = new Map<WebSocket, () => void>();
  let count = 0;

  /** It hangs on a mirror that is gone, and the browser would find out in minutes. */
  const breakOff = (socket: WebSocket) => {
    if (!home.delete(socket)) return;
    stand(socket, { readyState: { get: () => CLOSED } });
    close.call(socket);
    socket.dispatchEvent(new Event("error"));
    socket.dispatchEvent(new CloseEvent("close", { code: 1006 }));
  };
  line.counts(() => home.size + piped.size);
  line.on("away", () => {
    // Those of now: one that is opened in answer is another.
    for (const socket of [...home]) breakOff(socket);
  });
  line.on("renewed", () => {
    const broken = piped;
    piped = new Map();
    for (const close of broken.values()) close();
  });

  /** Its own events come too late, or twice. */
  const own = (socket: WebSocket): WebSocket => {
    const late = (event: Event) => {
      if (event.isTrusted && !home.has(socket)) event.stopImmediatePropagation();
    };
    const [speaks, answers] = [line.rhythm(), line.rhythm()];
    let isUnopened = true;
    socket.addEventListener("open", () => {
      isUnopened = false;
    });
    socket.addEventListener("message", () => {
      answers.came();
      speaks.came();
      if (home.has(socket)) speaks.expects();
    });
    stand(socket, {
      send: {
        value: (...message: Parameters<WebSocket["send"]>) => {
          send.apply(socket, message);
          answers.expects();
        },
      },
    });
    socket.addEventListener("error", late);
    socket.addEventListener("close", (event) => {
      late(event);
      speaks.came();
      answers.came();
      if (home.delete(socket) && !event.wasClean) line.doubt(isUnopened);
    });
    home.add(socket);
    line.watch();
    return socket;
  };
  const byOther = (socket: WebSocket, { url, protocols }: Wish, port: MessagePort): WebSocket => {
    const { port1, port2 } = new MessageChannel();
    const id = `${++count}`;
    const broken = pipe(socket, { stand, url, port: port1, ended: () => piped.delete(socket) });
    piped.set(socket, broken);
    port.postMessage({ socket: id, protocols } satisfies SocketAsk, [port2]);
    // The shim maps the address, and the lifeboat reads it there.
    const asked = fetch(url.replace(/^ws/, "http"), { headers: { [SOCKET_HEADER]: id }, cache: "no-store" });
    void asked.then(({ status }) => {
      if (status === 204) return;
      // The port is of a worker that has ended: another has one for what the page opens next.
      line.doubt();
      broken();
    }, broken);
    line.watch();
    return socket;
  };

  const Wrapped: typeof WebSocket = new Proxy(Native, {
    construct(target, args: ConstructorParameters<typeof WebSocket>, newTarget): WebSocket {
      const wish = line.isAway() ? wishOf(args) : undefined;
      const port = line.port();
      if (wish && port) return byOther(construct(EventTarget, [], newTarget) as WebSocket, wish, port);
      return own(construct(target, args, newTarget === Wrapped ? target : newTarget) as WebSocket);
    },
  });
  defineProperty(globalThis, "WebSocket", { value: Wrapped, writable: true, enumerable: false, configurable: true });
  defineProperty(Native.prototype, "constructor", { value: Wrapped, writable: true, configurable: true });
}

interface Wish {
  readonly url: string;
  readonly protocols: readonly string[];
}

/** Undefined: the browser has a complaint, and makes it. */
function wishOf([address, offered = []]: ConstructorParameters<typeof WebSocket>): Wish | undefined {
  const protocols = typeof offered === "string" ? [offered] : [...offered];
  if (new Set(protocols).size < protocols.length || protocols.some((one) => !/^[\w!#$%&'*+.^`|~-]+$/.test(one)))
    return undefined;
  try {
    const url = new URL(address, document.baseURI);
    url.protocol = url.protocol.replace("http", "ws");
    return /^wss?:$/.test(url.protocol) && !url.hash ? { url: url.href, protocols } : undefined;
  } catch {
    return undefined;
  }
}
