// A client that speaks through a SOCKS5 proxy as a browser does: names go to the proxy, nothing is looked up here.

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { SocksError, socksConnect } from "../../scripts/probe/socksclient.ts";

export interface ThroughSocks {
  /** The proxy's reply code; 0: connected. */
  readonly code: number;
  readonly socket: Socket;
}

export async function connectThrough(proxyPort: number, host: string, port: number): Promise<ThroughSocks> {
  const socket = connect(proxyPort, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  try {
    await socksConnect(socket, host, port);
    return { code: 0, socket };
  } catch (error) {
    if (error instanceof SocksError) return { code: error.code, socket };
    throw error;
  }
}

/** Everything that comes until the other side ends, and how it ended. */
export async function readAll(socket: Socket): Promise<{ readonly body: Buffer; readonly ending: "closed" | "reset" }> {
  const chunks: Buffer[] = [];
  let ending: "closed" | "reset" = "closed";
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "ECONNRESET") ending = "reset";
  });
  // events.once() would throw the reset that is the answer here.
  if (!socket.closed) await new Promise((resolve) => socket.on("close", resolve));
  return { body: Buffer.concat(chunks), ending };
}

/** At least `count` bytes, left flowing. */
export function readBytes(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const take = (chunk: Buffer) => {
      chunks.push(chunk);
      if (Buffer.concat(chunks).length < count) return;
      socket.off("data", take);
      resolve(Buffer.concat(chunks));
    };
    socket.on("data", take);
  });
}
