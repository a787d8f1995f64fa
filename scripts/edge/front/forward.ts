// One request to one workerd and its answer back, streamed both ways under backpressure: what is in memory is a few socket
// buffers, whatever the size. Each request has a Unix connection of its own: opening one costs about 0.1 ms, and an idle one
// kept for later can be closed by the other side at the very moment it is used.
import { type ClientRequest, type IncomingMessage, request as openRequest, type ServerResponse } from "node:http";
import { Socket } from "node:net";
import type { Lease } from "../runtime/serving.ts";
import { framing, type RawHeaders, withoutConnection } from "./headers.ts";

export const headerBytesMax = 160 * 1024;

export interface Forwarding {
  readonly lease: Lease;
  readonly path: string;
  readonly headers: RawHeaders;
}

export function forward(request: IncomingMessage, response: ServerResponse, forwarding: Forwarding): void {
  const { lease } = forwarding;
  const upstream = open(request, forwarding);
  if (upstream === undefined) {
    lease.release();
    refuse(response, 400);
    return;
  }
  upstream.on("response", (answer) => relayAnswer(answer, response));
  upstream.on("error", () => fail(response));
  upstream.on("close", () => lease.release());
  // Fires after a finished answer too, when destroying does nothing; before it, the reader has gone away.
  response.on("close", () => upstream.destroy());
  request.on("error", () => upstream.destroy());
  request.pipe(upstream);
}

/**
 * A script that answers before it has read the body closes its side, and the next piece of the body cannot be written. Node
 * would end the whole connection for that, the answer that waits in it unread: half of all refused uploads became a 502.
 * So what cannot be written is let go, and only the reading side says how the exchange ended.
 */
class PatientSocket extends Socket {
  override _write(chunk: Uint8Array, encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    super._write(chunk, encoding, () => done());
  }

  override _writev(chunks: Parameters<NonNullable<Socket["_writev"]>>[0], done: (error?: Error | null) => void): void {
    super._writev?.(chunks, () => done());
  }
}

/** Undefined for a head that Node read but will not write. */
function open(request: IncomingMessage, { lease, path, headers }: Forwarding): ClientRequest | undefined {
  const method = request.method ?? "GET";
  try {
    return openRequest({
      createConnection: () => new PatientSocket().connect(lease.httpSocket),
      method,
      path,
      headers: [...headers, ...framing(request.rawHeaders, method), "Connection", "close"],
      maxHeaderSize: headerBytesMax,
    });
  } catch {
    return undefined;
  }
}

function relayAnswer(answer: IncomingMessage, response: ServerResponse): void {
  if (!writeHead(answer, response)) {
    answer.destroy();
    fail(response);
    return;
  }
  // Headers go out now: the first byte of an event stream may be minutes away. Node's flushHeaders() would encode them as
  // UTF-8 once more, which turns a Persian file name into noise.
  response.write("", "latin1");
  answer.on("error", () => response.destroy());
  answer.on("aborted", () => response.destroy());
  answer.pipe(response);
}

/** What Node's parser lets in, its writer may still refuse: an upstream's status line must not end the edge. */
function writeHead(answer: IncomingMessage, response: ServerResponse): boolean {
  try {
    response.writeHead(answer.statusCode ?? 502, answer.statusMessage, withoutConnection(answer.rawHeaders));
    return true;
  } catch {
    return false;
  }
}

function fail(response: ServerResponse): void {
  if (response.headersSent) return void response.destroy();
  refuse(response, 502);
}

/** The edge's own answer: the same few bytes whatever the host. */
export function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=utf-8" });
  response.end(`error ${status}\n`);
}

/** Cloudflare's words to a client that is no browser. */
export function refuseByCode(response: ServerResponse, status: number, code: number): void {
  response.writeHead(status, { "Content-Type": "text/plain; charset=UTF-8" });
  response.end(`error code: ${code}`);
}
