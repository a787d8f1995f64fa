// One request on the primary origin and the few ways to answer it.

import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import type { Language } from "./content/story.ts";
import type { Ledger, Session } from "./ledger.ts";
import type { Origins, Visit } from "./page.ts";

export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Without the language's prefix, decoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly language: Language;
  readonly origins: Origins;
  readonly ledger: Ledger;
  readonly session: Session | undefined;
}

const FORM_BYTES_LIMIT = 64 * 1024;
const GZIP_FROM_BYTES = 1024;

export function visitOf({ language, origins, ledger, session }: Exchange): Visit {
  const user = session?.user;
  const formToken = session === undefined ? undefined : ledger.formToken(session);
  return {
    language,
    origins,
    ...(user === undefined ? {} : { user }),
    ...(formToken === undefined ? {} : { formToken }),
  };
}

export function sendText(
  exchange: Exchange,
  body: string,
  options: { readonly type?: string; readonly status?: number } = {},
): void {
  const { request, response } = exchange;
  const plain = Buffer.from(body);
  const zipped = plain.length >= GZIP_FROM_BYTES && /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  const sent = zipped ? gzipSync(plain) : plain;
  response.writeHead(options.status ?? 200, {
    "content-type": options.type ?? "text/html; charset=utf-8",
    "content-length": sent.length,
    "cache-control": "no-cache, private",
    "content-security-policy": policy(exchange.origins),
    "referrer-policy": "strict-origin-when-cross-origin",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    vary: "Accept-Encoding, Cookie",
    ...(zipped ? { "content-encoding": "gzip" } : {}),
  });
  response.end(request.method === "HEAD" ? undefined : sent);
}

export function sendRedirect(exchange: Exchange, location: string, status = 303): void {
  exchange.response.writeHead(status, { location, "content-length": 0 }).end();
}

/** A form's fields; `undefined` when it is no such form or too long. */
export async function readForm({ request }: Exchange): Promise<URLSearchParams | undefined> {
  if (!/^application\/x-www-form-urlencoded\b/i.test(request.headers["content-type"] ?? "")) return undefined;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > FORM_BYTES_LIMIT) return undefined;
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString("utf8"));
}

export function cookieOf(request: IncomingMessage, name: string): string | undefined {
  const pairs = (request.headers.cookie ?? "").split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
}

/** Its own policy names the CDN; a mirror that passes it on unchanged shows a bare page. */
function policy({ primary, cdn }: Origins): string {
  const socket = primary.replace(/^http/, "ws");
  return [
    "default-src 'none'",
    `script-src 'self' ${cdn}`,
    `style-src 'self' ${cdn} 'unsafe-inline'`,
    `img-src 'self' ${cdn} data:`,
    `font-src ${cdn}`,
    `media-src 'self' ${cdn}`,
    `connect-src 'self' ${cdn} ${socket}`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join("; ");
}
