// Scanners one after the other: what one hands out, the next reads.
import type { Bytes, Scanner } from "./bytes.ts";

export function chain(first: Scanner, second: Scanner): Scanner {
  const through = (pieces: readonly Bytes[]) => pieces.flatMap((piece) => (piece.length > 0 ? second.push(piece) : []));
  return {
    // Nothing is lent: the second may hand out parts of what the first put there.
    push: (chunk) => through(first.push(chunk)),
    flush: () => [...through(first.flush()), ...second.flush()],
  };
}
