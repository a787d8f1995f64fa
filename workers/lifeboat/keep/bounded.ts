// Bodies to their end, as far as they are worth it. A page's text may come for as long as it likes; what is too large, or never ends,
// is let go of. What is held at one time has a bound of its own: a page that never ends can ask for pictures without end.

import { type Bytes, concat } from "../../../shared/domain/bytes.ts";

export interface Holding {
  /** What `use` is given is held until it is done. Nothing: more than `bytesMost`, or than there is room for. */
  read(response: Response, bytesMost: number, use: (body: Bytes) => Promise<void>): Promise<void>;
}

/** `roomBytes`: of all bodies at one time. */
export function createHolding(roomBytes: number): Holding {
  let held = 0;
  return {
    async read({ body }, bytesMost, use) {
      const reader = (body as ReadableStream<Bytes> | null)?.getReader();
      const chunks: Bytes[] = [];
      let bytes = 0;
      try {
        while (reader) {
          const { done, value } = await reader.read();
          if (done) break;
          bytes += value.length;
          held += value.length;
          if (bytes > bytesMost || held > roomBytes) return void reader.cancel().catch(() => undefined);
          chunks.push(value);
        }
        await use(concat(...chunks.splice(0)));
      } finally {
        held -= bytes;
      }
    },
  };
}
