// Where two slashes may end, in any spelling: a slash behind a slash or a backslash (`//`, `\/`), or the last digit of
// `%2F`, `\u002F`, `\x2F`. What is found is looked at more closely by the caller.
import type { Bytes } from "../bytes.ts";

const [TWO, SLASH, BACKSLASH, SMALL_F, LOWER] = [50, 47, 92, 102, 32];

/** The first such place in [from, end), or `end`. */
export function findSlashes(bytes: Bytes, from: number, end: number): number {
  for (let at = from; at < end; at++) {
    const byte = bytes[at] ?? 0;
    if (byte === SLASH) {
      const before = bytes[at - 1];
      if (before === SLASH || before === BACKSLASH) return at;
    } else if ((byte | LOWER) === SMALL_F && bytes[at - 1] === TWO) return at;
  }
  return end;
}
