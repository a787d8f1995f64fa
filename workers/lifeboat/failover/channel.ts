// The way from a page to the sockets: a page may not see its lifeboat (shim/serviceworkers.ts), so it asks for an address under
// the door that goes nowhere, and is sent a port. The same question again, every few seconds, keeps the worker awake and says
// that the page is still there; a worker that was put to sleep all the same sends another port, and what hung on the old one
// is broken.

import { CHANNEL, LOST, SOCKET_HEADER, type SocketAsk, UNOPENED } from "../sockets/protocol.ts";
import type { ServeSocket } from "./sockets.ts";

/** A page with a socket asks oftener than the own mirror is asked for it. */
const SEEN_MILLISECONDS = 10_000;
/** At once, by one page. */
const ASKED_MOST = 100;

export interface ChannelPorts {
  readonly clients: Clients;
  readonly address: string;
  readonly serve: ServeSocket;
  readonly isAway: () => boolean;
  /** Looks whether the own mirror lives, where it was not seen for so long. */
  readonly look: (withinMs: number) => Promise<void>;
  /** The same of a new connection to it. */
  readonly reach: () => Promise<void>;
}

export interface Channel {
  /** Answers what is for a socket. */
  takes(event: FetchEvent): void;
  /** Tells pages with sockets whether their mirror is away, where that has changed. */
  tell(): void;
}

interface Asked extends SocketAsk {
  readonly port: MessagePort;
}

interface ToPage {
  readonly port: MessagePort;
  /** By the page's own names: each page counts from one. */
  readonly asked: Map<string, Asked>;
  told?: boolean;
}

export function createChannel({ clients, address, serve, isAway, look, reach }: ChannelPorts): Channel {
  /** By their clients. */
  const pages = new Map<string, ToPage>();
  const tell = () => {
    for (const page of pages.values()) {
      if (page.told === isAway()) continue;
      page.told = isAway();
      page.port.postMessage({ isAway: page.told });
    }
  };
  const beat = async (id: string, seenMs: number, isUnopened: boolean): Promise<Response> => {
    if (!pages.has(id)) {
      const { port1, port2 } = new MessageChannel();
      const asked = new Map<string, Asked>();
      pages.set(id, { port: port1, asked });
      port1.onmessage = ({ data, ports: [port] }: MessageEvent<SocketAsk>) => {
        if (port && asked.size < ASKED_MOST) asked.set(data.socket, { ...data, port });
      };
      (await clients.get(id))?.postMessage({ hezar: CHANNEL }, [port2]);
      tell();
    }
    for (const other of pages.keys()) if (!(await clients.get(other))) pages.delete(other);
    await look(seenMs);
    if (isUnopened) await reach();
    tell();
    return new Response(null, { status: 204 });
  };
  return {
    takes(event) {
      const { request, clientId } = event;
      const wanted = request.headers.get(SOCKET_HEADER);
      const isUnopened = request.url === address + UNOPENED;
      const isLost = isUnopened || request.url === address + LOST;
      const isBeat = isLost || request.url === address;
      if (!isBeat && wanted === null) return;
      event.stopImmediatePropagation();
      if (isBeat || wanted === null)
        return event.respondWith(beat(clientId, isLost ? 0 : SEEN_MILLISECONDS, isUnopened));
      const asked = pages.get(clientId)?.asked;
      const one = asked?.get(wanted);
      asked?.delete(wanted);
      if (one) event.waitUntil(serve(request.url, one.protocols, one.port));
      event.respondWith(new Response(null, { status: one ? 204 : 404 }));
    },
    tell,
  };
}
