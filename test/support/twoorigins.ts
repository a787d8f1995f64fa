// A site on two origins that says little and remembers what it was asked. What a secondary allows others to read is asked
// for in the query: `acao=*`, `acao=own` (the primary), `acao=asked` (who asks, if told), `acac=true`, `expose=name`, `methods=`
// and `names=` (of a preflight; without them whatever it asks); and `cache=`, `vary=`, `cookie=` what an answer says of itself.

import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}

export interface TwoOrigins {
  readonly primary: string;
  readonly cdn: string;
  /** The last request with this path and query, on either origin. */
  seen(url: string): Seen;
  /** How many requests there were for it. */
  count(url: string): number;
  close(): Promise<void>;
}

type Name = "primary" | "cdn";

interface Visit {
  readonly name: Name;
  readonly url: URL;
  readonly seen: Seen;
  readonly response: ServerResponse;
}

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/p9pXWQAAAABJRU5ErkJggg==",
  "base64",
);
const FONT = new URL("../../scripts/demo/newsroom/assets/naskh-regular.woff2", import.meta.url);
const PAGE = "<!doctype html><meta charset=utf-8><title>two origins</title><body>";
const WORKER = `const cdn = new URL(location).searchParams.get("cdn");
importScripts(cdn + "/classic.js");
fetch(cdn + "/text?acao=*").then((answer) => answer.text()).then((text) => postMessage(self.classic + ", " + text));`;

export async function startTwoOrigins(): Promise<TwoOrigins> {
  const memory = new Map<string, Seen>();
  const counts = new Map<string, number>();
  const font = await readFile(FONT);
  const drips: ServerResponse[] = [];

  const typed =
    (type: string, body: string | Buffer) =>
    ({ response }: Visit) => {
      response.setHeader("content-type", type);
      response.end(body);
    };
  const javascript = (body: string) => typed("text/javascript", body);
  const paths: Record<string, (visit: Visit) => void> = {
    "/": typed("text/html; charset=utf-8", PAGE),
    "/form": typed("text/html; charset=utf-8", PAGE),
    "/pictures/quiet.png": typed("image/png", PNG),
    "/picture.png": typed("image/png", PNG),
    "/font.woff2": typed("font/woff2", font),
    "/sheet.css": typed("text/css", "body{--from-sheet:cdn;background:url(picture.png?sheet)}"),
    "/tagged.css": ({ response, seen }) => {
      response.setHeader("etag", '"one"').setHeader("cache-control", "no-cache").setHeader("content-type", "text/css");
      if (seen.headers["if-none-match"]?.includes('"one"')) response.writeHead(304).end();
      else response.end(`b{background:url(${origins.cdn}/picture.png)}`);
    },
    "/classic.js": javascript("self.classic='ran'"),
    "/worker.js": javascript(WORKER),
    "/modules/outer.js": javascript("import inner from './inner.js?acao=*';export default 'outer '+inner"),
    "/modules/inner.js": javascript("export default 'inner'"),
    "/redirect": ({ response, url }) => response.writeHead(302, { location: `/text${url.search}` }).end(),
    "/events": typed("text/event-stream", "data: first\n\n"),
    "/echo": ({ response, seen }) => response.end(JSON.stringify(seen)),
    "/beacon": ({ response }) => response.writeHead(204).end(),
    "/login": ({ response, name, url }) => {
      response.setHeader("set-cookie", `${url.searchParams.get("name") ?? "session"}=${name}`);
      response.end();
    },
    "/drip": ({ response }) => {
      response.setHeader("content-type", "text/plain");
      response.write("first ");
      drips.push(response);
    },
    "/let-flow": ({ response }) => {
      for (const drip of drips.splice(0)) drip.end("rest");
      response.end();
    },
    "/text": ({ response, name, seen }) => {
      const whole = `text of ${name}`;
      response.setHeader("x-shown", "1").setHeader("x-hidden", "1").setHeader("content-type", "text/plain");
      if (seen.headers.range !== "bytes=0-3") return response.end(whole);
      response.writeHead(206, { "content-range": `bytes 0-3/${whole.length}` }).end(whole.slice(0, 4));
    },
  };

  const answer = async (name: Name, request: IncomingMessage, response: ServerResponse) => {
    const { method = "", url = "/" } = request;
    const body = await text(request);
    const seen = { method, url, headers: request.headers as Record<string, string>, body };
    memory.set(url, seen);
    counts.set(url, (counts.get(url) ?? 0) + 1);
    const visit = { name, url: new URL(url, "http://site"), seen, response };
    allow(visit, origins.primary);
    (paths[visit.url.pathname] ?? (() => response.writeHead(404).end()))(visit);
  };
  const [primary, cdn] = await Promise.all(
    (["primary", "cdn"] as const).map((name) => listen((...exchange) => void answer(name, ...exchange))),
  );
  if (primary === undefined || cdn === undefined) throw new Error("two servers were started");
  const origins = { primary: originOf(primary), cdn: originOf(cdn) };
  return {
    ...origins,
    seen: (url) => memory.get(url) as Seen,
    count: (url) => counts.get(url) ?? 0,
    close: async () => {
      await Promise.all([primary, cdn].map(stop));
    },
  };
}

const SAID = [
  ["cache", "cache-control"],
  ["vary", "vary"],
  ["cookie", "set-cookie"],
] as const;

function allow({ url, seen, response }: Visit, primary: string): void {
  const [origin, credentials, exposed] = ["acao", "acac", "expose"].map((name) => url.searchParams.get(name));
  const asked = origin === "asked" ? seen.headers.origin : origin === "own" ? primary : origin;
  if (asked) response.setHeader("access-control-allow-origin", asked);
  if (credentials) response.setHeader("access-control-allow-credentials", credentials);
  for (const [name, header] of SAID) {
    const said = url.searchParams.get(name);
    if (said) response.setHeader(header, said);
  }
  if (exposed) response.setHeader("access-control-expose-headers", exposed);
  if (seen.method !== "OPTIONS") return;
  const asks = (name: string) => seen.headers[`access-control-request-${name}`] ?? "";
  response.setHeader("access-control-allow-methods", url.searchParams.get("methods") ?? asks("method"));
  response.setHeader("access-control-allow-headers", url.searchParams.get("names") ?? asks("headers"));
  response.setHeader("access-control-max-age", "600");
}

async function listen(handler: (request: IncomingMessage, response: ServerResponse) => void): Promise<Server> {
  const server = createServer(handler).listen(0, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
