// A page's WebSocket by way of another mirror: opened here, believed once its first message opens as that mirror's answer, and
// piped over a port. How pages ask is channel.ts.

import type { FromPage, ToPage } from "../sockets/protocol.ts";
import type { HeldJar, MirrorAt } from "./hold.ts";
import type { Others } from "./others.ts";
import { type QuietPorts, watchQuiet } from "./quiet.ts";
import type { Sealed, Wish } from "./request.ts";

export interface SocketsPorts extends Omit<QuietPorts, "gone"> {
  readonly others: Pick<Others, "open">;
  readonly jar: Pick<HeldJar, "take">;
  readonly WebSocket: typeof WebSocket;
  /** It answered, and then no more. */
  readonly lost: (mirror: MirrorAt) => void;
}

/** Serves one socket of a page until it is closed. `url`: absolute, on the own mirror, by http. */
export type ServeSocket = (url: string, protocols: readonly string[], port: MessagePort) => Promise<void>;

const OPENING_MILLISECONDS = 5_000;
const BROKEN = [1006, "", false] as const;

interface Opened {
  readonly mirror: MirrorAt;
  readonly socket: WebSocket;
  /** Came before anybody listened. */
  readonly early: readonly ToPage[];
}

export function createSockets({ others, jar, WebSocket, clock, fetch, lost }: SocketsPorts): ServeSocket {
  const opening =
    (protocols: readonly string[]) =>
    ({ socketUrl, open, to: mirror }: Sealed) =>
      new Promise<Opened | undefined>((resolve) => {
        const socket = new WebSocket(socketUrl, [...protocols]);
        const early: ToPage[] = [];
        let isOpen = false;
        const failed = () => {
          if (isOpen) return;
          socket.close();
          resolve(undefined);
        };
        socket.binaryType = "arraybuffer";
        socket.onclose = failed;
        socket.onmessage = ({ data: first }) => {
          hear(socket, (message) => early.push(message));
          const head = first instanceof ArrayBuffer ? open(new Uint8Array(first)) : Promise.resolve(undefined);
          void head.then((said) => {
            if (said === undefined) return failed();
            if (said.jar.length) jar.take(said.jar, "other");
            isOpen = true;
            resolve({ mirror, socket, early });
          }, failed);
        };
        void clock.sleep(OPENING_MILLISECONDS).then(failed);
      });

  return async (url, protocols, port) => {
    let socket: WebSocket | undefined;
    let isGone = false;
    // The page is gone; browsers that do not say so keep it for as long as the worker lives.
    port.addEventListener("close", () => {
      isGone = true;
      socket?.close();
    });
    const wish: Wish = { method: "GET", url, headers: [] };
    const opened = await others.open(wish, opening(protocols)).catch(() => undefined);
    if (opened === undefined) return port.postMessage({ closed: BROKEN } satisfies ToPage);
    const { mirror, early } = opened;
    ({ socket } = opened);
    if (isGone) socket.close();
    await new Promise<void>((resolve) => {
      const gone = () => {
        lost(mirror);
        socket.onclose = null;
        socket.close();
        tell({ closed: BROKEN });
      };
      const quiet = watchQuiet(mirror, { fetch, clock, gone });
      const tell = (message: ToPage) => {
        quiet.came();
        port.postMessage(message);
        if (!("closed" in message)) return;
        quiet.over();
        resolve();
      };
      port.onmessage = ({ data: said }: MessageEvent<FromPage>) => {
        if ("close" in said) socket.close(...said.close);
        else socket.send(said.data);
      };
      tell({ open: socket.protocol });
      for (const message of early) tell(message);
      hear(socket, tell);
    });
  };
}

function hear(socket: WebSocket, tell: (message: ToPage) => void): void {
  socket.onmessage = ({ data }) => tell({ data });
  socket.onclose = ({ code, reason, wasClean }) => tell({ closed: [code, reason, wasClean] });
}
