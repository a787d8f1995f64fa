// A page's WebSocket by way of another mirror: opened here, believed once its first message opens as that mirror's answer, and
// piped over a port. How pages ask is channel.ts.

import type { FromPage, ToPage } from "../sockets/protocol.ts";
import type { Clock } from "./clock.ts";
import type { HeldJar } from "./hold.ts";
import type { Others } from "./others.ts";
import type { Sealed, Wish } from "./request.ts";

export interface SocketsPorts {
  readonly others: Pick<Others, "open">;
  readonly jar: Pick<HeldJar, "take">;
  readonly WebSocket: typeof WebSocket;
  readonly clock: Clock;
}

/** Serves one socket of a page until it is closed. `url`: absolute, on the own mirror, by http. */
export type ServeSocket = (url: string, protocols: readonly string[], port: MessagePort) => Promise<void>;

const OPENING_MILLISECONDS = 5_000;
const BROKEN = [1006, "", false] as const;

interface Opened {
  readonly socket: WebSocket;
  /** Came before anybody listened. */
  readonly early: readonly (string | ArrayBuffer)[];
}

export function createSockets({ others, jar, WebSocket, clock }: SocketsPorts): ServeSocket {
  const opening = (protocols: readonly string[]) => (sealed: Sealed) =>
    new Promise<Opened | undefined>((resolve) => {
      const socket = new WebSocket(sealed.socketUrl, [...protocols]);
      const early: (string | ArrayBuffer)[] = [];
      let isOpen = false;
      const failed = () => {
        if (isOpen) return;
        socket.close();
        resolve(undefined);
      };
      socket.binaryType = "arraybuffer";
      socket.onclose = failed;
      socket.onmessage = ({ data: first }) => {
        socket.onmessage = ({ data }) => early.push(data);
        const head = first instanceof ArrayBuffer ? sealed.open(new Uint8Array(first)) : Promise.resolve(undefined);
        void head.then((said) => {
          if (said === undefined) return failed();
          if (said.jar.length) jar.take(said.jar, "other");
          isOpen = true;
          resolve({ socket, early });
        }, failed);
      };
      void clock.sleep(OPENING_MILLISECONDS).then(failed);
    });

  return async (url, protocols, port) => {
    const tell = (message: ToPage) => port.postMessage(message);
    const wish: Wish = { method: "GET", url, headers: [] };
    const opened = await others.open(wish, opening(protocols)).catch(() => undefined);
    if (opened === undefined) return tell({ closed: BROKEN });
    const { socket, early } = opened;
    await new Promise<void>((resolve) => {
      socket.onmessage = ({ data }) => tell({ data });
      socket.onclose = ({ code, reason, wasClean }) => {
        tell({ closed: [code, reason, wasClean] });
        resolve();
      };
      port.onmessage = ({ data: said }: MessageEvent<FromPage>) => {
        if ("close" in said) socket.close(...said.close);
        else socket.send(said.data as string | ArrayBuffer);
      };
      // The page is gone; browsers that do not say so keep it for as long as the worker lives.
      port.addEventListener("close", () => socket.close());
      tell({ open: socket.protocol });
      for (const data of early) tell({ data });
      if (socket.readyState === WebSocket.CLOSED) {
        tell({ closed: BROKEN });
        resolve();
      }
    });
  };
}
