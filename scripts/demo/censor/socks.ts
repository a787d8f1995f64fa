// The server's side of a SOCKS5 handshake (RFC 1928). With socks5 a browser hands names to the proxy and looks none up
// itself, so whoever stands here sees the look-up as well as the connection.

import type { Socket } from "node:net";

export interface SocksWish {
  readonly command: number;
  /** A name, or an address in its usual spelling. */
  readonly host: string;
  readonly isName: boolean;
  readonly port: number;
}

export const CONNECT = 1;
export const SUCCEEDED = 0;
export const HOST_UNREACHABLE = 4;
export const COMMAND_NOT_SUPPORTED = 7;

const VERSION = 5;
const ADDRESS = { ipv4: 1, name: 3 } as const;

/** Throws where the client ends before it has asked. */
export async function readWish(client: Socket): Promise<SocksWish> {
  const [, methods = 0] = await take(client, 2);
  await take(client, methods);
  client.write(Uint8Array.of(VERSION, SUCCEEDED));
  const [, command = 0, , kind] = await take(client, 4);
  const host = await readHost(client, kind);
  const port = (await take(client, 2)).readUInt16BE(0);
  return { command, host, isName: kind === ADDRESS.name, port };
}

export function reply(code: number): Uint8Array {
  return Uint8Array.of(VERSION, code, 0, ADDRESS.ipv4, 0, 0, 0, 0, 0, 0);
}

async function readHost(client: Socket, kind: number | undefined): Promise<string> {
  if (kind === ADDRESS.ipv4) return (await take(client, 4)).join(".");
  if (kind === ADDRESS.name) return (await take(client, (await take(client, 1))[0] ?? 0)).toString("latin1");
  const groups = await take(client, 16);
  return `[${Array.from({ length: 8 }, (_, at) => groups.readUInt16BE(at * 2).toString(16)).join(":")}]`;
}

/** Exactly so many bytes; a client that ends before is an error. */
export async function take(client: Socket, count: number): Promise<Buffer> {
  if (count === 0) return Buffer.alloc(0);
  for (;;) {
    const bytes = client.read(count) as Buffer | null;
    if (bytes?.length === count) return bytes;
    if (client.readableEnded || client.destroyed) throw new Error("the client ended");
    await new Promise<void>((resolve, reject) => {
      const ended = () => reject(new Error("the client ended"));
      client.once("readable", () => {
        client.off("close", ended);
        resolve();
      });
      client.once("close", ended);
    });
  }
}
