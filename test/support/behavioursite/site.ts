// A service made to be measured: three origins on loopback that answer as rows of the conformance suite ask, and tell what
// they saw. It is honest about nothing else: no state but logins and hits, no route that only one row needs.

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createAccounts } from "./accounts.ts";
import { answerEcho } from "./echo.ts";
import { answerEvents } from "./events.ts";
import { createHits } from "./hits.ts";
import { answerFile, answerHls } from "./media.ts";
import { answerSay } from "./say.ts";
import { openSockets } from "./sockets.ts";
import type { Handler, SiteOrigins, Visit } from "./visit.ts";

/**
 * A document or script the suite brings, by path. `{primary}`, `{cdn}`, `{embed}` in it become the origins, `{id}` a name
 * for hits that is new each time, so that two browsers do not see each other's.
 */
export interface Bundled {
  readonly type: string;
  readonly text: string;
  /** Sent as it is. */
  readonly literal?: true;
}

export interface BehaviourSite {
  readonly origins: SiteOrigins;
  close(): Promise<void>;
}

/** Ends the user agent of the browser that reads through the mirror. */
export const READER_WORD = "Reader/1";
const HOSTS = ["127.0.0.1", "127.0.0.2", "127.0.0.3"] as const;

export async function startBehaviourSite(bundled: ReadonlyMap<string, Bundled>): Promise<BehaviourSite> {
  const servers = await Promise.all(HOSTS.map(listen));
  const [primary = "", cdn = "", embed = ""] = servers.map(originOf);
  const origins = { primary, cdn, embed };
  const hits = createHits();
  const routes: Readonly<Record<string, Handler>> = {
    say: answerSay,
    echo: withPreflight(answerEcho),
    hit: withPreflight(hits.answerHit),
    seen: hits.answerSeen,
    account: createAccounts(),
    events: answerEvents,
    file: withPreflight(answerFile),
    hls: answerHls,
  };
  const closers = servers.map((server) => {
    answer(server, { origins, bundled, routes });
    return openSockets(server, origins);
  });
  return {
    origins,
    async close() {
      for (const close of closers) close();
      await Promise.all(servers.map(stop));
    },
  };
}

interface Answering {
  readonly origins: SiteOrigins;
  readonly bundled: ReadonlyMap<string, Bundled>;
  readonly routes: Readonly<Record<string, Handler>>;
}

function answer(server: Server, { origins, bundled, routes }: Answering): void {
  const own = originOf(server);
  server.on("request", (request, response) => {
    if (isEscape(request)) return void response.writeHead(421, { "content-type": "text/html" }).end("escaped");
    const url = new URL(own + (request.url ?? "/"));
    const visit: Visit = { request, response, url, origins };
    const text = bundled.get(url.pathname);
    const handle = text ? sendBundled(text) : (routes[url.pathname.split("/")[1] ?? ""] ?? sendNotFound);
    Promise.resolve(handle(visit)).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { "content-type": "text/plain" });
      response.end(String(error));
    });
  });
}

function sendBundled({ type, text, literal }: Bundled): Handler {
  return ({ response, origins }) => {
    if (literal) return void response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(text);
    const id = `id-${randomBytes(6).toString("hex")}`;
    const filled = text
      .replaceAll("{id}", id)
      .replace(/\{(primary|cdn|embed)(-host)?\}/g, (_, name: keyof SiteOrigins, host) =>
        host === undefined ? origins[name] : new URL(origins[name]).host,
      );
    response.writeHead(200, { "content-type": type, "cache-control": "no-store" }).end(filled);
  };
}

const sendNotFound: Handler = ({ response }) => {
  response.writeHead(404, { "content-type": "text/html" }).end("<!doctype html><title>not found</title>");
};

/** A preflight of what asks for `?cors` is granted whatever it wants, but for what `?deny` names. */
function withPreflight(next: Handler): Handler {
  return (visit) => {
    const { request, response, url } = visit;
    const { origin } = request.headers;
    const wanted = request.headers["access-control-request-method"];
    if (request.method !== "OPTIONS" || wanted === undefined) return next(visit);
    if (!url.searchParams.has("cors") || origin === undefined) return void response.writeHead(403).end();
    response.writeHead(204, {
      "access-control-allow-origin": origin,
      "access-control-allow-credentials": "true",
      "access-control-allow-methods": url.searchParams.has("deny") ? "GET" : wanted,
      "access-control-allow-headers": request.headers["access-control-request-headers"] ?? "",
    });
    response.end();
  };
}

/**
 * What the reader's browser (launched with this word in its name) asks without the relay between, whose fetch names other
 * encodings than Chromium does. It is refused, so that a row whose page left the mirror does not come out right.
 */
function isEscape({ headers }: IncomingMessage): boolean {
  return (
    headers["user-agent"]?.endsWith(READER_WORD) === true && headers["accept-encoding"]?.includes("deflate") === true
  );
}

async function listen(host: string): Promise<Server> {
  const server = createServer({ keepAliveTimeout: 30_000, requestTimeout: 0 });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject).listen(0, host, resolve);
  });
  return server;
}

function originOf(server: Server): string {
  const { address, port } = server.address() as AddressInfo;
  return `http://${address}:${port}`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
