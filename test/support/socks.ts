// A SOCKS5 proxy (RFC 1928) for a browser that must reach nothing but mirrors. With socks5 Chromium hands names to the
// proxy and looks none up itself, so every attempt of any kind is seen here. What is allowed is connected on loopback.
// The rest is taken, its first line is kept (it tells which address was asked for), and the line is cut without an answer.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Attempt {
  readonly host: string;
  readonly port: number;
  /** What was sent first: a request line, `tls`, or empty where only the connection was opened. */
  line: string;
}

export interface Socks {
  readonly port: number;
  /** Every connection to what is not allowed, oldest first. */
  readonly attempts: readonly Attempt[];
  close(): Promise<void>;
}

export type Allows = (host: string, port: number) => boolean;

const VERSION = 5;
const CONNECT = 1;
const SUCCEEDED = 0;
const COMMAND_NOT_SUPPORTED = 7;
const TLS_HANDSHAKE = 0x16;

export async function startSocks(allows: Allows): Promise<Socks> {
  const attempts: Attempt[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    open.add(client);
    client.on("close", () => open.delete(client)).on("error", () => client.destroy());
    serve(client, { allows, attempts }).catch(() => client.destroy());
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    port: (server.address() as AddressInfo).port,
    attempts,
    close: async () => {
      for (const client of open) client.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

interface Rules {
  readonly allows: Allows;
  readonly attempts: Attempt[];
}

async function serve(client: Socket, { allows, attempts }: Rules): Promise<void> {
  const [, methods = 0] = await take(client, 2);
  await take(client, methods);
  client.write(Uint8Array.of(VERSION, SUCCEEDED));
  const [, command, , kind] = await take(client, 4);
  const host = await readHost(client, kind);
  const port = (await take(client, 2)).readUInt16BE(0);
  if (command !== CONNECT) {
    attempts.push({ host, port, line: `command ${command}` });
    client.end(reply(COMMAND_NOT_SUPPORTED));
    return;
  }
  client.write(reply(SUCCEEDED));
  if (allows(host, port)) return join(client, port);
  const attempt: Attempt = { host, port, line: "" };
  attempts.push(attempt);
  attempt.line = firstLine(await take(client, 1), client);
  client.destroy();
}

async function readHost(client: Socket, kind: number | undefined): Promise<string> {
  if (kind === 1) return (await take(client, 4)).join(".");
  if (kind === 3) return (await take(client, (await take(client, 1))[0] ?? 0)).toString("latin1");
  const groups = await take(client, 16);
  return `[${Array.from({ length: 8 }, (_, at) => groups.readUInt16BE(at * 2).toString(16)).join(":")}]`;
}

function firstLine(first: Buffer, client: Socket): string {
  if (first[0] === TLS_HANDSHAKE) return "tls";
  const rest = (client.read() as Buffer | null) ?? Buffer.alloc(0);
  return Buffer.concat([first, rest]).toString("latin1").split("\r\n", 1)[0] ?? "";
}

function join(client: Socket, port: number): void {
  const mirror = connect(port, "127.0.0.1");
  mirror.on("error", () => client.destroy()).on("close", () => client.destroy());
  client.on("close", () => mirror.destroy());
  client.pipe(mirror).pipe(client);
}

function reply(code: number): Uint8Array {
  return Uint8Array.of(VERSION, code, 0, 1, 0, 0, 0, 0, 0, 0);
}

/** Exactly so many bytes; a client that ends before is an error. */
async function take(client: Socket, count: number): Promise<Buffer> {
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
