// What becomes of an address in an attribute, as far as one can tell by a look: an absolute one with a known origin and a
// path that no URL parser would change, or one that needs no change for certain. All others are the other side's.
import { AMPERSAND, BACKSLASH, CLASS_LETTER, CLASS_SCHEME, COLON, DELETE, find, HASH, is, SLASH, skipOver } from "./bytes";
import { s } from "./layout";
import { beginsWithDoor, kindOf, LONGEST_ORIGIN, ORIGIN_KEPT, ORIGIN_ROOT, originAt } from "./origins";

export const KEEP: usize = 0;
export const UNKNOWN: usize = 1;
export const SLOW: usize = 2;

const HTTPS: u64 = 0x2f2f3a7370747468;
const HTTP: u64 = 0x002f2f3a70747468;
const HTTP_MASK: u64 = 0x00ffffffffffffff;
const AMP: u32 = 0x3b706d61;

/** KEEP, UNKNOWN, SLOW or the entry of the origin whose prefix takes its place. */
export function judge(from: usize, to: usize): usize {
  if (from == to) return KEEP;
  const first = load<u8>(from);
  if (first == SLASH) {
    if (from + 1 == to) return relative();
    const second = load<u8>(from + 1);
    if (second == SLASH) return judgeAbsolute(from, from + 2, to);
    const isPlain = second > 32 && second != BACKSLASH && second != AMPERSAND && second != DELETE;
    return isPlain ? relative() : SLOW;
  }
  if (first == HASH) return KEEP;
  if (is(from, CLASS_LETTER)) {
    const start = load<u64>(from);
    if (start == HTTPS) return judgeAbsolute(from, from + 8, to);
    if ((start & HTTP_MASK) == HTTP) return judgeAbsolute(from, from + 7, to);
    return judgeScheme(from, to);
  }
  const isPlain = first > 32 && first != BACKSLASH && first != AMPERSAND && first != DELETE;
  return isPlain ? relative() : SLOW;
}

function relative(): usize {
  return s.onPrimary ? KEEP : SLOW;
}

/** A word at the start: a scheme, or a path. */
function judgeScheme(from: usize, to: usize): usize {
  const stop = skipOver(from, to, CLASS_SCHEME);
  if (stop == to) return relative();
  const byte = load<u8>(stop);
  if (byte == COLON) {
    // http, https, ws and wss in any spelling lead to hosts; no other scheme does.
    const first = load<u8>(from) | 32;
    return first == 104 || first == 119 ? SLOW : KEEP;
  }
  const isPlain = byte >= 32 && byte != AMPERSAND && byte != DELETE;
  return isPlain ? relative() : SLOW;
}

function judgeAbsolute(from: usize, host: usize, to: usize): usize {
  const limit = to - from < LONGEST_ORIGIN ? to : from + LONGEST_ORIGIN;
  const slash = find(host, limit, SLASH);
  if (slash == limit || slash == host) return SLOW;
  const entry = originAt(from, slash);
  if (entry == 0) return UNKNOWN;
  if (kindOf(entry) == ORIGIN_KEPT) return KEEP;
  if (load<u8>(slash + 1) == SLASH) return SLOW;
  if (kindOf(entry) == ORIGIN_ROOT && beginsWithDoor(slash, to)) return SLOW;
  return isPlainPath(slash, to) ? entry : SLOW;
}

/**
 * Only characters that URL parsers and HTML leave as they are (bytes above ASCII travel unread), no dot segment, and no
 * ampersand but `&amp;`.
 */
function isPlainPath(from: usize, to: usize): bool {
  // Membership by halves of the byte: bit h of the low half's entry says that the byte 16 h + low half is allowed.
  const lows = i8x16(-72, -4, -8, -4, -4, -4, -4, -8, -4, -4, -4, 92, 84, 92, -44, 124);
  const highs = i8x16(1, 2, 4, 8, 16, 32, 64, -128, 0, 0, 0, 0, 0, 0, 0, 0);
  const half = i8x16.splat(15);
  for (let at = from; at < to; at += 16) {
    const bytes = v128.load(at);
    const next = v128.load(at + 1);
    const mask = to - at < 16 ? (1 << <i32>(to - at)) - 1 : 0xffff;
    const bits = v128.and(
      i8x16.swizzle(lows, v128.and(bytes, half)),
      i8x16.swizzle(highs, v128.and(i16x8.shr_u(bytes, 4), half)),
    );
    const isBad = v128.andnot(i8x16.eq(bits, i8x16.splat(0)), i8x16.lt_s(bytes, i8x16.splat(0)));
    const isDot = v128.and(i8x16.eq(bytes, i8x16.splat(47)), i8x16.eq(next, i8x16.splat(46)));
    const isPercent = i8x16.eq(bytes, i8x16.splat(37));
    const third = v128.or(v128.load(at + 2), i8x16.splat(32));
    const isDotEscape = v128.and(i8x16.eq(next, i8x16.splat(50)), i8x16.eq(third, i8x16.splat(101)));
    const isOdd = v128.and(isPercent, v128.or(isDotEscape, i8x16.eq(next, i8x16.splat(126))));
    if ((i8x16.bitmask(v128.or(v128.or(isBad, isDot), isOdd)) & mask) != 0) return false;
    let ampersands = i8x16.bitmask(i8x16.eq(bytes, i8x16.splat(38))) & mask;
    while (ampersands != 0) {
      if (load<u32>(at + ctz(ampersands) + 1) != AMP) return false;
      ampersands &= ampersands - 1;
    }
  }
  return true;
}
