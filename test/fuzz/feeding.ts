// Ways to feed a scanner that must not matter: whole, in pieces of any size, and in turns with another page.
import { fromByteString, joinBytes, type Scanner, toByteString } from "../../workers/relay/translate/bytes.ts";
import type { Random } from "./random.ts";

/** A chunk is spoilt once it is pushed: a scanner may not lean on memory that is not its own. */
const SPOILT = 0x3c;

export function whole(scanner: Scanner, input: string): string {
  const pushed = toByteString(joinBytes(scanner.push(fromByteString(input))));
  return pushed + toByteString(joinBytes(scanner.flush()));
}

export function inPieces(scanner: Scanner, input: string, random: Random): string {
  const feeder = createFeeder(scanner, input, random);
  while (feeder.step());
  return feeder.output();
}

/** Two pages at once through two scanners: neither may see the other. */
export function inTurns(pages: readonly (readonly [Scanner, string])[], random: Random): readonly string[] {
  const feeders = pages.map(([scanner, input]) => createFeeder(scanner, input, random));
  let open = feeders;
  while (open.length > 0) open = open.filter((feeder) => feeder.step());
  return feeders.map((feeder) => feeder.output());
}

function createFeeder(scanner: Scanner, input: string, random: Random) {
  const bytes = fromByteString(input);
  const sizes = random.once(3) ? 1 : random.below(24) + 1;
  let at = 0;
  let out = "";
  let isFlushed = false;
  return {
    /** False: nothing is left. */
    step(): boolean {
      if (isFlushed) return false;
      if (at >= bytes.length) {
        out += toByteString(joinBytes(scanner.flush()));
        isFlushed = true;
        return true;
      }
      const size = random.below(sizes) + 1;
      const chunk = bytes.slice(at, at + size);
      at += size;
      const spare = random.once(2) ? new Uint8Array(random.below(300)) : undefined;
      const pieces = scanner.push(chunk, spare);
      checkLent(pieces, spare);
      out += toByteString(joinBytes(pieces));
      chunk.fill(SPOILT);
      return true;
    },
    output: () => out,
  };
}

/** What lies in lent memory comes first, from its start and without gaps: the pump writes it out as one piece. */
function checkLent(pieces: readonly Uint8Array[], spare: Uint8Array | undefined): void {
  let at = 0;
  let isOver = spare === undefined;
  for (const piece of pieces.filter(({ length }) => length > 0)) {
    const isLent = piece.buffer === spare?.buffer;
    if (isLent && (isOver || piece.byteOffset !== at)) throw new Error("lent memory holds a later piece, or has a gap");
    if (isLent) at += piece.length;
    else isOver = true;
  }
}
