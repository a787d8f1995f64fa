// A SOCKS5 proxy (RFC 1928) for a browser that must reach nothing but mirrors. With socks5 Chromium hands names to the
// proxy and looks none up itself, so every attempt of any kind is seen here. What is allowed is connected on loopback.
// The rest is taken, its first line is kept (it tells which address was asked for), and the line is cut without an answer.

import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";
import { COMMAND_NOT_SUPPORTED, CONNECT, readWish, reply, SUCCEEDED, take } from "../../scripts/demo/censor/socks.ts";

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
  const { command, host, port } = await readWish(client);
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
