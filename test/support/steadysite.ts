// A site whose answers last, so that a block can fall into the middle of one, and which counts what arrived whole.

import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import { json } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { WebSocketServer } from "ws";
import { sendRanged } from "../../scripts/demo/newsroom/range.ts";

export interface SteadySite {
  readonly origin: string;
  /** Bodies that arrived whole, by path and query: how many bytes each. */
  received(url: string): readonly number[];
  /** Requests of which the first bytes are here: an upload is under way. */
  begun(url: string): number;
  /** What pages said by a POST of JSON to `/tell`, in order. */
  readonly told: readonly unknown[];
  /** From now on `/go` says yes. */
  go(): void;
  close(): Promise<void>;
}

/** Of `/data`: byte n is this. */
const dataAt = (at: number) => (at * 7 + (at >> 8)) & 0xff;
export const DATA_BYTES = 400_000;
/** Of `/packed`, which says of no length: JSON that hardly packs. */
export const PACKED_TEXT = JSON.stringify(
  Array.from({ length: 5_000 }, (_, at) => createHash("sha256").update(`${at}`).digest("hex")),
);
export const EVENTS = 60;
const EVENT_PACE_MS = 20;
/** In so many pieces, one every so often. */
const PIECES = 20;
const PACE_MS = 20;
const UPLOAD_PACE_MS = 5;
const VIDEO = new URL("../../scripts/demo/newsroom/assets/river.webm", import.meta.url);
const CHANGED = new Date("2026-01-01");
const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR4nGNgYPj/HwADAgH/p9pXWQAAAABJRU5ErkJggg==",
  "base64",
);

const PAGE = `<!doctype html><meta charset=utf-8><title>steady</title><h1>Steady</h1>
<form method=post action=/posted><input name=text value=hello></form><video muted playsinline></video>`;

/** `page`: the front page instead of the plain one. */
export async function startSteadySite({ page = PAGE }: { readonly page?: string } = {}): Promise<SteadySite> {
  const video = await readFile(VIDEO);
  const data = Buffer.from(Array.from({ length: DATA_BYTES }, (_, at) => dataAt(at)));
  const packed = gzipSync(PACKED_TEXT);
  const told: unknown[] = [];
  let mayGo = false;
  const whole = new Map<string, number[]>();
  const begun = new Map<string, number>();

  const receive = async (request: IncomingMessage, url: string) => {
    let bytes = 0;
    try {
      for await (const chunk of request) {
        if (bytes === 0) begun.set(url, (begun.get(url) ?? 0) + 1);
        bytes += (chunk as Buffer).length;
        // Slower than the wire, so that the rest is still on its way.
        await sleep(UPLOAD_PACE_MS);
      }
    } catch {
      return false;
    }
    whole.set(url, [...(whole.get(url) ?? []), bytes]);
    return true;
  };
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", "http://site.invalid");
    /** Of its pieces, where one is asked for. */
    const pace = Number(url.searchParams.get("pace") ?? PACE_MS);
    const plain = (type: string, body: string | Buffer) => response.writeHead(200, { "content-type": type }).end(body);
    if (url.pathname === "/tell") {
      told.push(await json(request));
      return plain("text/plain", "heard");
    }
    if (request.method === "POST" || request.method === "PUT") {
      if (!(await receive(request, request.url ?? ""))) return;
      if (url.pathname === "/posted") return void response.writeHead(303, { location: `/done${url.search}` }).end();
      return void plain("text/plain", "taken");
    }
    switch (url.pathname) {
      case "/data":
        return sendRanged(request, response, {
          ...{ sizeBytes: data.length, type: "application/octet-stream", etag: '"data"', changedAt: CHANGED },
          read: (start, end) => paced(data.subarray(start, end + 1), pace),
          headers: { "cache-control": "no-store" },
        });
      case "/packed":
        response.writeHead(200, {
          "content-type": "application/json",
          "content-encoding": "gzip",
          "cache-control": "no-store",
        });
        return void (await pipeline(Readable.from(paced(packed, pace)), response));
      case "/river.webm":
        return sendRanged(request, response, {
          ...{ sizeBytes: video.length, type: "video/webm", etag: '"river"', changedAt: CHANGED },
          read: (start, end) => paced(video.subarray(start, end + 1), pace),
        });
      case "/picture.png":
        return void response.writeHead(200, { "content-type": "image/png", "cache-control": "no-store" }).end(PNG);
      case "/go":
        return void plain("text/plain", mayGo ? "yes" : "no");
      case "/events":
        return events(request, response);
      case "/done":
        return void plain("text/html", "<!doctype html><title>done</title>done");
      default:
        return void response
          .writeHead(200, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" })
          .end(page);
    }
  };

  /** Numbered from 1, one every so often; who comes back says which came last. `each`: so many at most; `beside`: so many bytes with each that no page sees. */
  const events = async (request: IncomingMessage, response: ServerResponse) => {
    const { searchParams } = new URL(request.url ?? "/", "http://site.invalid");
    response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    response.write("retry: 100\n\n");
    let id = Number(request.headers["last-event-id"] ?? 0);
    const beside = `: ${"-".repeat(Number(searchParams.get("beside") ?? 0))}\n`;
    const most = Math.min(EVENTS, id + Number(searchParams.get("each") ?? EVENTS));
    while (id < most && !response.destroyed) {
      response.write(`${beside}id: ${++id}\ndata: ${id}\n\n`);
      await sleep(Number(searchParams.get("pace") ?? EVENT_PACE_MS));
    }
    // An EventSource comes back for more until it is told.
    if (id === EVENTS) response.write("event: over\ndata: over\n\n");
    response.end();
  };

  const server: Server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  // Says what it hears, and who it thinks speaks.
  const sockets = new WebSocketServer({
    server,
    path: "/socket",
    handleProtocols: (offered) => [...offered][0] ?? false,
  });
  sockets.on("connection", (socket, request) => {
    socket.on("message", (data, isBinary) =>
      socket.send(isBinary ? data : `${data} ${request.headers.cookie ?? ""}`.trim()),
    );
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received: (url) => whole.get(url) ?? [],
    begun: (url) => begun.get(url) ?? 0,
    told,
    go() {
      mayGo = true;
    },
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function* paced(bytes: Buffer, milliseconds = PACE_MS): AsyncIterable<Uint8Array> {
  const size = Math.ceil(bytes.length / PIECES);
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
    await sleep(milliseconds);
  }
}
