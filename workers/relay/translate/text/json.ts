// A streaming reader of JSON (RFC 8259), as far as strings are concerned: each is offered with the keys above it, and can
// be rewritten. Numbers, white space and whatever else stands there go through unread, also in broken JSON.
import { fromByteString, type Scanner, toByteString, utf8 } from "../bytes.ts";
import { BACKSLASH, COLON, COMMA, LBRACE, LBRACKET, QUOTE, RBRACE, RBRACKET } from "../signs.ts";
import { createWindow, scannerOver } from "../window.ts";

/** A longer string goes through unread. */
const MAX_STRING_BYTES = 16_384;
/** Deeper is not told apart. */
const MAX_DEPTH = 64;

export interface JsonPlace {
  /** The keys above, the nearest last; an array adds none. A key's own place ends with the object it is in. */
  readonly keys: readonly string[];
  readonly isKey: boolean;
}

export type EditString = (text: string, place: JsonPlace) => string | undefined;

export function createJsonScanner(edit: EditString): Scanner {
  const view = createWindow();
  let at = 0;
  /** Behind the opening quote; -1 outside strings. */
  let start = -1;
  let isInString = false;
  let isEscaped = false;
  /** `{` with the key of the member at hand, `[` without. */
  const nesting: { readonly isObject: boolean; key: string; awaitsKey: boolean }[] = [];
  let tooDeep = 0;

  const endString = () => {
    isInString = false;
    if (start < 0) return;
    const written = toByteString(view.bytes.subarray(start, at));
    const from = start;
    start = -1;
    const inside = tooDeep === 0 ? nesting.at(-1) : undefined;
    const isKey = inside?.isObject === true && inside.awaitsKey;
    const text = decodeJson(written);
    const keys = (isKey ? nesting.slice(0, -1) : nesting).filter((one) => one.isObject).map((one) => one.key);
    const edited = text === undefined ? undefined : edit(text, { keys, isKey });
    if (isKey) inside.key = text ?? "";
    if (edited !== undefined) view.replace(from, at, [fromByteString(encodeJson(edited))]);
  };
  const open = (isObject: boolean) => {
    if (nesting.length < MAX_DEPTH) nesting.push({ isObject, key: "", awaitsKey: isObject });
    else tooDeep++;
  };
  const punctuate = (byte: number) => {
    if (byte === LBRACE || byte === LBRACKET) open(byte === LBRACE);
    else if (byte === RBRACE || byte === RBRACKET) {
      if (tooDeep > 0) tooDeep--;
      else nesting.pop();
    } else if (byte === COMMA || byte === COLON) {
      const inside = tooDeep === 0 ? nesting.at(-1) : undefined;
      if (inside) inside.awaitsKey = inside.isObject && byte === COMMA;
    }
  };
  const inString = () => {
    for (; at < view.end; at++) {
      const byte = view.bytes[at];
      if (isEscaped) isEscaped = false;
      else if (byte === BACKSLASH) isEscaped = true;
      else if (byte === QUOTE) {
        endString();
        at++;
        return;
      }
    }
    if (start >= 0 && at - start > MAX_STRING_BYTES) start = -1;
  };
  const run = (isFinal: boolean) => {
    while (at < view.end) {
      if (isInString) inString();
      else {
        const byte = view.bytes[at++] ?? 0;
        if (byte === QUOTE) {
          isInString = true;
          start = at;
        } else punctuate(byte);
      }
    }
    const hold = start >= 0 && !isFinal ? start : view.end;
    const out = view.take(hold);
    at -= hold;
    if (start >= 0) start = 0;
    return out;
  };

  return scannerOver(view, run);
}

const SHORT: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

const ESCAPE = /\\(?:u([dD][89abAB][0-9a-fA-F]{2})\\u([dD][c-fC-F][0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|(.))/gs;

/** A string's bytes with its escapes undone; `undefined`: it is none. Characters above ASCII come as UTF-8 bytes. */
function decodeJson(written: string): string | undefined {
  if (!written.includes("\\")) return written;
  let isWrong = false;
  const text = written.replace(ESCAPE, (_, high?: string, low?: string, single?: string, other = "") => {
    if (high !== undefined && low !== undefined) return utf8Bytes(codeUnits(high, low));
    if (single !== undefined) return utf8Bytes(codeUnits(single));
    isWrong ||= other === "u";
    return SHORT[other] ?? other;
  });
  return isWrong ? undefined : text;
}

function codeUnits(...digits: readonly string[]): string {
  return String.fromCharCode(...digits.map((one) => Number.parseInt(one, 16)));
}

function utf8Bytes(text: string): string {
  return text < "\x80" ? text : toByteString(utf8(text));
}

function encodeJson(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what must be escaped
  return text.replace(/["\\\x00-\x1f]/g, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
