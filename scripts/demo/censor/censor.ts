// A censor on one machine, for the demo and the tests: a middlebox that a browser is led through by its SOCKS5 setting, and
// an API that says what it blocks. Real bytes, real silence; nothing of the mesh knows that it is there.

import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo, Server as NetServer } from "node:net";
import { type Clock, systemClock } from "../../clock.ts";
import { createCensorApi } from "./api.ts";
import { createMiddlebox, type Seen } from "./middlebox.ts";
import type { Rule } from "./rule.ts";
import { createRuleBook } from "./rulebook.ts";

export interface CensorOptions {
  /** Ports on 127.0.0.1; absent or 0: any free one. */
  readonly port?: number;
  readonly apiPort?: number;
  /** The loopback address that a client's connections are seen to come from; absent: its own. */
  readonly from?: (client: string) => string;
  readonly resolve?: (name: string) => string | undefined;
  readonly clock?: Clock;
}

export interface Censor {
  readonly port: number;
  readonly apiUrl: string;
  rules(): readonly Rule[];
  block(rule: Rule): void;
  lift(pattern: string): boolean;
  /** Every connection since the start, oldest first, the last 10,000. */
  seen(): readonly Seen[];
  close(): Promise<void>;
}

const HOST = "127.0.0.1";
const SEEN_MOST = 10_000;

export async function startCensor(options: CensorOptions = {}): Promise<Censor> {
  const { clock = systemClock, resolve = resolveLocalhost, from = (client) => client } = options;
  const book = createRuleBook(clock.now);
  const log: Seen[] = [];
  const note = (seen: Seen) => {
    log.push(seen);
    if (log.length > SEEN_MOST) log.shift();
  };
  const middlebox = createMiddlebox({ book, clock, resolve, note, from });
  const api = createCensorApi({ book, seen: () => log });
  const port = await listen(middlebox.server, options.port);
  const apiPort = await listen(api, options.apiPort).catch(async (error: unknown) => {
    await close(middlebox.server);
    throw error;
  });
  return {
    port,
    apiUrl: `http://${HOST}:${apiPort}`,
    rules: book.rules,
    block: book.set,
    lift: book.lift,
    seen: () => [...log],
    close: async () => {
      middlebox.closeAll();
      api.closeAllConnections();
      await Promise.all([close(middlebox.server), close(api)]);
    },
  };
}

/** As browsers do (RFC 6761 §6.3). */
function resolveLocalhost(name: string): string | undefined {
  return name === "localhost" || name.endsWith(".localhost") ? HOST : undefined;
}

async function listen(server: NetServer | Server, port = 0): Promise<number> {
  await once(server.listen(port, HOST), "listening");
  return (server.address() as AddressInfo).port;
}

function close(server: NetServer | Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
