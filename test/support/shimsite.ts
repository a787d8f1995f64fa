// A small site of three origins and a stranger, for the shim's tests: each answers with what it was asked, so that a test
// sees where a request went. The stranger counts who comes.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { WebSocketServer } from "ws";

export interface ShimSite {
  readonly news: string;
  readonly cdn: string;
  readonly embed: string;
  readonly stranger: string;
  /** Connections to the stranger. */
  strangers(): number;
  close(): void;
}

const PIXEL = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

export async function startShimSite(): Promise<ShimSite> {
  let seen = 0;
  const servers = await Promise.all(["127.0.0.1", "127.0.0.2", "127.0.0.3", "127.0.0.4"].map(serve));
  servers[3]?.server.on("connection", () => {
    seen++;
  });
  const [news = "", cdn = "", embed = "", stranger = ""] = servers.map((one) => one.origin);
  for (const { server } of servers) {
    server.on("request", (request, response) => answer(request, response, { news, cdn, embed, stranger }));
    const sockets = new WebSocketServer({ server });
    sockets.on("connection", (socket, request) => {
      socket.send(`${request.headers.host}${request.url}`);
      socket.on("message", (data) => socket.send(String(data)));
    });
  }
  return {
    news,
    cdn,
    embed,
    stranger,
    strangers: () => seen,
    close: () => {
      for (const { server } of servers) {
        server.closeAllConnections();
        server.close();
      }
    },
  };
}

type Origins = Pick<ShimSite, "news" | "cdn" | "embed" | "stranger">;

function answer(request: IncomingMessage, response: ServerResponse, origins: Origins): ServerResponse {
  const { host = "", origin } = request.headers;
  const url = new URL(request.url ?? "/", `http://${host}`);
  const extension = /\.(\w+)$/.exec(url.pathname)?.[1] ?? "";
  if (origin) response.setHeader("access-control-allow-origin", origin);
  response.setHeader("access-control-allow-credentials", "true");
  response.setHeader("access-control-allow-methods", "PUT");
  if (url.pathname === "/guarded") response.setHeader("content-security-policy", GUARDED);
  if (extension === "gif") return send(response, "image/gif", PIXEL);
  if (extension === "css") return send(response, "text/css", "body { --styled: yes }");
  if (extension === "mjs") return send(response, "text/javascript", MODULE);
  if (extension === "js") return send(response, "text/javascript", url.pathname.includes("worker") ? WORKER : SCRIPT);
  if (extension === "sse") return send(response, "text/event-stream", `data: ${host}${url.pathname}\n\n`);
  if (extension === "txt") return send(response, "text/plain", `${request.method} ${host}${request.url}`);
  return send(response, "text/html; charset=utf-8", page(host, url, origins));
}

function send(response: ServerResponse, type: string, body: string | Buffer): ServerResponse {
  response.setHeader("content-type", type);
  return response.end(body);
}

/** No eval, no inline script, and markup by trusted types only. */
const GUARDED = "script-src 'self' 'nonce-abc'; require-trusted-types-for 'script'; trusted-types page";
const SCRIPT = `window.loaded = (window.loaded || 0) + 1;`;
const MODULE = `export const here = new URL(import.meta.url).pathname;`;
/** Does what it is told: [name, argument], and says what came of it. */
const WORKER = `
const deeds = {
  fetch: (url) => fetch(url).then((answer) => answer.text()),
  xhr: (url) => new Promise((done) => { const asked = new XMLHttpRequest(); asked.open("GET", url); asked.onloadend = () => done(asked.responseText); asked.send(); }),
  socket: (url) => new Promise((done) => { const socket = new WebSocket(url); socket.onmessage = (event) => { done(event.data); socket.close(); }; socket.onerror = () => done("refused"); }),
  location: () => self.location.pathname,
  import: (url) => { importScripts(url); return self.imported; },
  absent: () => typeof WebTransport,
};
self.window = self;
const listen = (port) => { port.onmessage = ({ data: [name, argument] }) => Promise.resolve().then(() => deeds[name](argument)).then((said) => port.postMessage(said), (error) => port.postMessage("error: " + error.message)); };
if (self.postMessage) listen(self);
self.onconnect = ({ ports: [port] }) => listen(port);
self.imported = "imported " + self.location.pathname;
`;

function page(host: string, { pathname, search }: URL, { news, cdn, embed, stranger }: Origins): string {
  return `<!doctype html><title>${host}${pathname}</title>
<script nonce="abc">window.origins = ${JSON.stringify({ news, cdn, embed, stranger })}; window.heard = [];
addEventListener("message", (event) => { heard.push([event.data, event.origin]); if (event.data === "ping") event.source.postMessage("pong", event.origin); });</script>
<body><p id="here">${host}${pathname}${search}</p></body>`;
}

async function serve(address: string): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer().listen(0, address);
  await once(server, "listening");
  return { server, origin: `http://${address}:${(server.address() as AddressInfo).port}` };
}
