// ISO-2022-JP (Encoding Standard §12.2): after an escape sequence two ASCII bytes are one letter, and `<` may be half of
// it. It is a 7-bit encoding, so the eighth bit is free: what is no ASCII gets it before the scanner, which then passes it
// by, and loses it behind. Page, forms and queries keep their encoding. A byte above ASCII is an error in it, and is
// written as another error (0x0E), so that no scanner's `<` can come out where a browser sees none.

import { BACKSLASH, DOLLAR, OPEN, TILDE } from "../signs.ts";
import { createByteStage, type Stage } from "./stage.ts";

const SHIFT_OUT = 0x0e;
const ESCAPE = 0x1b;
const SEVENTH = 0x7f;

const EIGHTH = 0x80;

type Set = "ascii" | "roman" | "other";

export function createIso2022Stage(): Stage {
  let set: Set = "ascii";
  /** How much of an escape sequence has been seen: 1 its escape, then the byte after it. */
  let seen = 0;

  const enter = (byte: number): number => {
    if (byte > SEVENTH) {
      seen = 0;
      return SHIFT_OUT | EIGHTH;
    }
    if (byte === ESCAPE) {
      seen = 1;
      return byte | EIGHTH;
    }
    if (seen === 1 && (byte === DOLLAR || byte === OPEN)) {
      seen = byte;
      // Inside an escape sequence; if it turns out to be none, these two stand for themselves and mean nothing to us.
      return byte | EIGHTH;
    }
    const next = seen > 1 ? setOf(seen, byte) : undefined;
    seen = 0;
    if (next !== undefined) {
      set = next;
      return byte | EIGHTH;
    }
    const isAscii = set === "ascii" || (set === "roman" && byte !== BACKSLASH && byte !== TILDE);
    return isAscii ? byte : byte | EIGHTH;
  };
  return createByteStage(enter, (byte) => byte & SEVENTH);
}

function setOf(kind: number, byte: number): Set | undefined {
  const letter = String.fromCharCode(byte);
  if (kind === DOLLAR) return letter === "@" || letter === "B" ? "other" : undefined;
  if (letter === "B") return "ascii";
  if (letter === "J") return "roman";
  return letter === "I" ? "other" : undefined;
}
