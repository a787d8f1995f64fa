// A small blocked service for the demo and the tests: a newspaper in Persian and English on two origins. It behaves as
// real sites do (strict Host and Origin, its own CSP, cookies, ranges, sockets), so what works here has met the wild.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { createCdn } from "./cdn.ts";
import { createChat } from "./chat.ts";
import { cookieOf } from "./exchange.ts";
import { openLedger } from "./ledger.ts";
import { createPrimary, isOwnHost, isOwnOrigin } from "./primary.ts";
import { createTicker } from "./ticker.ts";
import { openShelf } from "./upload.ts";

export interface NewsroomOptions {
  readonly host?: string;
  /** 0 or absent: any free port. */
  readonly port?: number;
  readonly cdnPort?: number;
  /** Where the world sees the two origins, when that is not where they listen. */
  readonly publicPrimary?: string;
  readonly publicCdn?: string;
  /** A file that keeps sessions and comments over a restart; absent: memory. */
  readonly database?: string;
  readonly tickMilliseconds?: number;
  readonly uploadLimitBytes?: number;
}

export interface Newsroom {
  readonly primary: string;
  readonly cdn: string;
  close(): Promise<void>;
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

export async function startNewsroom(options: NewsroomOptions = {}): Promise<Newsroom> {
  const { host = "127.0.0.1" } = options;
  const primary = await listen(host, options.port ?? 0);
  const cdn = await listen(host, options.cdnPort ?? 0).catch(async (error: unknown) => {
    await stop(primary);
    throw error;
  });
  const origins = { primary: options.publicPrimary ?? originOf(primary), cdn: options.publicCdn ?? originOf(cdn) };
  const ledger = openLedger(options.database);
  const shelf = await openShelf({ limitBytes: options.uploadLimitBytes ?? 256 * 1024 ** 2 });
  const ticker = createTicker({ everyMilliseconds: options.tickMilliseconds ?? 3000 });
  const chat = createChat({ nameOf: (request) => ledger.session(cookieOf(request, "session"))?.user });
  answer(primary, createPrimary({ origins, ledger, shelf, ticker }));
  answer(cdn, await createCdn(origins));
  primary.on("upgrade", (request, socket, head) => {
    const own = request.url === "/live/chat" && isOwnHost(request, origins) && isOwnOrigin(request, origins);
    if (own) chat.accept(request, socket, head);
    else socket.end("HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
  });
  return {
    ...origins,
    async close() {
      ticker.close();
      chat.close();
      await Promise.all([stop(primary), stop(cdn)]);
      await shelf.close();
      ledger.close();
    },
  };
}

/** A failed request is answered plainly; what failed is nobody else’s business. */
function answer(server: Server, handler: Handler): void {
  server.on("request", (request, response) => {
    handler(request, response).catch(() => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end();
    });
  });
}

async function listen(host: string, port: number): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 30_000, requestTimeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(port, host, resolve);
  });
  return server;
}

function originOf(server: Server): string {
  const { address, port, family } = server.address() as AddressInfo;
  return `http://${family === "IPv6" ? `[${address}]` : address}:${port}`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
