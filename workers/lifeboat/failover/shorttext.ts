// A text of the mesh's own: a keyring, a roster, a list. Whoever sends one without end fills no worker's memory.

import { type Bytes, concat, fromUtf8 } from "../../../shared/domain/bytes.ts";

/** A lineage of a thousand readers in ten groups has a roster of 130 kB. */
const BYTES_MOST = 1 << 20;

/** Undefined: too long, or no text. Rejects where the body is cut off. */
export async function shortText({ body }: Response): Promise<string | undefined> {
  const reader = (body as ReadableStream<Bytes> | null)?.getReader();
  const chunks: Bytes[] = [];
  for (let left = BYTES_MOST; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    left -= value.length;
    if (left < 0) return void reader.cancel().catch(() => undefined);
    chunks.push(value);
  }
  return fromUtf8(concat(...chunks));
}
