// The front of a failover request's body, read and not a byte more than it takes to know whose it is; what was read too
// much goes before the rest when the page's own body is sent on.

import { type Bytes, concat } from "../../../shared/domain/bytes.ts";
import { FRONT_BYTES, type Front, readFront } from "../../../shared/domain/failover.ts";
import { behind } from "./behind.ts";

export interface ReadFront extends Front {
  readonly sealed: () => Promise<Opened | undefined>;
}

interface Opened {
  readonly sealed: Bytes;
  /** The page's own body; `null`: it has none. */
  readonly rest: ReadableStream<Uint8Array> | null;
}

/** Undefined: it is none. The body is spent in any case. */
export async function takeFront(body: ReadableStream<Uint8Array> | null): Promise<ReadFront | undefined> {
  const reader = body?.getReader();
  if (reader === undefined) return undefined;
  let held: Bytes = new Uint8Array();
  const fill = async (length: number): Promise<boolean> => {
    while (held.length < length) {
      const { done, value } = await reader.read();
      if (done) return false;
      held = concat(held, value);
    }
    return true;
  };
  const front = (await fill(FRONT_BYTES)) ? readFront(held.subarray(0, FRONT_BYTES)) : undefined;
  if (front === undefined) {
    void reader.cancel().catch(() => undefined);
    return undefined;
  }
  return {
    ...front,
    sealed: async () => {
      const end = FRONT_BYTES + front.length;
      if (!(await fill(end))) return undefined;
      const more = held.subarray(end);
      const first = more.length > 0 ? { done: false as const, value: more } : await reader.read();
      const rest = first.done ? null : behind(first.value, reader);
      return { sealed: held.subarray(FRONT_BYTES, end), rest };
    },
  };
}
