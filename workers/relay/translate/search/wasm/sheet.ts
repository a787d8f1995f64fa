// Style sheets, where nothing is open: passes by what holds no address (names, strings, comments, other functions) and
// settles `url(…)` with a plain address whose origin is known. Whatever needs a tokenizer (@import, image-set(), escapes
// outside strings, a url( that is not all there) is the other side's (css.ts).
import { isDigit, isLetter, isSpace, isWord } from "./bytes";
import { beginEdits, replace } from "./edits";
import { byteOf, KEPT, kindOf, knownAt, REPLACED_UNLESS } from "./known";
import { ASK, DONE, FULL, SHEET_TABLE } from "./layout";

export const NORMAL: i32 = 0;
export const STRING: i32 = 1;
export const COMMENT: i32 = 2;

const NEWLINE: u32 = 10;
const RETURN: u32 = 13;
const QUOTE: u32 = 34;
const APOSTROPHE: u32 = 39;
const OPEN: u32 = 40;
const CLOSE: u32 = 41;
const STAR: u32 = 42;
const SLASH: u32 = 47;
const AT: u32 = 64;
const BACKSLASH: u32 = 92;
const URL: u64 = 0x6c7275;
const SRC: u64 = 0x637273;
const DATA: u32 = 0x61746164;
const HTTPS: u64 = 0x2f2f3a7370747468;
const HTTP: u64 = 0x2f2f3a70747468;
/** The longest name of a function that may hold addresses, and one more. */
const LONGEST_NAME: usize = 18;
const LONGEST_ADDRESS: usize = 4096;
const LONGEST_ORIGIN: usize = 280;

/** In and out: where, in what, the open string's quote, and what stands right before (css/pass.ts). */
export let sheetAt: usize = 0;
export let sheetMode: i32 = NORMAL;
export let sheetQuote: u32 = 0;
export let sheetFlags: i32 = 0;
/** An origin to be learned; `sheetKeyTo` 0: none. */
export let sheetKeyFrom: usize = 0;
export let sheetKeyTo: usize = 0;

/** `onPrimary`: references without a host mean the same on the mirror. */
export function sheet(end: usize, onPrimary: bool): i32 {
  beginEdits();
  sheetKeyTo = 0;
  while (sheetAt < end) {
    if (sheetMode == STRING) passString(end);
    else if (sheetMode == COMMENT) passComment(end);
    else {
      const result = passNormal(end, onPrimary);
      if (result != DONE) return result;
    }
  }
  return DONE;
}

function passString(end: usize): void {
  let at = sheetAt;
  if (sheetFlags == 1) at = pastEscape(at, end);
  else if (sheetFlags == 2) at = pastReturn(at, end);
  while (at < end) {
    at = findInString(at, end, sheetQuote);
    if (at >= end) break;
    const byte = load<u8>(at);
    if (byte == BACKSLASH) {
      sheetFlags = 1;
      at = pastEscape(at + 1, end);
      continue;
    }
    sheetAt = byte == sheetQuote ? at + 1 : at;
    sheetMode = NORMAL;
    return;
  }
  sheetAt = end;
}

/** `at` is behind a backslash. */
function pastEscape(at: usize, end: usize): usize {
  if (at >= end) return at;
  sheetFlags = 0;
  if (load<u8>(at) != RETURN) return at + 1;
  sheetFlags = 2;
  return pastReturn(at + 1, end);
}

/** A backslash takes CR and LF as one newline. */
function pastReturn(at: usize, end: usize): usize {
  if (at >= end) return at;
  sheetFlags = 0;
  return load<u8>(at) == NEWLINE ? at + 1 : at;
}

function passComment(end: usize): void {
  let at = sheetAt;
  while (at < end) {
    const byte = load<u8>(at++);
    if (byte == SLASH && sheetFlags) {
      sheetFlags = 0;
      sheetAt = at;
      sheetMode = NORMAL;
      return;
    }
    sheetFlags = byte == STAR ? 1 : 0;
    if (!sheetFlags) at = findByte(at, end, STAR);
  }
  sheetAt = end;
}

/** To the next thing that matters. ASK: the other side goes on at `sheetAt`. */
function passNormal(end: usize, onPrimary: bool): i32 {
  const from = sheetAt;
  const at = findInNormal(from, end);
  if (at >= end) {
    // A name that goes on in the next block must be seen whole.
    sheetAt = nameStart(end, from);
    return sheetAt < end ? ASK : DONE;
  }
  const byte = load<u8>(at);
  if (byte == QUOTE || byte == APOSTROPHE) {
    sheetQuote = byte;
    sheetMode = STRING;
    sheetFlags = 0;
    sheetAt = at + 1;
    return DONE;
  }
  if (byte == SLASH) return passSlash(at, end);
  if (byte == OPEN) return passFunction(nameStart(at, from), at, end, onPrimary);
  sheetAt = byte == BACKSLASH ? nameStart(at, from) : at;
  return byte == AT && isHarmlessRule(at, end) ? DONE : ASK;
}

function passSlash(at: usize, end: usize): i32 {
  sheetAt = at;
  if (at + 1 >= end) return ASK;
  const isComment = load<u8>(at + 1) == STAR;
  sheetAt = isComment ? at + 2 : at + 1;
  sheetFlags = 0;
  if (isComment) sheetMode = COMMENT;
  return DONE;
}

/** Any but @import and @namespace, in plain letters. */
function isHarmlessRule(at: usize, end: usize): bool {
  let stop = at + 1;
  while (stop < end && isNameByte(load<u8>(stop))) stop++;
  if (stop >= end || load<u8>(stop) == BACKSLASH) return false;
  const length = stop - at - 1;
  if (length == 6 && isWord(at + 1, 0x74726f706d69, 6)) return false;
  if (length == 9 && isWord(at + 1, 0x63617073656d616e, 8)) return false;
  sheetAt = stop;
  return true;
}

function passFunction(name: usize, at: usize, end: usize, onPrimary: bool): i32 {
  // A sign before the name counts as part of it.
  const length = at - name;
  sheetAt = at + 1;
  if (length < 3 || length >= LONGEST_NAME) return DONE;
  if (length == 3) {
    if (isWord(name, URL, 3)) return passUrl(name, at + 1, end, onPrimary);
    if (!isWord(name, SRC, 3)) return DONE;
  } else if (!endsAsImage(name, length)) return DONE;
  sheetAt = name;
  return ASK;
}

/** image, image-set, -webkit-image-set: anything that looks like one of them is looked at more closely. */
function endsAsImage(name: usize, length: usize): bool {
  if (length == 5) return isWord(name, 0x6567616d69, 5);
  return isWord(name + length - 3, 0x746573, 3);
}

function passUrl(name: usize, inside: usize, end: usize, onPrimary: bool): i32 {
  sheetAt = name;
  let from = inside;
  while (from < end && isSpace(load<u8>(from))) from++;
  const first = load<u8>(from);
  const quote: u32 = first == QUOTE || first == APOSTROPHE ? first : 0;
  if (quote) from++;
  const isData = load<u32>(from) == DATA && load<u8>(from + 4) == 58;
  const limit = isData ? end : min(end, from + LONGEST_ADDRESS);
  let to = from;
  while (to < limit && isPlainByte(load<u8>(to))) to++;
  if (to >= limit) return ASK;
  let close = to;
  if (quote && load<u8>(close++) != quote) return ASK;
  // The white space behind an unquoted address goes with it.
  if (quote) while (close < end && isSpace(load<u8>(close))) close++;
  if (close >= end || load<u8>(close) != CLOSE) return ASK;
  if (!isData && !isKeptReference(from, to, onPrimary)) {
    const result = replaceOrigin(from, to);
    if (result != DONE) return result;
  }
  sheetAt = close + 1;
  return DONE;
}

/** Without a host, and the same on the mirror for certain. */
function isKeptReference(from: usize, to: usize, onPrimary: bool): bool {
  if (from == to || load<u8>(from) == 35) return true;
  if (!onPrimary) return false;
  for (let at = from; at < to; at++) {
    const byte = load<u8>(at);
    if (byte == 58) return false;
    if (byte == SLASH) return at > from || load<u8>(at + 1) != SLASH;
    if (byte == 63 || byte == 35) return true;
  }
  return true;
}

function replaceOrigin(from: usize, to: usize): i32 {
  const start = load<u64>(from);
  let host: usize = 0;
  if (start == HTTPS) host = from + 8;
  else if ((start & 0xffffffffffffff) == HTTP) host = from + 7;
  else if (<u16>start == 0x2f2f) host = from + 2;
  if (host == 0) return ASK;
  let slash = host;
  const limit = min(to, from + LONGEST_ORIGIN);
  while (slash < limit && isOriginByte(load<u8>(slash))) slash++;
  if (slash >= limit || slash == host || load<u8>(slash) != SLASH) return ASK;
  const entry = knownAt(SHEET_TABLE, from, slash);
  if (entry == 0) {
    sheetKeyFrom = from;
    sheetKeyTo = slash;
    return ASK;
  }
  if (kindOf(entry) == KEPT) return DONE;
  if (!isSettledPath(slash, to)) return ASK;
  if (kindOf(entry) == REPLACED_UNLESS && load<u8>(slash + 1) == byteOf(entry)) return ASK;
  return replace(from, slash, entry) ? DONE : FULL;
}

/** No second slash at its start, no dot segment, no escaped dot: no parser would change it. */
function isSettledPath(slash: usize, to: usize): bool {
  if (load<u8>(slash + 1) == SLASH) return false;
  for (let at = slash; at < to; at++) {
    const byte = load<u8>(at);
    if (byte == SLASH && load<u8>(at + 1) == 46) return false;
    if (byte == 37 && load<u8>(at + 1) == 50 && (load<u8>(at + 2) | 32) == 101) return false;
  }
  return true;
}

function isOriginByte(byte: u32): bool {
  return byte - 97 < 26 || isDigit(byte) || byte == 45 || byte == 46;
}

/** `/` to `9` and `.`, `-` among them, and what else an address holds that is plain in CSS as well. */
function isPlainByte(byte: u32): bool {
  if (isLetter(byte)) return true;
  return (byte >= 42 && byte <= 59) || byte == 33 || (byte >= 35 && byte <= 38) || byte == 61 || byte == 63 || byte == 64 || byte == 95 || byte == 126;
}

/** Where the run of name bytes before `end` begins. */
function nameStart(end: usize, floor: usize): usize {
  let at = end;
  while (at > floor && isNameByte(load<u8>(at - 1))) at--;
  if (at > floor && (load<u8>(at - 1) == AT || load<u8>(at - 1) == 35)) at--;
  return at;
}

function isNameByte(byte: u32): bool {
  // A NUL stands for U+FFFD, which is a letter (css-syntax §3.3).
  return isLetter(byte) || isDigit(byte) || byte == 45 || byte == 95 || byte >= 128 || byte == 0;
}

function findInNormal(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const quotes = v128.or(i8x16.eq(bytes, i8x16.splat(34)), i8x16.eq(bytes, i8x16.splat(39)));
    const marks = v128.or(i8x16.eq(bytes, i8x16.splat(40)), i8x16.eq(bytes, i8x16.splat(47)));
    const signs = v128.or(i8x16.eq(bytes, i8x16.splat(64)), i8x16.eq(bytes, i8x16.splat(92)));
    const found = i8x16.bitmask(v128.or(quotes, v128.or(marks, signs)));
    if (found != 0) return min(at + ctz(found), end);
  }
  return end;
}

function findInString(from: usize, end: usize, quote: u32): usize {
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const ends = v128.or(i8x16.eq(bytes, i8x16.splat(<i8>quote)), i8x16.eq(bytes, i8x16.splat(92)));
    const breaks = v128.or(i8x16.eq(bytes, i8x16.splat(10)), v128.or(i8x16.eq(bytes, i8x16.splat(12)), i8x16.eq(bytes, i8x16.splat(13))));
    const found = i8x16.bitmask(v128.or(ends, breaks));
    if (found != 0) return min(at + ctz(found), end);
  }
  return end;
}

function findByte(from: usize, end: usize, byte: u32): usize {
  const wanted = i8x16.splat(<i8>byte);
  for (let at = from; at < end; at += 16) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found != 0) return min(at + ctz(found), end);
  }
  return end;
}
