// What scanners ask of single bytes. A byte above ASCII is never markup.
import type { Bytes } from "./bytes.ts";

const NEAR_BYTES = 48;

export function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 9 || byte === 13 || byte === 12;
}

export function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 122;
}

export function isDigit(byte: number | undefined): boolean {
  return byte !== undefined && byte >= 48 && byte <= 57;
}

export function isHexDigit(byte: number | undefined): boolean {
  return isDigit(byte) || (byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 102);
}

/** The first place of `byte` in [from, end), or `end`. Nothing beyond `end` is looked at. */
export function indexOfByte(
  bytes: Bytes,
  byte: number,
  { from, end }: { readonly from: number; readonly end: number },
): number {
  // Most runs are short, and a native search costs more to start than they are long.
  const near = Math.min(end, from + NEAR_BYTES);
  for (let at = from; at < near; at++) if (bytes[at] === byte) return at;
  const found = bytes.subarray(near, end).indexOf(byte);
  return found < 0 ? end : near + found;
}

/** Whether the lower-case ASCII `text` stands at the start of `bytes`, whatever its case there. */
export function startsWithText(bytes: Bytes, text: string): boolean {
  if (text.length > bytes.length) return false;
  for (let at = 0; at < text.length; at++) {
    const byte = bytes[at] ?? 0;
    if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== text.charCodeAt(at)) return false;
  }
  return true;
}
