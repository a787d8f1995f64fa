// Answers with Range, If-Range and conditional requests (RFC 9110 §13-14) for anything that can be read from an offset.
// One range only; several are answered with the whole, as the RFC allows.

import type { IncomingMessage, ServerResponse } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface Ranged {
  readonly sizeBytes: number;
  readonly type: string;
  /** Strong, with its quotes. */
  readonly etag: string;
  readonly changedAt: Date;
  /** Both ends included. */
  read(start: number, end: number): Iterable<Uint8Array> | AsyncIterable<Uint8Array>;
  readonly headers?: Readonly<Record<string, string>>;
}

export type ByteRange = { readonly start: number; readonly end: number };

/** `undefined`: no usable range, send the whole; `unsatisfiable`: 416. */
export function parseRange(header: string | undefined, sizeBytes: number): ByteRange | "unsatisfiable" | undefined {
  const match = /^bytes=\s*(\d*)-(\d*)\s*$/.exec(header ?? "");
  const [, first = "", last = ""] = match ?? [];
  if (first === "" && last === "") return undefined;
  if (first !== "" && last !== "" && Number(last) < Number(first)) return undefined;
  const start = first === "" ? Math.max(0, sizeBytes - Number(last)) : Number(first);
  const end = first === "" || last === "" ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  return start > end ? "unsatisfiable" : { start, end };
}

export async function sendRanged(request: IncomingMessage, response: ServerResponse, what: Ranged): Promise<void> {
  const { sizeBytes, etag, changedAt, type } = what;
  const shared = { etag, "last-modified": changedAt.toUTCString(), "accept-ranges": "bytes", ...what.headers };
  if (isUnchanged(request, what)) {
    response.writeHead(304, shared).end();
    return;
  }
  const range = rangeStillHolds(request, what) ? parseRange(request.headers.range, sizeBytes) : undefined;
  if (range === "unsatisfiable") {
    response.writeHead(416, { ...shared, "content-range": `bytes */${sizeBytes}`, "content-length": 0 }).end();
    return;
  }
  const { start, end } = range ?? { start: 0, end: sizeBytes - 1 };
  const partial = range === undefined ? {} : { "content-range": `bytes ${start}-${end}/${sizeBytes}` };
  const headers = { ...shared, ...partial, "content-type": type, "content-length": end - start + 1 };
  response.writeHead(range === undefined ? 200 : 206, headers);
  if (request.method === "HEAD") response.end();
  else await sendStream(what.read(start, end), response);
}

/** A reader who goes away is ordinary, so a broken pipe is no error. */
async function sendStream(
  source: Iterable<Uint8Array> | AsyncIterable<Uint8Array>,
  response: ServerResponse,
): Promise<void> {
  await pipeline(Readable.from(source, { objectMode: false }), response).catch(() => response.destroy());
}

function isUnchanged({ headers }: IncomingMessage, { etag, changedAt }: Ranged): boolean {
  const tags = headers["if-none-match"];
  if (tags !== undefined)
    return tags.split(",").some((tag) => tag.trim().replace(/^W\//, "") === etag || tag.trim() === "*");
  const since = headers["if-modified-since"];
  return since !== undefined && headers.range === undefined && Date.parse(since) >= wholeSeconds(changedAt);
}

/** If-Range: the range counts only for the very bytes the client has part of. */
function rangeStillHolds({ headers }: IncomingMessage, { etag, changedAt }: Ranged): boolean {
  const condition = headers["if-range"];
  if (typeof condition !== "string") return true;
  return condition.startsWith('"') ? condition === etag : Date.parse(condition) === wholeSeconds(changedAt);
}

function wholeSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000) * 1000;
}
