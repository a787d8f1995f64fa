// Addresses in scripts: finds two slashes in any spelling and settles the plain ones (`https://host`, `//host`, and the
// same with `\/`) whose origin is known. Everything else that might be one is the other side's to look at (literals.ts).
import { isDigit, isLetter } from "./bytes";
import { beginEdits, replace } from "./edits";
import { KEPT, kindOf, knownAt } from "./known";
import { ASK, DONE, FULL, SCRIPT_TABLE } from "./layout";

const SLASH: u32 = 47;
const COLON: u32 = 58;
const BACKSLASH: u32 = 92;
const DOT: u32 = 46;
const LONGEST_HOST: usize = 255;
const HTTPS: u64 = 0x7370747468;
const HTTP: u64 = 0x70747468;

/** Where the call ended, and the spelling it could not settle; `keyTo` 0: one that no table may hold. */
export let literalAt: usize = 0;
export let keyFrom: usize = 0;
export let keyTo: usize = 0;

export function literals(from: usize, end: usize): i32 {
  beginEdits();
  let at = from;
  while (true) {
    at = findSlashes(at, end);
    if (at >= end) {
      literalAt = end;
      return DONE;
    }
    const result = settle(at, end);
    if (result == ASK || result == FULL) {
      literalAt = at;
      return result;
    }
    at = literalAt;
  }
}

/** At the last byte of two slashes, perhaps. DONE: `literalAt` is where to go on. */
function settle(at: usize, end: usize): i32 {
  keyTo = 0;
  literalAt = at + 1;
  const host = at + 1;
  if (host == end) return ASK;
  if (!isHostByte(load<u8>(host))) return DONE;
  const slashes = startOfSlashes(at);
  if (slashes == 0) return DONE;
  if (slashes == 1) return ASK;
  const start = startOfAddress(slashes);
  if (start == 0) return DONE;
  if (start == 1) return ASK;
  let stop = host + 1;
  while (stop < end && isHostByte(load<u8>(stop))) stop++;
  if (stop + 2 > end || stop - host > LONGEST_HOST || !endsHost(stop)) return ASK;
  const entry = knownAt(SCRIPT_TABLE, start, stop);
  if (entry == 0) {
    keyFrom = start;
    keyTo = stop;
    return ASK;
  }
  if (kindOf(entry) != KEPT && !replace(start, stop, entry)) return FULL;
  literalAt = stop;
  return DONE;
}

/** Where two slashes of one spelling begin; 0: there is but one; 1: the other side must look. */
function startOfSlashes(at: usize): usize {
  const byte = load<u8>(at);
  const before = load<u8>(at - 1);
  if (byte != SLASH) return hasPairBefore(at) ? 1 : 0;
  if (before == SLASH) return load<u8>(at - 2) == BACKSLASH ? 0 : at - 1;
  const second = load<u8>(at - 2);
  if (second == BACKSLASH) return 1;
  if (second != SLASH || load<u8>(at - 3) != BACKSLASH) return 0;
  return load<u8>(at - 4) == BACKSLASH ? 1 : at - 3;
}

/** `%2F`, `\u002F`, `\x2F`: a second one ends in the nine bytes before. */
function hasPairBefore(at: usize): bool {
  for (let back: usize = 3; back <= 9; back++) {
    if ((load<u8>(at - back) | 32) == 102 && load<u8>(at - back - 1) == 50) return true;
  }
  return false;
}

/** Where the address begins whose slashes begin here; 0: nothing that may begin one; 1: the other side must look. */
function startOfAddress(slashes: usize): usize {
  const before = load<u8>(slashes - 1);
  if (before == COLON) {
    if ((load<u64>(slashes - 6) & 0xffffffffff) == HTTPS) return slashes - 6;
    if (load<u32>(slashes - 5) == <u32>HTTP) return slashes - 5;
    return isLetter(load<u8>(slashes - 2)) ? 1 : 0;
  }
  if (mayStandBefore(before)) return slashes;
  // The ends of `\u003a` and `%3A`, which are colons, and of `%22`, `%27`, which are quotes; and a space above ASCII.
  if ((before | 32) == 97) return load<u8>(slashes - 2) == 51 ? 1 : 0;
  return before == 50 || before == 55 || before == 160 ? 1 : 0;
}

/** White space, a quote, a parenthesis, a comma, …: where an address without scheme may begin (BEFORE in literals.ts). */
function mayStandBefore(byte: u32): bool {
  if (byte == 32 || (byte >= 9 && byte <= 13)) return true;
  if (byte == 34 || byte == 39 || byte == 40 || byte == 44) return true;
  return byte == 59 || byte == 61 || byte == 62 || byte == 91 || byte == 96 || byte == 123 || byte == 124;
}

/** Behind the host stands what cannot belong to it, in no spelling. */
function endsHost(stop: usize): bool {
  if (load<u8>(stop - 1) == DOT) return false;
  const byte = load<u8>(stop);
  if (byte == BACKSLASH) {
    const next = load<u8>(stop + 1);
    return next == SLASH || next == 34;
  }
  return byte == SLASH || byte == 34 || byte == 39 || byte == 96 || byte == 63 || byte == 35 || byte == 32 || byte == 41;
}

function isHostByte(byte: u32): bool {
  return isLetter(byte) || isDigit(byte) || byte == DOT || byte == 45 || byte == 95 || byte >= 128;
}

/** A slash behind a slash or a backslash, or the `F` of an escaped one. */
function findSlashes(from: usize, end: usize): usize {
  const slash = i8x16.splat(47);
  const backslash = i8x16.splat(92);
  const two = i8x16.splat(50);
  const letter = i8x16.splat(102);
  const lower = i8x16.splat(32);
  for (let at = from; at < end; at += 16) {
    const bytes = v128.load(at);
    const before = v128.load(at - 1);
    const behind = v128.or(i8x16.eq(before, slash), i8x16.eq(before, backslash));
    const plain = v128.and(i8x16.eq(bytes, slash), behind);
    const escaped = v128.and(i8x16.eq(v128.or(bytes, lower), letter), i8x16.eq(before, two));
    const found = i8x16.bitmask(v128.or(plain, escaped));
    if (found != 0) return min(at + ctz(found), end);
  }
  return end;
}
