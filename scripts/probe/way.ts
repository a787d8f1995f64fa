// How a probe's bytes leave this machine: by themselves, or through a SOCKS5 proxy that stands where readers are. Behind a
// proxy names are looked up there, so its word is the look-up's answer too.

import { connect, type Socket } from "node:net";
import { ProbeFailure } from "./failure.ts";
import type { Lookup } from "./lookup.ts";
import { SocksError, socksConnect } from "./socksclient.ts";

export interface Way {
  /** Addresses, or undefined where the way looks names up itself while it connects. */
  resolve(name: string, signal: AbortSignal): Promise<readonly string[] | undefined>;
  /** An open connection; throws ProbeFailure "dns_…" where the name was what failed. */
  connect(host: string, port: number, signal: AbortSignal): Promise<Socket>;
}

/** Through this machine's own network. */
export function createDirectWay(lookup: Lookup): Way {
  return {
    resolve: lookup,
    connect: (host, port, signal) => opened(connect({ host, port }), signal),
  };
}

export interface Proxy {
  readonly host: string;
  readonly port: number;
}

/** `127.0.0.1:1080`, or the same behind `socks5://`. */
export function parseProxy(text: string): Proxy | undefined {
  const [, host = "", port = ""] = /^(?:socks5:\/\/)?([\w.-]+):(\d{1,5})$/.exec(text) ?? [];
  return host === "" ? undefined : { host, port: Number(port) };
}

export function createSocksWay(proxy: Proxy): Way {
  return {
    resolve: async () => undefined,
    connect: async (host, port, signal) => {
      const socket = await opened(connect({ ...proxy }), signal);
      try {
        await socksConnect(socket, host, port);
      } catch (error) {
        socket.destroy();
        throw error instanceof SocksError ? new ProbeFailure(error.failure) : error;
      }
      return socket;
    },
  };
}

/** The signal ends the attempt, not the connection: what comes after has a time of its own. */
function opened(socket: Socket, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const giveUp = () => socket.destroy();
    signal.addEventListener("abort", giveUp);
    socket.once("error", reject);
    socket.once("connect", () => {
      signal.removeEventListener("abort", giveUp);
      socket.off("error", reject);
      // Whoever reads hears of later errors through the request or the handshake.
      socket.on("error", () => undefined);
      resolve(socket);
    });
  });
}
