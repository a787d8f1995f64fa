// Reads one tag, from its `<` to its `>`, and notes its attributes of ours (HTML standard §13.2.5.6-40). It can stop at any
// byte and go on when more has come. What a look can settle is settled here, for the rest the other side gets the tag.
import {
  AMPERSAND,
  BACKSLASH,
  CLASS_ENDS_ATTRIBUTE,
  CLASS_ENDS_NAME,
  CLASS_ENDS_UNQUOTED,
  CLASS_SPACE,
  copyTo,
  DOUBLE,
  endOfName,
  EQUALS,
  find,
  findAny,
  GREATER,
  hasRoom,
  is,
  OPEN,
  SINGLE,
  SLASH,
  skipOver,
  skipTo,
  write,
  writeByte,
} from "./bytes";
import { ELEMENT_ID, ELEMENT_RAW, ELEMENT_SCRIPT, ELEMENT_SHOWN, ELEMENT_STYLE } from "../roles";
import {
  ATTRIBUTE_SHAPES,
  ATTRIBUTE_WORDS,
  ATTRIBUTES,
  ATTRIBUTES_LIMIT,
  ELEMENT_SHAPES,
  ELEMENT_WORDS,
  IN_TAG,
  MAX_TAG_BYTES,
  s,
} from "./layout";
import { LONGEST_PREFIX, originLength, prefixLength, prefixOf } from "./origins";
import { nameRaw } from "./raw";
import { judge, KEEP, SLOW, UNKNOWN } from "./reference";
import { mayBeWord, wordAt } from "./words";

const SPACE: u8 = 32;
/** `="` */
const QUOTED: u16 = 0x223d;

const IN_NAME: i32 = 0;
const BETWEEN: i32 = 1;
const IN_ATTRIBUTE: i32 = 2;
const AFTER_NAME: i32 = 3;
const BEFORE_VALUE: i32 = 4;
const IN_VALUE: i32 = 5;

// What an attribute's word says (../words.ts writes them): its number, then its kind, then the one element it counts on.
const ATTRIBUTE_ID: u32 = 0xff;
const KIND_SHIFT: u32 = 8;
const ONLY_SHIFT: u32 = 16;
const KIND_URL: u32 = 1;
const KIND_CSS: u32 = 2;
/** The other side's on whatever element. */
const KIND_SLOW: u32 = 3;
/** Tells what other attributes of a shown element mean. */
const KIND_TOLD: u32 = 4;
/** `type`, of a script: import maps and speculation rules are not left alone. */
const KIND_TYPE: u32 = 5;

/** `on`, as a script's inline handlers begin, and what stands for each of them: no number of the list, and the other side's. */
const ON: u16 = 0x6e6f;
const HANDLER: u32 = 0xff | (KIND_SLOW << KIND_SHIFT);

// A noted attribute: u8 number, u8 quote, then u32 from (0: no value), u32 to, u32 verdict.
const ENTRY_BYTES: usize = 16;

export function beginTag(isEnd: i32): void {
  s.tag = s.at;
  s.isEnd = isEnd;
  s.isSelfClosing = 0;
  s.place = IN_NAME;
  s.element = 0;
  s.count = 0;
  s.seen = 0;
  s.slow = 0;
  s.rawRead = 0;
  s.at += isEnd ? 2 : 1;
  s.nameFrom = s.at;
  s.mode = IN_TAG;
}

/** Reads on; true: the tag has ended, `s.at` stands behind it. */
export function readTag(): bool {
  const end = s.end;
  let at = s.at;
  let place = s.place;
  let isClosed = false;
  while (at < end && !isClosed) {
    switch (place) {
      case IN_NAME:
        at = endOfName(at, end, CLASS_ENDS_NAME);
        if (at == end) break;
        nameElement(at);
        place = BETWEEN;
      // Falls through.
      case BETWEEN: {
        at = plainAttributes(at, end);
        if (at == end) break;
        const byte = load<u8>(at);
        if (byte == GREATER) isClosed = true;
        else if (byte == SLASH || is(at, CLASS_SPACE)) s.isSelfClosing = byte == SLASH ? 1 : 0;
        else {
          s.isSelfClosing = 0;
          s.nameFrom = at;
          place = IN_ATTRIBUTE;
        }
        at++;
        break;
      }
      case IN_ATTRIBUTE:
        at = endOfName(at, end, CLASS_ENDS_ATTRIBUTE);
        if (at == end) break;
        s.nameTo = at;
        place = AFTER_NAME;
        break;
      case AFTER_NAME:
        at = skipOver(at, end, CLASS_SPACE);
        if (at == end) break;
        if (load<u8>(at) == EQUALS) {
          at++;
          place = BEFORE_VALUE;
        } else {
          s.quote = 0;
          note(0, 0);
          place = BETWEEN;
        }
        break;
      case BEFORE_VALUE: {
        at = skipOver(at, end, CLASS_SPACE);
        if (at == end) break;
        const byte = load<u8>(at);
        s.quote = byte == DOUBLE || byte == SINGLE ? byte : 0;
        if (byte == GREATER) {
          note(0, 0);
          place = BETWEEN;
          break;
        }
        if (s.quote != 0) at++;
        s.valueFrom = at;
        place = IN_VALUE;
        break;
      }
      default: {
        const isQuoted = s.quote != 0;
        at = isQuoted ? find(at, end, <u8>s.quote) : skipTo(at, end, CLASS_ENDS_UNQUOTED);
        if (at == end) break;
        note(s.valueFrom, at);
        if (isQuoted) at++;
        place = BETWEEN;
      }
    }
    if (s.tag != 0 && at - s.tag > MAX_TAG_BYTES) s.tag = 0;
  }
  s.at = at;
  s.place = place;
  return isClosed;
}

/**
 * Attributes as most are written, one space and `name="value"`, as far as they stand whole in [at, end): the same as by the
 * steps of `readTag`, without its turns. Returns where the first begins that is not so.
 */
function plainAttributes(at: usize, end: usize): usize {
  const low = i8x16.splat(33);
  const greater = i8x16.splat(62);
  const slash = i8x16.splat(47);
  const equals = i8x16.splat(61);
  while (load<u8>(at) == SPACE) {
    const bytes = v128.load(at + 1);
    const ends = v128.or(i8x16.lt_u(bytes, low), v128.or(i8x16.eq(bytes, greater), i8x16.eq(bytes, slash)));
    const found = i8x16.bitmask(v128.or(ends, i8x16.eq(bytes, equals)));
    const length = <usize>ctz(found);
    const from = at + 3 + length;
    if (found == 0 || length == 0 || load<u16>(from - 2) != QUOTED) break;
    const to = find(from, end, DOUBLE);
    if (to == end) break;
    s.nameFrom = at + 1;
    s.nameTo = at + 1 + length;
    s.quote = DOUBLE;
    s.isSelfClosing = 0;
    note(from, to);
    at = to + 1;
  }
  return at;
}

function nameElement(to: usize): void {
  // Outside of SVG and MathML most of the known names mean nothing.
  const isKnown = s.tag != 0 && (s.depth > 0 || mayBeWord(ELEMENT_SHAPES, s.nameFrom, to));
  const element = isKnown ? wordAt(ELEMENT_WORDS, s.nameFrom, to) : 0;
  s.element = element;
  if ((element & (ELEMENT_RAW | ELEMENT_STYLE | ELEMENT_SCRIPT)) != 0) nameRaw(s.nameFrom, to);
  const isShownScript = s.showsScripts && (element & ELEMENT_SCRIPT) != 0;
  if ((element & ELEMENT_SHOWN) != 0 || isShownScript) s.slow = 1;
}

/** The tag has moved by this much towards the start. */
export function rebaseTag(moved: usize): void {
  s.tag -= moved;
  s.nameFrom -= moved;
  s.nameTo -= moved;
  s.valueFrom -= moved;
  for (let index = 0; index < s.count; index++) {
    const entry = ATTRIBUTES + index * ENTRY_BYTES;
    if (load<u32>(entry, 4) == 0) continue;
    store<u32>(entry, load<u32>(entry, 4) - <u32>moved, 4);
    store<u32>(entry, load<u32>(entry, 8) - <u32>moved, 8);
  }
}

/** Of attributes that stand twice a browser keeps the first; the others are left alone. */
function note(from: usize, to: usize): void {
  if (s.tag == 0 || s.isEnd || s.count == ATTRIBUTES_LIMIT) return;
  const isHandler = s.showsScripts != 0 && (load<u16>(s.nameFrom) | 0x2020) == ON;
  if (!isHandler && !mayBeWord(ATTRIBUTE_SHAPES, s.nameFrom, s.nameTo)) return;
  const word = isHandler ? HANDLER : wordAt(ATTRIBUTE_WORDS, s.nameFrom, s.nameTo);
  if (word == 0) return;
  const bit: u64 = isHandler ? 0 : 1 << (<u64>word & 63);
  if ((s.seen & bit) != 0) return;
  s.seen |= bit;
  const entry = ATTRIBUTES + s.count * ENTRY_BYTES;
  const verdict = from == 0 ? KEEP : verdictOf(word, from, to);
  store<u8>(entry, <u8>(word & ATTRIBUTE_ID));
  store<u8>(entry, <u8>s.quote, 1);
  store<u32>(entry, <u32>from, 4);
  store<u32>(entry, <u32>to, 8);
  store<u32>(entry, <u32>verdict, 12);
  s.count++;
  if (verdict == UNKNOWN || verdict == SLOW || s.isCareful) s.slow = 1;
}

function verdictOf(word: u32, from: usize, to: usize): usize {
  const kind = (word >> KIND_SHIFT) & 0xff;
  const only = word >> ONLY_SHIFT;
  if (only != 0 && only != (s.element & ELEMENT_ID)) return KEEP;
  if (kind == KIND_URL) return judge(from, to);
  if (kind == KIND_CSS) return findAny(from, to, OPEN, BACKSLASH, AMPERSAND) == to ? KEEP : SLOW;
  if (kind == KIND_TYPE) return mayBeRules(from, to) ? SLOW : KEEP;
  return kind == KIND_SLOW ? SLOW : KEEP;
}

/** `importmap`, `speculationrules`, or something that may be one of them in another spelling. */
function mayBeRules(from: usize, to: usize): bool {
  if (from == to) return false;
  const first = load<u8>(from) | 32;
  return first == 105 || first == 115 || first == 32 || first == AMPERSAND || load<u8>(from) <= 32;
}

/** Writes what was settled; false: there is no room. */
export function applyEdits(): bool {
  if (!hasRoom(s.at - s.given + s.count * (LONGEST_PREFIX + 2))) return false;
  for (let index = 0; index < s.count; index++) {
    const entry = ATTRIBUTES + index * ENTRY_BYTES;
    const origin = <usize>load<u32>(entry, 12);
    if (origin <= SLOW) continue;
    const to = <usize>load<u32>(entry, 8);
    const isQuoted = load<u8>(entry, 1) != 0;
    const from = <usize>load<u32>(entry, 4);
    copyTo(from);
    if (!isQuoted) writeByte(DOUBLE);
    write(prefixOf(origin), prefixLength(origin));
    write(from + originLength(origin), to - from - originLength(origin));
    if (!isQuoted) writeByte(DOUBLE);
    s.given = to;
  }
  return true;
}
