// A body to its end, as far as it is worth it. A page's text may come for as long as it likes; what is too large, or never ends, is let
// go of.

import { type Bytes, concat } from "../../../shared/domain/bytes.ts";

/** Undefined: more than `bytesMost`. */
export async function readAll({ body }: Response, bytesMost: number): Promise<Bytes | undefined> {
  const reader = (body as ReadableStream<Bytes> | null)?.getReader();
  const chunks: Bytes[] = [];
  for (let bytes = 0; reader; ) {
    const { done, value } = await reader.read();
    if (done) break;
    bytes += value.length;
    if (bytes > bytesMost) return void reader.cancel().catch(() => undefined);
    chunks.push(value);
  }
  return concat(...chunks);
}
