// An address as a sheet writes it, in quotes or bare in `url(…)`, and how far it goes.

import { indexOfByte, isSpace } from "../ascii.ts";
import type { Bytes } from "../bytes.ts";
import type { MapReference } from "../reference.ts";
import { BACKSLASH, CLOSE } from "../signs.ts";
import { decodeCss, encodeCss } from "./csstext.ts";

const STRIDE_BYTES = 1024;

/** What to write instead, inside the quote with this byte (0: unquoted); `undefined`: leave it. */
export function mapWritten(written: string, quote: number, map: MapReference): string | undefined {
  if (quote === 0 && isBad(written)) return undefined;
  const mapped = map(decodeCss(written));
  return mapped === undefined ? undefined : encodeCss(mapped, quote);
}

/** Quotes, parentheses, spaces or a backslash before a newline make an unquoted url( no address at all. */
function isBad(written: string): boolean {
  return /["'(\\\t\n\f\r ]/.test(written.replace(/\\(?:[0-9a-fA-F]{1,6}[\t\n\f\r ]?|[^\n\f\r])/g, ""));
}

/** An unquoted address without the white space before its parenthesis. */
export function endOfBare(bytes: Bytes, from: number, to: number): number {
  let end = to;
  while (end > from && isSpace(bytes[end - 1])) end--;
  return end;
}

/** To the next parenthesis or backslash, or some way towards it: bounded, so that many backslashes cost no more. */
export function pastPlain({ bytes, end }: { readonly bytes: Bytes; readonly end: number }, from: number): number {
  const close = indexOfByte(bytes, CLOSE, { from, end: Math.min(end, from + STRIDE_BYTES) });
  return Math.min(end - 1, indexOfByte(bytes, BACKSLASH, { from, end: close }));
}
