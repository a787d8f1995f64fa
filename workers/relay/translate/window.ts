// The sliding window a scanner works in: the unfinished tail of what came before, then the new chunk. Bytes leave it
// unchanged unless replaced. A tail is copied once and grown by doubling, so a token cut into single bytes still costs
// linear time; memory that has been given out is never written again. Once something is replaced, what comes out is put
// into the memory the caller lends, as far as that has room, so that it goes on as one piece without fresh memory.
import type { Bytes, Scanner } from "./bytes.ts";

export interface Window {
  readonly bytes: Bytes;
  readonly end: number;
  /** `spare`: where what comes out may be put. */
  append(chunk: Bytes, spare?: Bytes): void;
  /** Puts `pieces` in place of [from, to), copied at once. Calls go from left to right. */
  replace(from: number, to: number, pieces: readonly Bytes[]): void;
  /** Hands out everything before `hold`; what stays is found at 0 next time. */
  take(hold: number): Bytes[];
}

/** A scanner that works in `view`: `run` reads as far as it can, to the end when `isFinal`, and takes what is read. */
export function scannerOver(view: Window, run: (isFinal: boolean) => Bytes[]): Scanner {
  return {
    push(chunk, spare) {
      view.append(chunk, spare);
      return run(false);
    },
    flush: () => run(true),
  };
}

const EMPTY = new Uint8Array(0);
const SMALLEST = 256;

export function createWindow(): Window {
  let bytes: Bytes = EMPTY;
  let end = 0;
  let given = 0;
  let owned = false;
  let out: Bytes[] = [];
  let lent: Bytes = EMPTY;
  let used = 0;

  /** Memory of ours, of which nothing has been given out. */
  let store: Bytes = EMPTY;
  let isShared = false;

  const keep = (hold: number, capacity: number) => {
    if (store.length < capacity) store = new Uint8Array(Math.max(SMALLEST, capacity));
    if (store === bytes) store.copyWithin(0, hold, end);
    else store.set(bytes.subarray(hold, end));
    bytes = store;
    end -= hold;
    owned = true;
  };

  const give = (piece: Bytes, isOurs: boolean) => {
    if (piece.length === 0) return;
    if (out.length === 0 && used + piece.length <= lent.length) {
      lent.set(piece, used);
      used += piece.length;
    } else out.push(isOurs ? piece : piece.slice());
    isShared ||= isOurs && out.length > 0;
  };

  return {
    get bytes() {
      return bytes;
    },
    get end() {
      return end;
    },
    append(chunk, spare = EMPTY) {
      lent = spare;
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
      give(bytes.subarray(given, from), true);
      for (const piece of pieces) give(piece, false);
      given = to;
    },
    take(hold) {
      const rest = bytes.subarray(given, Math.max(given, hold));
      // What came in as it goes out needs no copy.
      if (owned || used > 0) give(rest, true);
      else if (rest.length > 0) out.push(rest);
      if (isShared && owned) store = EMPTY;
      isShared = false;
      if (hold === end) {
        bytes = EMPTY;
        end = 0;
      } else if (hold > 0 || !owned) {
        keep(hold, 2 * (end - hold));
      }
      given = 0;
      const taken = used > 0 ? [lent.subarray(0, used), ...out] : out;
      out = [];
      lent = EMPTY;
      used = 0;
      return taken;
    },
  };
}
