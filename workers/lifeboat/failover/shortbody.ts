// A body of the mesh's own: a keyring, a roster, a list. Whoever sends one without end fills no worker's memory.

import { type Bytes, fromUtf8 } from "../../../shared/domain/bytes.ts";

/** A lineage of a thousand readers in ten groups has a roster of 130 kB. */
const TEXT_BYTES_MOST = 1 << 20;

/** Undefined: not well, or longer than `most`. Rejects where it is cut off. */
export async function shortBody({ ok, body }: Response, most: number): Promise<Bytes | undefined> {
  const reader = ok ? (body as ReadableStream<Bytes> | null)?.getReader() : undefined;
  const chunks: Bytes[] = [];
  for (let bytes = 0; reader; ) {
    const { done, value } = await reader.read();
    // Joined once: whoever sends it in crumbs would have it copied as often as there are crumbs.
    if (done) return bytes > 0 ? new Uint8Array(await new Blob(chunks).arrayBuffer()) : undefined;
    bytes += value.length;
    if (bytes > most) return void reader.cancel().catch(() => undefined);
    chunks.push(value);
  }
  return undefined;
}

export async function shortText(answer: Response): Promise<string | undefined> {
  const bytes = await shortBody(answer, TEXT_BYTES_MOST);
  return bytes && fromUtf8(bytes);
}
