// Answers as the address itself describes: `/say/<base64url of JSON>/<any name>`. So a row of the suite holds both what it
// does and what the service answers, and the site needs no route of its own for it.

import { setTimeout as after } from "node:timers/promises";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { bodyOf, type Handler } from "./visit.ts";

export interface Saying {
  readonly status?: number;
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** The body's bytes, for charsets that are not UTF-8. */
  readonly hex?: string;
  readonly encoding?: "gzip" | "br" | "zstd" | "deflate";
  /** Written one after the other, a turn of the event loop and `pauseMilliseconds` apart. */
  readonly chunks?: readonly string[];
  readonly pauseMilliseconds?: number;
  readonly trailers?: Readonly<Record<string, string>>;
  /** Sent as 103 before the answer. */
  readonly earlyLink?: string;
  /** The connection is broken after the body's first half. */
  readonly cut?: boolean;
  /** The request's own `Origin` is allowed to read the answer. */
  readonly cors?: boolean;
}

const COMPRESS = { gzip: gzipSync, br: brotliCompressSync, zstd: zstdCompressSync, deflate: deflateSync };
const BODILESS = new Set([204, 205, 304]);

export const answerSay: Handler = async ({ request, response, url }) => {
  const said = url.pathname.split("/")[2] ?? "";
  const saying = JSON.parse(Buffer.from(said, "base64url").toString("utf8")) as Saying;
  await bodyOf(request);
  if (saying.earlyLink !== undefined) response.writeEarlyHints({ link: saying.earlyLink });
  const status = saying.status ?? 200;
  const headers: Record<string, string | readonly string[]> = {
    "content-type": "text/html; charset=utf-8",
    "cache-control": "no-store",
    ...saying.headers,
    ...(saying.encoding && { "content-encoding": saying.encoding }),
    ...(saying.trailers && { trailer: Object.keys(saying.trailers).join(", ") }),
    ...(saying.cors && {
      "access-control-allow-origin": request.headers.origin ?? "*",
      "access-control-allow-credentials": "true",
    }),
  };
  for (const [name, value] of Object.entries(headers)) if (value !== "") response.setHeader(name, value);
  response.statusCode = status;
  if (saying.reason !== undefined) response.statusMessage = saying.reason;
  if (request.method === "HEAD" || BODILESS.has(status)) return void response.end();
  await sendBody(response, saying);
};

async function sendBody(response: Parameters<Handler>[0]["response"], saying: Saying): Promise<void> {
  const { chunks, trailers, pauseMilliseconds = 0, encoding, hex, body = "" } = saying;
  if (chunks !== undefined || trailers !== undefined) {
    for (const chunk of chunks ?? [body]) {
      response.write(chunk);
      // A reader who is gone need not be waited for.
      await after(pauseMilliseconds, undefined, { ref: false });
    }
    if (trailers !== undefined) response.addTrailers(trailers);
    return void response.end();
  }
  const plain = hex === undefined ? Buffer.from(body, "utf8") : Buffer.from(hex, "hex");
  const bytes = encoding === undefined ? plain : COMPRESS[encoding](plain);
  response.setHeader("content-length", bytes.length);
  if (saying.cut !== true) return void response.end(bytes);
  response.write(bytes.subarray(0, bytes.length / 2));
  await after(20);
  response.destroy();
}
