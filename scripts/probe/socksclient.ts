// A client's side of SOCKS5 (RFC 1928): a name goes to the proxy, and its reply code says how far it came.

import type { Socket } from "node:net";

export class SocksError extends Error {
  /** The proxy's reply, or -1 where it gave none. */
  readonly code: number;
  /** In OONI's words. */
  readonly failure: string;

  constructor(code: number) {
    super(`the proxy says ${code}`);
    this.code = code;
    this.failure = FAILURES[code] ?? `unknown_failure: socks ${code}`;
  }
}

/** RFC 1928 §6. Proxies say "host unreachable" for a name that does not resolve. */
const FAILURES: Readonly<Record<number, string>> = {
  3: "network_unreachable",
  4: "dns_nxdomain_error",
  5: "connection_refused",
};

const REPLY_BYTES = 10;

export async function socksConnect(socket: Socket, host: string, port: number): Promise<void> {
  socket.write(Uint8Array.of(5, 1, 0));
  const [version, method] = await read(socket, 2);
  if (version !== 5 || method !== 0) throw new SocksError(-1);
  const name = Buffer.from(host, "latin1");
  socket.write(Uint8Array.of(5, 1, 0, 3, name.length, ...name, port >> 8, port & 0xff));
  const [, code = -1] = await read(socket, REPLY_BYTES);
  if (code !== 0) throw new SocksError(code);
}

function read(socket: Socket, count: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const over = () => done(() => reject(new SocksError(-1)));
    const look = () => {
      const bytes = socket.read(count) as Buffer | null;
      if (bytes?.length === count) done(() => resolve(bytes));
    };
    const done = (then: () => void) => {
      socket.off("readable", look).off("close", over).off("end", over);
      then();
    };
    socket.on("readable", look).on("close", over).on("end", over);
    look();
  });
}
