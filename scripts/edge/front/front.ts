// The mirrors' port: HTTP/1.1 by Host, inside TLS where there is a certificate. It decides nothing a script could notice: it finds the script, says who the
// visitor is in Cloudflare's words, and passes bytes. What it refuses, it refuses alike for every host.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { TlsPair } from "../options.ts";
import type { Fleet } from "../runtime/fleet.ts";
import type { Standings } from "../storage/standing.ts";
import { accountOfKey } from "../storage/state.ts";
import { serveDefaultSite } from "./default-site.ts";
import { forward, headerBytesMax, refuse, refuseByCode } from "./forward.ts";
import { dressRequest, type Visitor } from "./headers.ts";
import { parseTarget, type Target } from "./hostname.ts";
import type { IsTooMany } from "./ratelimit.ts";
import type { Routing } from "./routing.ts";
import { forwardUpgrade, isWebSocket, refuseSocket } from "./upgrade.ts";

export interface FrontOptions {
  readonly fleet: Fleet;
  readonly routing: Routing;
  readonly isStopped: (hostname: string) => boolean;
  readonly standings: Standings;
  readonly describeVisitor: (address: string) => Visitor["cf"];
  readonly isTooMany: IsTooMany;
  readonly tls: TlsPair | undefined;
}

/** Cloudflare's own: its requests of the day are used up; its name leads nowhere any more. */
const requestsUsedUpCode = 1027;
const namelessCode = 1001;

/** Methods Node parses and workerd does not; it would drop the connection half-way. */
const unspeakable = new Set(["BIND", "LINK", "M-SEARCH", "MKCALENDAR", "REBIND", "SOURCE", "UNBIND", "UNLINK"]);

export function createFront(options: FrontOptions): Server {
  const settings = {
    maxHeaderSize: headerBytesMax,
    // An upload may take hours; only the headers have a deadline.
    requestTimeout: 0,
    headersTimeout: 60_000,
    shouldUpgradeCallback: isWebSocket,
  };
  const answer = (request: IncomingMessage, response: ServerResponse) =>
    void serve(options, request, response).catch(() => response.destroy());
  const server: Server =
    options.tls === undefined
      ? createServer(settings, answer)
      : createTlsServer({ ...settings, ...options.tls }, answer);
  server.on("upgrade", (request, socket, head) => {
    // Also silences a reset while we look for the script.
    socket.on("error", () => undefined);
    serveUpgrade(options, request, { socket, head }).catch(() => socket.destroy());
  });
  server.on("connect", (_request, socket) => refuseSocket(socket, "405 Method Not Allowed"));
  return server;
}

async function serve(options: FrontOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const target = parseTarget(request);
  if (target === undefined) return refuse(response, 400);
  if (unspeakable.has(request.method ?? "")) return refuse(response, 405);
  if (options.isTooMany(target.hostname, addressOf(request))) return refuse(response, 429);
  if (options.isStopped(target.hostname)) return refuseByCode(response, 530, namelessCode);
  const key = options.routing(target);
  if (key === undefined) return serveDefaultSite(request, response, target.path);
  const account = accountOfKey(key);
  if (options.standings.isSuspended(account)) return refuseByCode(response, 530, namelessCode);
  if (!options.standings.admit(account)) return refuseByCode(response, 429, requestsUsedUpCode);
  const lease = await options.fleet.lease(key);
  if (lease === undefined) return refuse(response, 503);
  if (response.destroyed) return lease.release();
  forward(request, response, { lease, path: target.path, headers: dress(options, request, target) });
}

async function serveUpgrade(
  options: FrontOptions,
  request: IncomingMessage,
  { socket, head }: { socket: Duplex; head: Buffer },
): Promise<void> {
  const target = parseTarget(request);
  const isRefused =
    target !== undefined &&
    (options.isTooMany(target.hostname, addressOf(request)) || options.isStopped(target.hostname));
  const key = target && !isRefused && isWebSocket(request) ? options.routing(target) : undefined;
  const lease = key === undefined || !mayServe(options, key) ? undefined : await options.fleet.lease(key);
  if (target === undefined || lease === undefined) return refuseSocket(socket, "404 Not Found");
  if (socket.destroyed) return lease.release();
  forwardUpgrade(socket, { lease, head, path: target.path, headers: dress(options, request, target) });
}

function mayServe({ standings }: FrontOptions, key: string): boolean {
  const account = accountOfKey(key);
  return !standings.isSuspended(account) && standings.admit(account);
}

function dress(options: FrontOptions, request: IncomingMessage, { authority }: Target): readonly string[] {
  const address = addressOf(request);
  const scheme = request.socket instanceof TLSSocket ? "https" : "http";
  return dressRequest(request.rawHeaders, {
    authority,
    visitor: { address, scheme, cf: options.describeVisitor(address) },
  });
}

function addressOf(request: IncomingMessage): string {
  return (request.socket.remoteAddress ?? "127.0.0.1").replace(/^::ffff:/, "");
}
