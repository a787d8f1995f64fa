// What a measurement needs and no newspaper has: a stream of any length whose every byte is known, a sink that hashes
// what it is sent, and an echo of the request as it arrived. Nothing is buffered, so gigabytes pass.

import { createCipheriv, createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { sendRanged } from "./range.ts";

const CHUNK_BYTES = 64 * 1024;
const STREAM_BYTES_LIMIT = 64 * 1024 ** 3;
const epoch = new Date(Date.UTC(2026, 0, 1));

/** The bytes from `offset` on of one endless fixed sequence: AES-128-CTR of zeros, which can start anywhere. */
export function pseudorandomBytes(offset: number, byteCount: number): Buffer {
  const counter = Buffer.alloc(16);
  counter.writeBigUInt64BE(BigInt(Math.floor(offset / 16)), 8);
  const cipher = createCipheriv("aes-128-ctr", Buffer.alloc(16, 7), counter);
  const lead = offset % 16;
  return cipher.update(Buffer.alloc(lead + byteCount)).subarray(lead);
}

/** GET /stream?bytes=N[&rate=bytes per second] */
export async function serveStream(
  request: IncomingMessage,
  response: ServerResponse,
  query: URLSearchParams,
): Promise<void> {
  const sizeBytes = Number(query.get("bytes") ?? CHUNK_BYTES);
  const rate = Number(query.get("rate") ?? 0);
  if (!Number.isSafeInteger(sizeBytes) || sizeBytes < 1 || sizeBytes > STREAM_BYTES_LIMIT || !(rate >= 0)) {
    response.writeHead(400, { "content-type": "text/plain" }).end("bytes: 1 to 64 GiB, rate: bytes per second\n");
    return;
  }
  const read = (start: number, end: number) => pacedBytes(start, end, rate);
  const etag = `"stream-${sizeBytes}"`;
  await sendRanged(request, response, { sizeBytes, type: "application/octet-stream", etag, changedAt: epoch, read });
}

async function* pacedBytes(start: number, end: number, rate: number): AsyncGenerator<Buffer, void, undefined> {
  const step = rate > 0 ? Math.max(1, Math.min(CHUNK_BYTES, Math.floor(rate / 10))) : CHUNK_BYTES;
  const startedAt = performance.now();
  for (let at = start; at <= end; at += step) {
    const aheadMilliseconds = rate > 0 ? ((at - start) / rate) * 1000 - (performance.now() - startedAt) : 0;
    if (aheadMilliseconds > 1) await pause(aheadMilliseconds);
    yield pseudorandomBytes(at, Math.min(step, end - at + 1));
  }
}

/** PUT or POST /sink → {"bytes":…,"sha256":"…"} */
export async function serveSink(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const hash = createHash("sha256");
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  sendJson(response, { bytes, sha256: hash.digest("hex") });
}

/** Any method on /echo: the request line and headers as they arrived; the body only counted. */
export async function serveEcho(request: IncomingMessage, response: ServerResponse): Promise<void> {
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) bytes += chunk.length;
  const { method, url, httpVersion, rawHeaders } = request;
  sendJson(response, { method, url, httpVersion, rawHeaders, bytes });
}

function sendJson(response: ServerResponse, value: unknown): void {
  response.writeHead(200, { "content-type": "application/json", "cache-control": "no-store" });
  response.end(`${JSON.stringify(value)}\n`);
}
