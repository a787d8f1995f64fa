// A body of the mesh's own: a keyring, a roster, a list. Whoever sends one without end fills no worker's memory.

import { type Bytes, concat, fromUtf8 } from "../../../shared/domain/bytes.ts";

/** A lineage of a thousand readers in ten groups has a roster of 130 kB. */
const TEXT_BYTES_MOST = 1 << 20;

/** Undefined: not well, or longer than `most`. Rejects where it is cut off. */
export async function shortBody({ ok, body }: Response, most: number): Promise<Bytes | undefined> {
  const reader = ok ? (body as ReadableStream<Bytes> | null)?.getReader() : undefined;
  let whole: Bytes | undefined;
  while (reader) {
    const { done, value } = await reader.read();
    if (done) break;
    whole = concat(whole ?? value.subarray(0, 0), value);
    if (whole.length > most) return void reader.cancel().catch(() => undefined);
  }
  return whole;
}

export async function shortText(answer: Response): Promise<string | undefined> {
  const bytes = await shortBody(answer, TEXT_BYTES_MOST);
  return bytes && fromUtf8(bytes);
}
