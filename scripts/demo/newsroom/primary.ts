// The primary origin: which page answers which request. It insists on its own Host and, for anything that changes
// something, on its own Origin, as careful sites do; a relay that gets either wrong is found out here.

import type { IncomingMessage, ServerResponse } from "node:http";
import { addComment, logIn, logOut, showLogin } from "./account.ts";
import { findStory } from "./content/stories.ts";
import { cookieOf, type Exchange, sendRedirect, sendText, visitOf } from "./exchange.ts";
import { serveEcho, serveSink, serveStream } from "./instruments.ts";
import type { Ledger } from "./ledger.ts";
import { feed, frontPage, notFoundPage, searchPage, storyPage } from "./news.ts";
import type { Origins } from "./page.ts";
import { chatPage, redirectsPage, uploadPage, videoPage } from "./rooms.ts";
import type { createTicker } from "./ticker.ts";
import type { Shelf } from "./upload.ts";

export interface PrimaryParts {
  readonly origins: Origins;
  readonly ledger: Ledger;
  readonly shelf: Shelf;
  readonly ticker: ReturnType<typeof createTicker>;
}

type Handler = (exchange: Exchange, parts: PrimaryParts) => void | Promise<void>;

const reading: Readonly<Record<string, Handler>> = {
  "/": (exchange) => sendText(exchange, frontPage(visitOf(exchange))),
  "/search": (exchange) =>
    sendText(exchange, searchPage(visitOf(exchange), (exchange.query.get("q") ?? "").slice(0, 100))),
  "/feed.xml": (exchange) =>
    sendText(exchange, feed(visitOf(exchange)), { type: "application/rss+xml; charset=utf-8" }),
  "/video": (exchange) => sendText(exchange, videoPage(visitOf(exchange))),
  "/chat": (exchange) => sendText(exchange, chatPage(visitOf(exchange))),
  "/upload": (exchange) => sendText(exchange, uploadPage(visitOf(exchange))),
  "/redirects": (exchange) => sendText(exchange, redirectsPage(visitOf(exchange))),
  "/login": showLogin,
  "/live/ticker": ({ request, response }, { ticker }) => ticker.serve(request, response),
  "/stream": ({ request, response, query }) => serveStream(request, response, query),
};

const changing: Readonly<Record<string, Handler>> = {
  "/login": logIn,
  "/logout": logOut,
  "/comments": addComment,
  "/upload": receiveUpload,
  "/redirects/keep-method": (exchange) => sendRedirect(exchange, `${exchange.origins.primary}/echo`, 307),
};

export function createPrimary(parts: PrimaryParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    if (!isOwnHost(request, parts.origins)) return sendPlain(response, 421, "This is not the site you asked for.");
    const exchange = openExchange(request, response, parts);
    if (exchange === undefined) return sendPlain(response, 400, "This address cannot be read.");
    const { method = "GET" } = request;
    if (exchange.path === "/echo") return serveEcho(request, response);
    if (exchange.path === "/sink" && (method === "PUT" || method === "POST")) return serveSink(request, response);
    if (method === "GET" || method === "HEAD") return answerReading(exchange, parts);
    const handler = method === "POST" ? changing[exchange.path] : undefined;
    if (handler === undefined) return sendPlain(response, method === "POST" ? 404 : 405, "Nothing is done here.");
    if (!isOwnOrigin(request, parts.origins))
      return sendPlain(response, 403, "Forms are taken from our own pages only.");
    await handler(exchange, parts);
  };
}

/** Requests without an Origin come from no page at all (curl, a test) and carry no browser's cookies by mistake. */
export function isOwnOrigin({ headers }: IncomingMessage, { primary }: Origins): boolean {
  return headers.origin === undefined || headers.origin === primary;
}

export function isOwnHost({ headers }: IncomingMessage, { primary }: Origins): boolean {
  return headers.host?.toLowerCase() === new URL(primary).host;
}

async function answerReading(exchange: Exchange, parts: PrimaryParts): Promise<void> {
  const { path, request, response } = exchange;
  const handler = Object.hasOwn(reading, path) ? reading[path] : undefined;
  if (handler !== undefined) return handler(exchange, parts);
  const [, kind = "", name = ""] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  if (kind === "uploads" && (await parts.shelf.serve(request, response, name))) return;
  if (kind === "redirects" && redirect(exchange, name)) return;
  const story = kind === "news" ? findStory(exchange.language, name) : undefined;
  if (story === undefined) return sendText(exchange, notFoundPage(visitOf(exchange)), { status: 404 });
  sendText(exchange, storyPage(visitOf(exchange), story, exchange.ledger.comments(`${exchange.language}/${story.id}`)));
}

function redirect(exchange: Exchange, name: string): boolean {
  const { primary, cdn } = exchange.origins;
  const left = Number(exchange.query.get("left") ?? 0);
  const targets: Readonly<Record<string, readonly [number, string]>> = {
    relative: [302, "../news/river-rises"],
    absolute: [302, `${primary}/en/news/river-rises`],
    "protocol-relative": [302, `//${new URL(primary).host}/en/`],
    permanent: [301, `${primary}/news/${encodeURIComponent("نان-و-بامداد")}#comments`],
    "to-cdn": [302, `${cdn}/images/storks-600.jpg`],
    chain: [302, left > 0 ? `${primary}/redirects/chain?left=${left - 1}` : `${primary}/en/`],
  };
  if (name === "refresh") {
    exchange.response.writeHead(200, { refresh: `0; url=${primary}/en/`, "content-length": 0 }).end();
    return true;
  }
  const [status, location] = (Object.hasOwn(targets, name) ? targets[name] : undefined) ?? [];
  if (location !== undefined) sendRedirect(exchange, location, status);
  return location !== undefined;
}

async function receiveUpload(exchange: Exchange, { shelf }: PrimaryParts): Promise<void> {
  const result = await shelf.receive(exchange.request);
  const status = result === "too-big" ? 413 : result === "none" ? 422 : 200;
  if (status !== 200) exchange.response.setHeader("connection", "close"); // the rest of the body is not worth reading
  if (exchange.request.headers.accept === "application/json") {
    return sendText(exchange, JSON.stringify(result), { status, type: "application/json" });
  }
  sendText(exchange, uploadPage(visitOf(exchange), result), { status });
}

/** `/en/…` is English, everything else Persian; `undefined` for an address with broken %-encoding. */
function openExchange(request: IncomingMessage, response: ServerResponse, parts: PrimaryParts): Exchange | undefined {
  const url = requestUrl(request);
  const raw = url?.pathname ?? "";
  const english = raw === "/en" || raw.startsWith("/en/");
  try {
    const path = decodeURIComponent(english ? raw.slice(3) || "/" : raw);
    const session = parts.ledger.session(cookieOf(request, "session"));
    const query = url?.searchParams ?? new URLSearchParams();
    return {
      request,
      response,
      path,
      query,
      language: english ? "en" : "fa",
      origins: parts.origins,
      ledger: parts.ledger,
      session,
    };
  } catch {
    return undefined;
  }
}

/** A target like `//evil/path` is a path, not another host. */
function requestUrl({ url = "/" }: IncomingMessage): URL | null {
  return URL.parse(url.startsWith("/") ? `http://newsroom${url}` : url);
}

function sendPlain(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", connection: "close" }).end(`${text}\n`);
}
