// Names, strings and unquoted addresses of CSS: their escapes undone and put back (css-syntax-3 §4.3.7). Characters above
// ASCII come out as they stand in a URL, since that is all these texts are read for.
import { isDigit, isHexDigit, isLetter, isSpace } from "../ascii.ts";
import { type Bytes, percentEncoded } from "../bytes.ts";
import { APOSTROPHE, AT, BACKSLASH, DASH, FEED, HASH, LOWBAR, NEWLINE, QUOTE, RETURN } from "../signs.ts";

/** No name that matters is longer. */
export const LONGEST_NAME_BYTES = 32;

export function decodeCss(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(
    /\\(?:([0-9a-fA-F]{1,6})(?:\r\n|[\t\n\f\r ])?|(\r\n|[\n\f\r])|(.))/gs,
    (_, digits, newline, other) => {
      if (newline !== undefined) return "";
      if (digits === undefined) return other;
      const codePoint = Number.parseInt(digits, 16);
      if (codePoint > 0 && codePoint < 0x7f) return String.fromCharCode(codePoint);
      const isCharacter = codePoint > 0x7f && codePoint <= 0x10ffff && (codePoint & 0x1ff800) !== 0xd800;
      return percentEncoded(isCharacter ? codePoint : 0xfffd);
    },
  );
}

/** For inside the quote with this byte; 0: unquoted. */
export function encodeCss(text: string, quote: number): string {
  const unsafe = quote === QUOTE ? /[\\"]/g : quote === APOSTROPHE ? /[\\']/g : /[\\"'() ]/g;
  return text.replace(unsafe, "\\$&");
}

/** The index after a name, or `end` or more when the name may go on. A sign (`@`, `#`) in front belongs to it. */
export function endOfName(bytes: Bytes, end: number, from: number): number {
  let at = bytes[from] === HASH || bytes[from] === AT ? from + 1 : from;
  while (at < end && at - from <= LONGEST_NAME_BYTES) {
    if (isNameByte(bytes[at])) at++;
    else if (bytes[at] === BACKSLASH && !isBreak(bytes[at + 1])) at = endOfEscape(bytes, end, at);
    else break;
  }
  return at;
}

/** The index after an escape whose backslash stands at `from`; more than `end` when it is not all there. */
export function endOfEscape(bytes: Bytes, end: number, from: number): number {
  let at = from + 1;
  while (at < end && at - from <= 6 && isHexDigit(bytes[at])) at++;
  if (at === from + 1) return at + 1;
  return at < end && isSpace(bytes[at]) ? at + 1 : at;
}

export function isBreak(byte: number | undefined): boolean {
  return byte === NEWLINE || byte === FEED || byte === RETURN;
}

export function isNameByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  // A NUL stands for U+FFFD, which is a letter (css-syntax §3.3).
  return byte >= 128 || isLetter(byte) || isDigit(byte) || byte === DASH || byte === LOWBAR || byte === 0;
}
