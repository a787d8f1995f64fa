// A page's WebSockets while its mirror is blocked. At home they are the browser's own, untouched. One that breaks asks the
// lifeboat whether the mirror lives; where it does not, those that still wait or stand on it are broken at once, as they would be
// at home when the line goes, and what the page opens next goes by way of another mirror.

import { createPiped } from "./piped.ts";
import { type AwayNews, CHANNEL, LOST, SOCKET_HEADER, type SocketAsk } from "./protocol.ts";

const BEAT_MILLISECONDS = 15_000;
const CLOSED = 3;
const script = document.currentScript as HTMLScriptElement | null;
if (script?.dataset.of && globalThis.WebSocket && navigator.serviceWorker) standIn(new URL(CHANNEL, script.src).href);

function standIn(channel: string): void {
  const Native = globalThis.WebSocket;
  const { fetch, MessageChannel, CloseEvent, Event } = globalThis;
  const { construct, defineProperty } = Reflect;
  const home = new Set<WebSocket>();
  /** Hung on the worker that sent the port. */
  let piped = new Map<WebSocket, () => void>();
  let control: MessagePort | undefined;
  let isAway = false;
  let count = 0;
  let beating: ReturnType<typeof setInterval> | undefined;
  let isStanding = true;

  const beat = async (how = "") => {
    const answer = await fetch(channel + how, { cache: "no-store" }).catch(() => undefined);
    // Nobody stands between: asked again it would cost the mirror a request.
    if (answer?.status !== 204) isStanding = false;
  };
  const watch = (how?: typeof LOST) => {
    if (!isStanding) return;
    void beat(how);
    beating ??= setInterval(() => {
      if (home.size + piped.size > 0 && isStanding) return void beat();
      clearInterval(beating);
      beating = undefined;
    }, BEAT_MILLISECONDS);
  };

  /** It hangs on a mirror that is gone, and the browser would find out in minutes. */
  const breakOff = (socket: WebSocket) => {
    if (!home.delete(socket)) return;
    defineProperty(socket, "readyState", { get: () => CLOSED, configurable: true });
    socket.close();
    socket.dispatchEvent(new Event("error"));
    socket.dispatchEvent(new CloseEvent("close", { code: 1006 }));
  };
  const news = (said: AwayNews) => {
    isAway = said.isAway;
    if (isAway) for (const socket of home) breakOff(socket);
  };
  navigator.serviceWorker.addEventListener("message", (event) => {
    if ((event.data as { readonly hezar?: unknown } | null)?.hezar !== CHANNEL) return;
    event.stopImmediatePropagation();
    const broken = piped;
    piped = new Map();
    for (const close of broken.values()) close();
    [control] = event.ports;
    if (control) control.onmessage = ({ data }: MessageEvent<AwayNews>) => news(data);
  });
  navigator.serviceWorker.startMessages();

  /** Its own events come too late, or twice. */
  const own = (socket: WebSocket): WebSocket => {
    const late = (event: Event) => {
      if (event.isTrusted && !home.has(socket)) event.stopImmediatePropagation();
    };
    socket.addEventListener("error", late);
    socket.addEventListener("close", (event) => {
      late(event);
      if (home.delete(socket) && !event.wasClean) watch(LOST);
    });
    home.add(socket);
    if (!beating) watch();
    return socket;
  };
  const byOther = (url: string, protocols: readonly string[]): WebSocket => {
    const { port1, port2 } = new MessageChannel();
    const id = `${++count}`;
    const made = createPiped(Native, { url, port: port1, ended: () => piped.delete(made.socket) });
    piped.set(made.socket, made.broken);
    control?.postMessage({ socket: id, protocols } satisfies SocketAsk, [port2]);
    // The shim maps the address, and the lifeboat reads it there.
    const asked = fetch(url.replace(/^ws/, "http"), { headers: { [SOCKET_HEADER]: id }, cache: "no-store" });
    void asked.then(({ status }) => status !== 204 && made.broken(), made.broken);
    return made.socket;
  };

  const Wrapped: typeof WebSocket = new Proxy(Native, {
    construct(target, args: ConstructorParameters<typeof WebSocket>, newTarget): WebSocket {
      const plain = newTarget === Wrapped ? wishOf(args) : undefined;
      if (isAway && control && plain) return byOther(plain.url, plain.protocols);
      const socket = construct(target, args, newTarget === Wrapped ? target : newTarget) as WebSocket;
      return own(socket);
    },
  });
  defineProperty(globalThis, "WebSocket", { value: Wrapped, writable: true, enumerable: false, configurable: true });
  defineProperty(Native.prototype, "constructor", { value: Wrapped, writable: true, configurable: true });
}

/** Undefined: the browser has a complaint, and makes it. */
function wishOf([address, offered = []]: ConstructorParameters<typeof WebSocket>) {
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
