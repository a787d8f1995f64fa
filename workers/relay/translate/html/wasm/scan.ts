// The tokenizer of the HTML standard, reduced to what a proxy needs: tags, and what is text, comment or raw content around
// them. It works on bytes, resumes at any byte, holds back one tag at most, and does constant work a byte. What it cannot
// settle it hands to the other side (machine.ts) as an event, and goes on when `run` is called again.
import {
  BANG,
  CLASS_ENDS_NAME,
  CLASS_LETTER,
  copyTo,
  DASH,
  endOfName,
  fillTables,
  find,
  GREATER,
  is,
  LBRACKET,
  LESS,
  QUERY,
  RBRACKET,
  SLASH,
} from "./bytes";
import { closeElement, isIdleBase, isInForeign, openElement } from "./foreign";
import {
  EVENT_FULL,
  EVENT_RAW,
  EVENT_TAG,
  GO_ON,
  IN_BOGUS,
  IN_CDATA,
  IN_COMMENT,
  IN_INSTRUCTION,
  IN_RAW,
  IN_TAG,
  IN_TEXT,
  INPUT,
  OUTPUT,
  PAGES,
  PENDING_EDITS,
  PENDING_NOTHING,
  PENDING_TAG,
  s,
  STATE,
  State,
  STATE_END,
  WAIT,
} from "./layout";
import { beginRaw, readRaw } from "./raw";
import { applyEdits, beginTag, readTag, rebaseTag } from "./tag";

export { ATTRIBUTE_SHAPES, ATTRIBUTE_WORDS, ATTRIBUTES, ELEMENT_SHAPES, ELEMENT_WORDS, INPUT_END, ORIGINS, SCRATCH, SCRATCH_SECOND } from "./layout";
export { addOrigin, clearOrigins, originsBytes } from "./origins";
export { addWord } from "./words";
export { copyTo, INPUT, OUTPUT, STATE, STATE_END };

memory.grow(PAGES - memory.size());
fillTables();

// Where the other side finds what it must see of the state, and sets what it decides.
export const AT: usize = STATE + offsetof<State>("at");
export const END: usize = STATE + offsetof<State>("end");
export const GIVEN: usize = STATE + offsetof<State>("given");
export const OUT: usize = STATE + offsetof<State>("out");
export const TAG: usize = STATE + offsetof<State>("tag");
export const ELEMENT: usize = STATE + offsetof<State>("element");
export const COUNT: usize = STATE + offsetof<State>("count");
export const RAW_FROM: usize = STATE + offsetof<State>("rawFrom");
export const RAW_ENDED: usize = STATE + offsetof<State>("rawEnded");
export const RAW_READ: usize = STATE + offsetof<State>("rawRead");
export const XML: usize = STATE + offsetof<State>("xml");
export const ON_PRIMARY: usize = STATE + offsetof<State>("onPrimary");
export const SHOWS_TAGS: usize = STATE + offsetof<State>("showsTags");
export const SHOWS_SCRIPTS: usize = STATE + offsetof<State>("showsScripts");
export const IS_CAREFUL: usize = STATE + offsetof<State>("isCareful");

/** `<![CDATA[`, the longest opening that must be seen whole. */
const LONGEST_OPENING: usize = 9;
const COMMENT_OPENING: u32 = 0x2d2d213c;
const CDATA_OPENING: u64 = 0x41544144435b213c;

// Comment progress: 0 text, 1 one dash, 2 two dashes, 3 `--!`, then just opened, and opened with one dash.
const OPENED: i32 = 4;
const OPENED_DASH: i32 = 5;

/** A new stream. */
export function begin(): void {
  memory.fill(STATE, 0, STATE_END - STATE);
  s.at = INPUT;
  s.end = INPUT;
  s.given = INPUT;
  s.out = OUTPUT;
}

/** What was held back moves to the start of the input, or to where its owner has put it again. */
export function rebase(): void {
  const moved = s.given - INPUT;
  if (moved == 0) return;
  memory.copy(INPUT, s.given, s.end - s.given);
  s.at -= moved;
  s.end -= moved;
  s.given = INPUT;
  if (s.mode == IN_TAG && s.tag != 0) rebaseTag(moved);
}

/** Reads what has been appended, up to an event or to where the next chunk must be seen. */
export function run(isFinal: i32): i32 {
  let event = finishPending();
  while (event <= WAIT && s.at < s.end) {
    event = step(isFinal);
    if (event == WAIT) break;
  }
  if (event > WAIT) return event;
  if (isFinal && s.mode == IN_RAW) {
    s.mode = IN_TEXT;
    s.rawFrom = s.at;
    s.rawEnded = 1;
    if (s.rawRead) return EVENT_RAW;
  }
  const isHeld = s.mode == IN_TAG && s.tag != 0;
  return copyTo(isFinal ? s.end : isHeld ? s.tag : s.at) ? WAIT : EVENT_FULL;
}

function finishPending(): i32 {
  const pending = s.pending;
  s.pending = PENDING_NOTHING;
  if (pending == PENDING_EDITS) return finishEdits();
  return pending == PENDING_TAG ? finishTag() : GO_ON;
}

function step(isFinal: i32): i32 {
  switch (s.mode) {
    case IN_TEXT:
      return inText(isFinal);
    case IN_TAG:
      return readTag() ? closeTag() : GO_ON;
    case IN_RAW:
      return readRaw(isFinal);
    case IN_COMMENT:
      return inComment();
    case IN_BOGUS:
      s.at = find(s.at, s.end, GREATER);
      return s.at < s.end ? enter(IN_TEXT, 1) : GO_ON;
    default:
      return s.mode == IN_CDATA ? inSection(RBRACKET, 2) : inSection(QUERY, 1);
  }
}

function enter(mode: i32, length: usize): i32 {
  s.mode = mode;
  s.at += length;
  s.marks = 0;
  return GO_ON;
}

/** Tag after tag, as long as they are whole and nobody else must look: most of a page is read here without leaving. */
function inText(isFinal: i32): i32 {
  while (true) {
    let at = s.at;
    if (load<u8>(at) != LESS || at == s.end) {
      at = find(at, s.end, LESS);
      s.at = at;
      if (at == s.end) return GO_ON;
    }
    if (at + 1 == s.end) return isFinal ? enter(IN_TEXT, 1) : WAIT;
    let event = GO_ON;
    const next = load<u8>(at + 1);
    if (is(at + 1, CLASS_LETTER)) {
      beginTag(0);
      if (readTag()) event = closeTag();
    } else if (next == SLASH) event = startEndTag(isFinal);
    else if (next == BANG) event = startDeclaration(isFinal);
    else event = next == QUERY ? enter(s.xml ? IN_INSTRUCTION : IN_BOGUS, 2) : enter(IN_TEXT, 1);
    if (event != GO_ON || s.mode != IN_TEXT) return event;
  }
}

function startEndTag(isFinal: i32): i32 {
  const at = s.at + 2;
  if (at == s.end) return isFinal ? enter(IN_TEXT, 2) : WAIT;
  if (!is(at, CLASS_LETTER)) return load<u8>(at) == GREATER ? enter(IN_TEXT, 3) : enter(IN_BOGUS, 2);
  const stop = endOfName(at, s.end, CLASS_ENDS_NAME);
  // Most end tags are a name, and outside of SVG and MathML nobody asks which.
  if (s.depth == 0 && stop < s.end && load<u8>(stop) == GREATER) {
    s.at = stop + 1;
    return GO_ON;
  }
  beginTag(1);
  return GO_ON;
}

function startDeclaration(isFinal: i32): i32 {
  const length = s.end - s.at;
  if (length < LONGEST_OPENING && !isFinal) return WAIT;
  s.dashes = OPENED;
  if (length >= 4 && load<u32>(s.at) == COMMENT_OPENING) return enter(IN_COMMENT, 4);
  const isCdata = load<u64>(s.at) == CDATA_OPENING && load<u8>(s.at, 8) == LBRACKET;
  return length >= LONGEST_OPENING && isCdata && (s.xml || isInForeign()) ? enter(IN_CDATA, LONGEST_OPENING) : enter(IN_BOGUS, 2);
}

/** `]]>` ends CDATA, `?>` an instruction. */
function inSection(mark: u8, needed: i32): i32 {
  const end = s.end;
  let at = s.at;
  let marks = s.marks;
  while (at < end) {
    if (marks == 0) at = find(at, end, mark);
    if (at == end) break;
    const byte = load<u8>(at++);
    if (byte == GREATER && marks >= needed) {
      s.mode = IN_TEXT;
      break;
    }
    marks = byte == mark ? marks + 1 : 0;
  }
  s.at = at;
  s.marks = marks;
  return GO_ON;
}

function inComment(): i32 {
  const end = s.end;
  let at = s.at;
  let dashes = s.dashes;
  while (at < end) {
    if (dashes == 0) at = find(at, end, DASH);
    if (at == end) break;
    const byte = load<u8>(at++);
    if (byte == GREATER && (s.xml ? dashes == 2 : dashes >= 2)) {
      s.mode = IN_TEXT;
      break;
    }
    dashes = afterCommentByte(dashes, byte);
  }
  s.at = at;
  s.dashes = dashes;
  return GO_ON;
}

function afterCommentByte(dashes: i32, byte: u8): i32 {
  if (byte == BANG) return dashes == 2 ? 3 : 0;
  if (byte != DASH) return 0;
  if (dashes == OPENED) return OPENED_DASH;
  return dashes == 0 || dashes == 3 ? 1 : 2;
}

function closeTag(): i32 {
  s.mode = IN_TEXT;
  if (s.isEnd) {
    if (s.depth > 0) closeElement(s.element);
    return GO_ON;
  }
  // Nothing of ours, and not in SVG or MathML: as most tags of a page.
  if ((s.element | s.count | s.depth | s.showsTags) == 0) return GO_ON;
  s.isForeign = openElement(s.element, s.isSelfClosing) ? 1 : 0;
  if (isIdleBase(s.element, s.isForeign != 0)) s.element = 0;
  if (s.tag == 0) return finishTag();
  if (!s.slow && !s.showsTags) return finishEdits();
  s.pending = PENDING_TAG;
  return EVENT_TAG;
}

function finishEdits(): i32 {
  if (s.count > 0 && !applyEdits()) {
    s.pending = PENDING_EDITS;
    return EVENT_FULL;
  }
  return finishTag();
}

function finishTag(): i32 {
  beginRaw(s.element, s.isForeign);
  return GO_ON;
}
