// How the body of an answer is handed over. What is made here instead of handed on can be saved when its mirror is cut off,
// and pays for it: it passes through the worker and dies with it, and a script sees by `type` that it did. So what would
// outlive the worker goes as it came, and what a script asked for is looked at first: most of it is there at once and whole.

import type { Bytes } from "../../../shared/domain/bytes.ts";
import type { Clock } from "./clock.ts";
import type { Reader } from "./rebuild.ts";
import { begunBy, isResumable } from "./resume.ts";

export interface Handed {
  readonly method: string;
  /** Absent: a document. */
  readonly destination?: string;
  /** It is made in the worker anyhow, as all is that another mirror sends. */
  readonly isMade?: boolean;
}

export type Handling = "as it came" | "looked at" | "spliced";

/** Larger ones are downloads, however they were asked for; media come in parts. */
const LARGE_BYTES = 32 << 20;
/** In the five minutes that a worker has for it: 14 kB/s. */
const SHORT_BYTES = 4 << 20;
const SHOWN = /^(?:text\/|image\/|application\/(?:json|xhtml|xml|[\w.+-]*\+xml))/i;
const ENDLESS = /^(?:text\/event-stream|multipart\/)/i;

export function handlingOf(response: Response, { method, destination, isMade = false }: Handed): Handling {
  const { status, headers, body, type, redirected } = response;
  const mediaType = headers.get("content-type") ?? "";
  const isWhole = status === 200 || status === 206;
  // Made anew it would lose the address it was redirected to.
  if (method !== "GET" || !body || !isWhole || type === "opaqueredirect" || redirected) return "as it came";
  if (ENDLESS.test(mediaType)) return "as it came";
  if (destination === "audio" || destination === "video") return "spliced";
  const isLarge = Number(headers.get("content-length")) > LARGE_BYTES;
  const isLasting = destination === undefined && isDownload(headers) && !isShortDownload(response);
  if (!isMade && (isLarge || isLasting)) return "as it came";
  return destination === "empty" ? "looked at" : "spliced";
}

/** What a document's request has saved rather than shown. */
export function isDownload(headers: Headers): boolean {
  const isAttached = /^\s*attachment/i.test(headers.get("content-disposition") ?? "");
  return isAttached || !SHOWN.test(headers.get("content-type") ?? "");
}

/** It ends before the worker does, also on a slow line, and its rest can be asked for. */
function isShortDownload(response: Response): boolean {
  return (totalOf(response.headers) ?? Number.POSITIVE_INFINITY) <= SHORT_BYTES && isResumable(begunBy(response));
}

/** How long the body is as the page reads it; undefined: nobody says. */
export function totalOf(headers: Headers): number | undefined {
  const length = headers.get("content-length");
  return length === null || headers.has("content-encoding") || !/^\d+$/.test(length) ? undefined : Number(length);
}

const LOOK_BYTES = 256 * 1024;
const LOOK_MILLISECONDS = 50;

export interface Looked {
  readonly how: "whole" | "more" | "cut";
  readonly chunks: readonly Bytes[];
  readonly reader: Reader;
}

/** Reads for a moment: `whole`, it is all there. */
export async function look(reader: Reader, clock: Clock): Promise<Looked> {
  const chunks: Bytes[] = [];
  const until = clock.sleep(LOOK_MILLISECONDS).then(() => undefined);
  for (let bytes = 0; bytes < LOOK_BYTES; ) {
    const reading = reader.read();
    const read = await Promise.race([reading.catch(() => "cut" as const), until]);
    if (read === "cut") return { how: read, chunks, reader };
    // What is being read already comes first.
    if (read === undefined) return { how: "more", chunks, reader: withPending(reading, reader) };
    if (read.done) return { how: "whole", chunks, reader };
    chunks.push(read.value);
    bytes += read.value.length;
  }
  return { how: "more", chunks, reader };
}

function withPending(pending: ReturnType<Reader["read"]>, reader: Reader): Reader {
  let first: typeof pending | undefined = pending;
  return {
    read: () => {
      const next = first ?? reader.read();
      first = undefined;
      return next;
    },
    cancel: (reason) => reader.cancel(reason),
  };
}

/** All of a request's body; undefined: there is more than is kept. */
export async function keptBody(request: Request): Promise<Blob | undefined> {
  const reader = (request.body as ReadableStream<Bytes> | null | undefined)?.getReader();
  // Firefox shows a worker no streams of requests.
  if (!reader) return limited(await request.blob());
  const chunks: Bytes[] = [];
  for (let bytes = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return new Blob(chunks);
    bytes += value.length;
    if (bytes > KEPT_BYTES) return void reader.cancel().catch(() => undefined);
    chunks.push(value);
  }
}

/** What a reader writes fits; what does not is sent once, to the own mirror. */
const KEPT_BYTES = 8 << 20;

function limited(blob: Blob): Blob | undefined {
  return blob.size > KEPT_BYTES ? undefined : blob;
}
