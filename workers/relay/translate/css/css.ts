// A streaming scanner for CSS (css-syntax-3 tokens, only as far as needed): maps url(…), the strings of @import,
// image-set(), image() and src(), nothing else; @namespace names are no addresses. One token at most is held back, and
// never more than MAX_URL_BYTES of it: what is longer (data: fonts) goes through unread.
import { isSpace } from "../ascii.ts";
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
import { endOfBare, mapWritten, pastPlain } from "./addresstext.ts";
import { decodeCss, endOfEscape, endOfName, isBreak, isNameByte, LONGEST_NAME_BYTES } from "./csstext.ts";
import { createPassing, MODE, type SheetPlace } from "./pass.ts";
import { createPlaces, mayMatter } from "./places.ts";

const MAX_URL_BYTES = 16_384;
/** A backslash, six digits, a space. */
const LONGEST_ESCAPE_BYTES = 8;

type State = "normal" | "comment" | "name" | "string" | "url-start" | "url";

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
  const places = createPlaces();

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
    const end = delimiter === 0 ? endOfBare(view.bytes, from, to) : to;
    const mapped = mapWritten(toByteString(view.bytes.subarray(from, end)), delimiter, map);
    if (mapped !== undefined) view.replace(from, to, [fromByteString(mapped)]);
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
      places.open("url");
      state = "normal";
      return;
    }
    state = "url";
    held = places.isNamespace() ? -1 : at;
  };

  // Reads a whole name, with the sign before it and the parenthesis after it; false: it may go on in the next chunk.
  const readName = (isFinal: boolean): boolean => {
    const from = at;
    const stop = endOfName(view.bytes, view.end, from);
    if (stop >= view.end && !isFinal && mayMatter(view.bytes.subarray(from, view.end))) return false;
    if (stop - from > LONGEST_NAME_BYTES || (stop >= view.end && !isFinal)) {
      at = Math.min(stop, view.end);
      state = "name";
      places.spoilImport();
      return true;
    }
    if (stop === from) {
      at++;
      places.spoilImport();
      return true;
    }
    const name = decodeCss(toByteString(view.bytes.subarray(from, stop))).toLowerCase();
    at = Math.min(stop, view.end);
    // An escaped `@` begins an ordinary name.
    const isRule = view.bytes[from] === AT && (name === "@import" || name === "@namespace");
    if (isRule) places.begin(name);
    else if (view.bytes[stop] === OPEN && stop < view.end) {
      at++;
      if (name === "url") state = "url-start";
      else places.open(name);
    }
    if (!isRule && name !== "url") places.spoilImport();
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
    else places.spoilImport();
    return true;
  };
  const startString = (byte: number) => {
    at++;
    held = places.holdsString() ? at : -1;
    places.spoilImport();
    quote = byte;
    escaped = 0;
    state = "string";
  };
  const punctuate = (byte: number) => {
    at++;
    places.spoilImport();
    if (byte === OPEN) places.open("");
    else if (byte === CLOSE) places.close();
    else if (byte === SEMICOLON || byte === LBRACE || byte === RBRACE) places.end();
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
  const isIdle = () => places.isIdle() && held < 0;
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
  };

  return scannerOver(view, run);
}

/** A whole sheet or a style attribute, as a byte string. `undefined`: nothing to change. */
export function mapCss(css: string, map: MapReference): string | undefined {
  const scanner = createCssScanner(map);
  const out = toByteString(joinBytes([...scanner.push(fromByteString(css)), ...scanner.flush()]));
  return out === css ? undefined : out;
}
