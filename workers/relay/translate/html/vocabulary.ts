// Names as they stand in bytes, recognised without making a string of each: most tags and attributes of a page are none
// of ours, and making strings was two thirds of the cost of reading one.
import { startsWithText } from "../ascii.ts";
import type { Bytes } from "../bytes.ts";

export interface Vocabulary {
  /** The word of this vocabulary that stands in [from, to), in lower case; "" when it is none. */
  word(bytes: Bytes, from: number, to: number): string;
}

/** `words` are lower-case ASCII. */
export function createVocabulary(words: Iterable<string>): Vocabulary {
  const shelves: string[][] = [];
  for (const word of words) {
    const shelf = shelfOf(word.length, word.charCodeAt(0));
    shelves[shelf] = [...(shelves[shelf] ?? []), word];
  }
  return {
    word(bytes, from, to) {
      const candidates = shelves[shelfOf(to - from, bytes[from] ?? 0)];
      if (!candidates) return "";
      const name = bytes.subarray(from, to);
      return candidates.find((word) => startsWithText(name, word)) ?? "";
    },
  };
}

/** By length and first letter, whatever its case. */
function shelfOf(length: number, first: number): number {
  return length * 32 + (first & 31);
}
