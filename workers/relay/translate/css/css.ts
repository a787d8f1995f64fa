// A streaming scanner for CSS (css-syntax-3 tokens, only as far as needed): maps url(…), the strings of @import,
// image-set(), image() and src(), nothing else; @namespace names are no addresses. One token at most is held back, and
// never more than MAX_URL_BYTES of it: what is longer (data: fonts) goes through unread.
import { indexOfByte, isSpace } from "../ascii.ts";
import { type Bytes, fromByteString, joinBytes, type Scanner, toByteString } from "../bytes.ts";
import type { MapReference } from "../reference.ts";
import {
  APOSTROPHE,
  AT,
  BACKSLASH,
  CLOSE,
  HASH,
  LBRACE,
  NEWLINE,
  OPEN,
  QUOTE,
  RBRACE,
  RETURN,
  SEMICOLON,
  SLASH,
  STAR,
} from "../signs.ts";
import { createWindow, scannerOver } from "../window.ts";
import { decodeCss, encodeCss, endOfEscape, endOfName, isBreak, isNameByte, LONGEST_NAME_BYTES } from "./csstext.ts";
import { createPassing, MODE, type SheetPlace } from "./pass.ts";

const MAX_URL_BYTES = 16_384;
const MAX_NESTING = 256;
const STRIDE_BYTES = 1024;
const FUNCTION_NAMES = ["url", "src", "image", "image-set", "-webkit-image-set"];
const URL_FUNCTIONS = new Set(FUNCTION_NAMES);
/** A backslash, six digits, a space. */
const LONGEST_ESCAPE_BYTES = 8;

type State = "normal" | "comment" | "name" | "string" | "url-start" | "url";
type Statement = "import" | "namespace" | undefined;

/** `place` opens the fast way; without it every token is read here. */
export function createCssScanner(map: MapReference, place?: SheetPlace): Scanner {
  const view = createWindow();
  const passing = place && createPassing(place, map);
  let state: State = "normal";
  let at = 0;
  /** Where the token that may change begins; -1 while none is held. */
  let held = -1;
  let quote = 0;
  /** 1: a backslash stands right before, 2: an escaped CR does. */
  let escaped = 0;
  let isStarred = false;
  let statement: Statement;
  let nesting: boolean[] = [];
  let tooDeep = 0;

  const open = (holdsAddress: boolean) => {
    const isOurs = holdsAddress && statement !== "namespace";
    // Only what is inside such a function matters; other parentheses around it do not.
    if (nesting.length === 0 && !isOurs) return;
    if (nesting.length < MAX_NESTING) nesting.push(isOurs);
    else tooDeep++;
  };
  const close = () => {
    if (tooDeep > 0) tooDeep--;
    else nesting.pop();
  };
  const isAddressString = () =>
    tooDeep === 0 && (nesting.length > 0 ? nesting.at(-1) === true : statement === "import");

  const inComment = () => {
    for (; at < view.end; at++) {
      const byte = view.bytes[at];
      if (byte === SLASH && isStarred) {
        at++;
        state = "normal";
        return;
      }
      isStarred = byte === STAR;
    }
  };

  const mapHeld = (to: number, delimiter: number) => {
    const from = held;
    held = -1;
    if (from < 0 || to - from > MAX_URL_BYTES) return;
    const written = toByteString(view.bytes.subarray(from, delimiter === 0 ? endOfText(view.bytes, from, to) : to));
    // Quotes, parentheses or spaces make an unquoted url( no address at all.
    if (delimiter === 0 && /["'(\t\n\f\r ]/.test(written.replace(/\\(?:[0-9a-fA-F]{1,6}[\t\n\f\r ]?|.)/gs, ""))) return;
    const mapped = map(decodeCss(written));
    if (mapped !== undefined) view.replace(from, to, [fromByteString(encodeCss(mapped, delimiter))]);
  };
  const isStop = (byte: number) => (state === "url" ? byte === CLOSE : byte === quote || isBreak(byte));

  // A string up to its quote (a newline spoils it) or an unquoted url( up to its parenthesis.
  const inText = () => {
    for (; at < view.end; at++) {
      if (held >= 0 && at - held > MAX_URL_BYTES) held = -1;
      if (held < 0 && escaped === 0 && state === "url") at = pastPlain(view, at);
      const byte = view.bytes[at] ?? 0;
      if (escaped === 1) escaped = byte === RETURN ? 2 : 0;
      else if (byte === BACKSLASH) escaped = 1;
      // A backslash takes CR and LF as one newline.
      else if (escaped === 2 && byte === NEWLINE && state === "string") escaped = 0;
      else if (isStop(byte)) {
        escaped = 0;
        if (state === "url") mapHeld(at, 0);
        else if (byte === quote) mapHeld(at, quote);
        held = -1;
        at += state === "string" && byte !== quote ? 0 : 1;
        state = "normal";
        return;
      } else escaped = 0;
    }
  };

  const startUrl = () => {
    while (at < view.end && isSpace(view.bytes[at])) at++;
    if (at === view.end) return;
    if (view.bytes[at] === QUOTE || view.bytes[at] === APOSTROPHE) {
      open(true);
      state = "normal";
      return;
    }
    state = "url";
    held = statement === "namespace" ? -1 : at;
  };

  // Reads a whole name, with the sign before it and the parenthesis after it; false: it may go on in the next chunk.
  const readName = (isFinal: boolean): boolean => {
    const from = at;
    const stop = endOfName(view.bytes, view.end, from);
    if (stop >= view.end && !isFinal && mayMatter(view.bytes.subarray(from, view.end))) return false;
    if (stop - from > LONGEST_NAME_BYTES || (stop >= view.end && !isFinal)) {
      at = Math.min(stop, view.end);
      state = "name";
      if (statement === "import") statement = undefined;
      return true;
    }
    if (stop === from) {
      at++;
      return true;
    }
    const name = decodeCss(toByteString(view.bytes.subarray(from, stop))).toLowerCase();
    at = Math.min(stop, view.end);
    if (name === "@import" || name === "@namespace") statement = name === "@import" ? "import" : "namespace";
    else if (view.bytes[stop] === OPEN && stop < view.end) {
      at++;
      if (name === "url") state = "url-start";
      else open(URL_FUNCTIONS.has(name));
    }
    if (statement === "import" && name !== "@import" && name !== "url") statement = undefined;
    return true;
  };

  // The rest of a name that is none of ours; false: an escape in it may go on in the next chunk.
  const inOtherName = (isFinal: boolean): boolean => {
    while (at < view.end) {
      if (isNameByte(view.bytes[at])) at++;
      else if (view.bytes[at] !== BACKSLASH) break;
      else if (at + LONGEST_ESCAPE_BYTES >= view.end && !isFinal) return false;
      else if (isBreak(view.bytes[at + 1])) break;
      else at = Math.min(view.end, endOfEscape(view.bytes, view.end, at));
    }
    if (at < view.end) state = "normal";
    return true;
  };

  const startSlash = (isFinal: boolean): boolean => {
    if (at + 1 >= view.end && !isFinal) return false;
    const isComment = at + 1 < view.end && view.bytes[at + 1] === STAR;
    at += isComment ? 2 : 1;
    isStarred = false;
    if (isComment) state = "comment";
    return true;
  };
  const startString = (byte: number) => {
    at++;
    held = isAddressString() ? at : -1;
    if (statement === "import") statement = undefined;
    quote = byte;
    escaped = 0;
    state = "string";
  };
  const punctuate = (byte: number) => {
    at++;
    if (byte === OPEN) {
      open(false);
      if (statement === "import") statement = undefined;
    } else if (byte === CLOSE) close();
    else if (statement === "import" || byte === SEMICOLON || byte === LBRACE || byte === RBRACE) statement = undefined;
  };

  const inNormal = (isFinal: boolean): boolean => {
    while (at < view.end && state === "normal") {
      const byte = view.bytes[at] ?? 0;
      if (isSpace(byte)) at++;
      else if (isNameByte(byte) || byte === HASH || byte === AT || byte === BACKSLASH) {
        if (!readName(isFinal)) return false;
      } else if (byte === SLASH) {
        if (!startSlash(isFinal)) return false;
      } else if (byte === QUOTE || byte === APOSTROPHE) startString(byte);
      else punctuate(byte);
      if (passing && isIdle()) return true;
    }
    return true;
  };
  /** Nothing is open that could hold an address, so the fast way may go on. */
  const isIdle = () => nesting.length === 0 && statement === undefined && held < 0;
  /** False: at least one token must be read here. */
  const passFast = (): boolean => {
    if (!passing || !isIdle() || (state !== "normal" && state !== "string" && state !== "comment")) return false;
    const mode = MODE[state];
    const flags = mode === MODE.comment ? Number(isStarred) : escaped;
    const open = { at, mode, quote, flags };
    const isDone = passing.pass(view, open);
    at = open.at;
    state = open.mode === MODE.normal ? "normal" : open.mode === MODE.string ? "string" : "comment";
    quote = open.quote;
    escaped = state === "string" ? open.flags : 0;
    isStarred = state === "comment" && open.flags === 1;
    return isDone;
  };

  const run = (isFinal: boolean): Bytes[] => {
    while (at < view.end) {
      if (passFast()) continue;
      if (state === "comment") inComment();
      else if (state === "name") {
        if (!inOtherName(isFinal)) break;
      } else if (state === "url-start") startUrl();
      else if (state === "normal") {
        if (!inNormal(isFinal)) break;
      } else inText();
    }
    if (isFinal) finish();
    const hold = held >= 0 ? held : at;
    passing?.forget();
    const out = view.take(hold);
    at -= hold;
    if (held >= 0) held = 0;
    return out;
  };
  // The end of the sheet closes what is open, as in CSS.
  const finish = () => {
    if (state === "url" && escaped === 0) mapHeld(view.end, 0);
    if (state === "string" && escaped !== 1) mapHeld(view.end, quote);
    held = -1;
    state = "normal";
    statement = undefined;
    nesting = [];
    tooDeep = 0;
  };

  return scannerOver(view, run);
}

/** The beginning of a name that matters, or one with an escape or a sign. */
function mayMatter(start: Bytes): boolean {
  const text = toByteString(start.subarray(0, LONGEST_NAME_BYTES + 1)).toLowerCase();
  if (text.startsWith("#") && !start.includes(BACKSLASH)) return false;
  return text.startsWith("@") || start.includes(BACKSLASH) || FUNCTION_NAMES.some((name) => name.startsWith(text));
}

/** To the next parenthesis or backslash, or some way towards it: bounded, so that many backslashes cost no more. */
function pastPlain({ bytes, end }: { readonly bytes: Bytes; readonly end: number }, from: number): number {
  const close = indexOfByte(bytes, CLOSE, { from, end: Math.min(end, from + STRIDE_BYTES) });
  return Math.min(end - 1, indexOfByte(bytes, BACKSLASH, { from, end: close }));
}

/** An unquoted address without the white space before its parenthesis. */
function endOfText(bytes: Bytes, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(bytes[end - 1])) end--;
  return end;
}

/** A whole sheet or a style attribute, as a byte string. `undefined`: nothing to change. */
export function mapCss(css: string, map: MapReference): string | undefined {
  const scanner = createCssScanner(map);
  const out = toByteString(joinBytes([...scanner.push(fromByteString(css)), ...scanner.flush()]));
  return out === css ? undefined : out;
}
