// Reads a request's whole body, up to a bound; undefined when it is longer. Only for what must be held anyway (a KV value, an
// upload of a script): what passes through a mirror is streamed and never comes here.
import type { IncomingMessage } from "node:http";

export async function readBody(request: IncomingMessage, bytesMax: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).byteLength;
    if (size > bytesMax) return undefined;
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
