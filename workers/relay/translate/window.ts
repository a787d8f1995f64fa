// The sliding window a scanner works in: the unfinished tail of what came before, then the new chunk. Bytes leave it
// unchanged unless replaced. A tail is copied once and grown by doubling, so a token cut into single bytes still costs
// linear time; memory that has been given out is never written again.
import type { Bytes } from "./bytes.ts";

export interface Window {
  readonly bytes: Bytes;
  readonly end: number;
  append(chunk: Bytes): void;
  /** Puts `pieces` in place of [from, to). Calls go from left to right. */
  replace(from: number, to: number, pieces: readonly Bytes[]): void;
  /** Hands out everything before `hold`; what stays is found at 0 next time. */
  take(hold: number): Bytes[];
}

const EMPTY = new Uint8Array(0);
const SMALLEST = 256;

export function createWindow(): Window {
  let bytes: Bytes = EMPTY;
  let end = 0;
  let given = 0;
  let owned = false;
  let out: Bytes[] = [];

  const keep = (hold: number, capacity: number) => {
    const copy = new Uint8Array(Math.max(SMALLEST, capacity));
    copy.set(bytes.subarray(hold, end));
    bytes = copy;
    end -= hold;
    owned = true;
  };

  return {
    get bytes() {
      return bytes;
    },
    get end() {
      return end;
    },
    append(chunk) {
      if (end === 0) {
        bytes = chunk;
        owned = false;
      } else {
        if (end + chunk.length > bytes.length) keep(0, 2 * (end + chunk.length));
        bytes.set(chunk, end);
      }
      end += chunk.length;
    },
    replace(from, to, pieces) {
      if (from > given) out.push(bytes.subarray(given, from));
      for (const piece of pieces) if (piece.length > 0) out.push(piece);
      given = to;
    },
    take(hold) {
      if (hold > given) out.push(bytes.subarray(given, hold));
      if (hold === end) {
        bytes = EMPTY;
        end = 0;
      } else if (hold > 0 || !owned) {
        keep(hold, 2 * (end - hold));
      }
      given = 0;
      const taken = out;
      out = [];
      return taken;
    },
  };
}
