// Bytes: what kind they are, where they stand, and moving them. Searches look at 16 at a time and may read past their end,
// never find anything there.
import { CLASSES, MASKS, OUTPUT_END, s } from "./layout";

export const CLASS_SPACE: u8 = 1;
export const CLASS_ENDS_NAME: u8 = 2;
export const CLASS_ENDS_ATTRIBUTE: u8 = 4;
export const CLASS_ENDS_UNQUOTED: u8 = 8;
export const CLASS_SCHEME: u8 = 16;
export const CLASS_LETTER: u8 = 32;

export const BANG: u8 = 33;
export const DOUBLE: u8 = 34;
export const HASH: u8 = 35;
export const AMPERSAND: u8 = 38;
export const SINGLE: u8 = 39;
export const OPEN: u8 = 40;
export const PLUS: u8 = 43;
export const DASH: u8 = 45;
export const DOT: u8 = 46;
export const SLASH: u8 = 47;
export const COLON: u8 = 58;
export const LESS: u8 = 60;
export const EQUALS: u8 = 61;
export const GREATER: u8 = 62;
export const QUERY: u8 = 63;
export const LBRACKET: u8 = 91;
export const BACKSLASH: u8 = 92;
export const RBRACKET: u8 = 93;
export const DELETE: u8 = 127;

export function fillTables(): void {
  memory.fill(MASKS, 255, 16);
  memory.fill(MASKS + 16, 0, 16);
  for (let byte: i32 = 0; byte < 256; byte++) store<u8>(CLASSES + byte, classOf(<u8>byte));
}

function classOf(byte: u8): u8 {
  let found: u8 = 0;
  const isSpace = byte == 32 || byte == 9 || byte == 10 || byte == 12 || byte == 13;
  const isLetter = (byte | 32) >= 97 && (byte | 32) <= 122;
  if (isSpace) found |= CLASS_SPACE;
  if (isSpace || byte == SLASH || byte == GREATER) found |= CLASS_ENDS_NAME | CLASS_ENDS_ATTRIBUTE;
  if (byte == EQUALS) found |= CLASS_ENDS_ATTRIBUTE;
  if (isSpace || byte == GREATER) found |= CLASS_ENDS_UNQUOTED;
  if (isLetter) found |= CLASS_LETTER;
  if (isLetter || (byte >= 48 && byte <= 57) || byte == PLUS || byte == DASH || byte == DOT) found |= CLASS_SCHEME;
  return found;
}

export function is(at: usize, kind: u8): bool {
  return (load<u8>(CLASSES + load<u8>(at)) & kind) != 0;
}

/** The first byte of this kind in [at, end), or `end`. */
export function skipTo(at: usize, end: usize, kind: u8): usize {
  while (at < end && !is(at, kind)) at++;
  return at;
}

/** The first byte that ends a name in [at, end), or `end`; `kind`: CLASS_ENDS_NAME or CLASS_ENDS_ATTRIBUTE. */
export function endOfName(at: usize, end: usize, kind: u8): usize {
  const low = i8x16.splat(33);
  const greater = i8x16.splat(62);
  const slash = i8x16.splat(47);
  const equals = i8x16.splat(61);
  while (at < end) {
    const bytes = v128.load(at);
    const ends = v128.or(i8x16.lt_u(bytes, low), v128.or(i8x16.eq(bytes, greater), i8x16.eq(bytes, slash)));
    const found = i8x16.bitmask(v128.or(ends, i8x16.eq(bytes, equals)));
    if (found == 0) {
      at += 16;
      continue;
    }
    at += ctz(found);
    // Controls that are no white space belong to a name, and so does an equals sign in a tag's.
    if (at >= end || is(at, kind)) break;
    at++;
  }
  return at < end ? at : end;
}

/** The first byte of another kind in [at, end), or `end`. */
export function skipOver(at: usize, end: usize, kind: u8): usize {
  while (at < end && is(at, kind)) at++;
  return at;
}

/** The first `byte` in [at, end), or `end`. */
export function find(at: usize, end: usize, byte: u8): usize {
  const wanted = i8x16.splat(<i8>byte);
  while (at < end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found != 0) {
      at += ctz(found);
      return at < end ? at : end;
    }
    at += 16;
  }
  return end;
}

/** The first `one`, `two` or `three` in [at, end), or `end`. */
export function findAny(at: usize, end: usize, one: u8, two: u8, three: u8): usize {
  const first = i8x16.splat(<i8>one);
  const second = i8x16.splat(<i8>two);
  const third = i8x16.splat(<i8>three);
  while (at < end) {
    const bytes = v128.load(at);
    const hit = v128.or(v128.or(i8x16.eq(bytes, first), i8x16.eq(bytes, second)), i8x16.eq(bytes, third));
    const found = i8x16.bitmask(hit);
    if (found != 0) {
      at += ctz(found);
      return at < end ? at : end;
    }
    at += 16;
  }
  return end;
}

/** Up to 16 bytes at `at`, ASCII letters in lower case, the rest 0. */
export function lowered(at: usize, length: usize): v128 {
  const bytes = v128.and(v128.load(at), v128.load(MASKS + 16 - length));
  const isUpper = i8x16.lt_u(i8x16.sub(bytes, i8x16.splat(65)), i8x16.splat(26));
  return v128.or(bytes, v128.and(isUpper, i8x16.splat(32)));
}

/** Adds [from, from + length) to the output, for which the caller has seen that there is room. */
export function write(from: usize, length: usize): void {
  const out = s.out;
  if (length > 512) memory.copy(out, from, length);
  else for (let done: usize = 0; done < length; done += 16) v128.store(out + done, v128.load(from + done));
  s.out = out + length;
}

export function writeByte(byte: u8): void {
  store<u8>(s.out++, byte);
}

export function hasRoom(bytes: usize): bool {
  return s.out + bytes <= OUTPUT_END;
}

/** Everything up to `to` that was not given yet goes out unchanged; false: there is no room. */
export function copyTo(to: usize): bool {
  const length = to - s.given;
  if (!hasRoom(length)) return false;
  write(s.given, length);
  s.given = to;
  return true;
}
