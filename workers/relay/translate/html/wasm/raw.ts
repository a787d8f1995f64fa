// Elements whose content is no markup, and where that content ends.
import { DASH, CLASS_ENDS_NAME, CLASS_LETTER, find, findAny, is, LESS, lowered, SLASH } from "./bytes";
import {
  ELEMENT_PLAINTEXT,
  ELEMENT_RAW,
  ELEMENT_READ,
  ELEMENT_SCRIPT,
  ELEMENT_STYLE,
} from "../roles";
import { EVENT_RAW, GO_ON, IN_RAW, IN_TEXT, s, WAIT } from "./layout";

const SCRIPT_NAME: u64 = 0x747069726373;
const SCRIPT_LENGTH: i32 = 6;

/** In XML and SVG all content is markup by the letter, yet a sheet is read as a sheet, and XML scripts are left alone. */
function isRawElement(element: u32, isForeign: i32): bool {
  if (s.xml) return (element & (ELEMENT_STYLE | ELEMENT_SCRIPT)) != 0;
  if (isForeign) return (element & ELEMENT_STYLE) != 0;
  return (element & ELEMENT_RAW) != 0;
}

/** Keeps the name of an element that may hold raw content: its end tag must say the same. */
export function nameRaw(from: usize, to: usize): void {
  s.rawName = i64x2.extract_lane(lowered(from, to - from), 0);
  s.rawLength = <i32>(to - from);
}

/** After a start tag of `element`. */
export function beginRaw(element: u32, isForeign: i32): void {
  if (!isRawElement(element, isForeign) || ((s.xml || isForeign) && s.isSelfClosing)) return;
  s.mode = IN_RAW;
  s.rawRead |= (element & ELEMENT_READ) != 0 ? 1 : 0;
  s.rawEnded = 0;
  s.endsAtAnyTag = isForeign && !s.xml ? 1 : 0;
  s.hasEscapes = (element & ELEMENT_SCRIPT) != 0 && !s.xml ? 1 : 0;
  s.escaped = 0;
  if ((element & ELEMENT_PLAINTEXT) != 0) s.rawLength = 0;
}

/** Reads on to the end tag, or as far as there is something. What the other side reads is an event. */
export function readRaw(isFinal: i32): i32 {
  s.rawFrom = s.at;
  const result = seekEnd(isFinal);
  if (result == GO_ON) {
    s.rawEnded = 1;
    s.mode = IN_TEXT;
  }
  if (s.rawRead && (s.at > s.rawFrom || s.rawEnded)) return EVENT_RAW;
  return result;
}

/** GO_ON: the end tag stands at `s.at`. */
function seekEnd(isFinal: i32): i32 {
  const end = s.end;
  let at = s.at;
  if (s.rawLength == 0) {
    s.at = end;
    return WAIT;
  }
  while (true) {
    at = s.escaped == 0 ? find(at, end, LESS) : findAny(at, end, LESS, DASH, DASH);
    s.at = at;
    if (at == end) return WAIT;
    if (at + s.rawLength + 3 > end && !isFinal) return WAIT;
    if (endsAt(at)) return GO_ON;
    if (s.hasEscapes) stepScript(at);
    at++;
  }
}

function endsAt(at: usize): bool {
  if (load<u8>(at) != LESS) return false;
  if (s.escaped < 2 && load<u8>(at + 1) == SLASH && isName(at + 2, s.rawName, s.rawLength)) return true;
  if (!s.endsAtAnyTag) return false;
  // The tokenizer knows no raw text in SVG: there any tag ends it.
  const letter = at + 1 < s.end && load<u8>(at + 1) == SLASH ? at + 2 : at + 1;
  return letter < s.end && is(letter, CLASS_LETTER);
}

/** A whole name and the byte that ends it. */
function isName(at: usize, name: u64, length: i32): bool {
  if (at + length >= s.end || i64x2.extract_lane(lowered(at, length), 0) != name) return false;
  return is(at + length, CLASS_ENDS_NAME);
}

/** Script data: 0 plain, 1 escaped (`<!--`), 2 double escaped (`<!-- <script`). */
function stepScript(at: usize): void {
  if (s.escaped == 0) {
    // The dashes of `<!--` may already be those of `-->`, so reading goes on right behind the `<`.
    if (at + 4 <= s.end && load<u32>(at) == 0x2d2d213c) s.escaped = 1;
    return;
  }
  if (at + 3 <= s.end && (load<u32>(at) & 0xffffff) == 0x3e2d2d) s.escaped = 0;
  else if (load<u8>(at) != LESS) return;
  else if (s.escaped == 1 && isName(at + 1, SCRIPT_NAME, SCRIPT_LENGTH)) s.escaped = 2;
  else if (s.escaped == 2 && load<u8>(at + 1) == SLASH && isName(at + 2, SCRIPT_NAME, SCRIPT_LENGTH)) s.escaped = 1;
}
