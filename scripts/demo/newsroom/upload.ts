// Receiving a video: read as a stream, hashed and written to disk while it arrives, cut off at a limit. The last few
// stay until the newsroom closes, so that the page can play what was sent.

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, mkdtemp, open, rename, rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { boundaryOf, MultipartError, type MultipartEvent, readMultipart } from "./multipart.ts";
import { sendRanged } from "./range.ts";
import type { Uploaded } from "./rooms.ts";

const FIELD_BYTES_LIMIT = 4096;
const KEPT_FILES = 4;

export type Shelf = Awaited<ReturnType<typeof openShelf>>;

export async function openShelf(options: { readonly limitBytes: number }) {
  const folder = await mkdtemp(join(tmpdir(), "newsroom-"));
  const kept: { readonly uploaded: Uploaded; readonly type: string; readonly keptAt: Date }[] = [];
  let count = 0;
  const fileOf = (sha256: string) => join(folder, sha256);

  async function receive(request: IncomingMessage): Promise<Uploaded | "none" | "too-big"> {
    const boundary = boundaryOf(request.headers["content-type"]);
    if (boundary === undefined) return "none";
    const partial = join(folder, `partial-${++count}`);
    const file = await open(partial, "w");
    try {
      const taken = await takeParts(readMultipart(request, boundary), file, options.limitBytes);
      if (typeof taken === "string") return taken;
      await rename(partial, fileOf(taken.uploaded.sha256));
      await keep(taken);
      return taken.uploaded;
    } catch (error) {
      if (error instanceof MultipartError) return "none";
      throw error;
    } finally {
      await file.close();
      await rm(partial, { force: true });
    }
  }

  async function keep(taken: Taken): Promise<void> {
    kept.push({ ...taken, keptAt: new Date() });
    const dropped = kept.length > KEPT_FILES ? kept.shift() : undefined;
    const { sha256 } = dropped?.uploaded ?? { sha256: "" };
    if (dropped !== undefined && !kept.some(({ uploaded }) => uploaded.sha256 === sha256)) await rm(fileOf(sha256));
  }

  /** False when there is no such upload. */
  async function serve(request: IncomingMessage, response: ServerResponse, sha256: string): Promise<boolean> {
    const found = kept.find(({ uploaded }) => uploaded.sha256 === sha256);
    if (found === undefined) return false;
    const read = (start: number, end: number) => createReadStream(fileOf(sha256), { start, end });
    const { sizeBytes } = found.uploaded;
    const headers = { "x-content-type-options": "nosniff", "content-security-policy": "sandbox; default-src 'none'" };
    await sendRanged(request, response, {
      sizeBytes,
      read,
      headers,
      type: found.type,
      etag: `"${sha256}"`,
      changedAt: found.keptAt,
    });
    return true;
  }

  return { receive, serve, close: () => rm(folder, { recursive: true, force: true }) };
}

interface Taken {
  readonly uploaded: Uploaded;
  readonly type: string;
}

/** The part named `file` goes to disk; other fields are short text. */
async function takeParts(
  events: AsyncIterable<MultipartEvent>,
  file: FileHandle,
  limitBytes: number,
): Promise<Taken | "none" | "too-big"> {
  const hash = createHash("sha256");
  const fields: Record<string, string> = {};
  let current: Extract<MultipartEvent, { kind: "part" }> | undefined;
  let found: { name: string; type: string } | undefined;
  let sizeBytes = 0;
  for await (const event of events) {
    if (event.kind === "part") {
      current = event;
      if (event.name === "file" && event.filename) found = { name: event.filename, type: event.type };
    } else if (event.kind === "data" && current?.name === "file") {
      sizeBytes += event.chunk.length;
      if (sizeBytes > limitBytes) return "too-big";
      hash.update(event.chunk);
      await file.write(event.chunk);
    } else if (event.kind === "data" && current !== undefined) {
      const text = (fields[current.name] ?? "") + Buffer.from(event.chunk).toString("utf8");
      fields[current.name] = text.slice(0, FIELD_BYTES_LIMIT);
    }
  }
  if (found === undefined) return "none";
  const type = /^video\/[a-z0-9.+-]+$/i.test(found.type) ? found.type : "application/octet-stream";
  return {
    type,
    uploaded: { name: found.name, caption: fields.caption ?? "", sizeBytes, sha256: hash.digest("hex") },
  };
}
