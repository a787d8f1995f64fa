// `<?xml-stylesheet href="…"?>` before the first element of an XML document: a sheet or a transformation that a browser
// loads before anything else. Everything from the first element on is handed through without being looked at.
import { type Bytes, fromByteString, percentEncoded, type Scanner, toByteString } from "../bytes.ts";
import { decodeValue, encodeValue } from "../entities.ts";
import type { MapReference } from "../reference.ts";

/** A longer prolog (a document type with its entities) goes through unread; it is looked at anew with every chunk. */
const MAX_PROLOG_BYTES = 8192;
const HREF = /([\t\n\r ]href[\t\n\r ]*=[\t\n\r ]*)("[^"]*"|'[^']*')/;
const NAME = /^<\?xml-stylesheet[\t\n\r ]/;

export function createPrologScanner(map: MapReference): Scanner {
  let held: string | undefined = "";

  const release = (text: string, end: number): Bytes[] => {
    held = undefined;
    return [fromByteString(mapSheets(text.slice(0, end), map) + text.slice(end))];
  };
  return {
    push(chunk) {
      if (held === undefined) return [chunk];
      // What comes after the limit is never turned into text.
      const room = MAX_PROLOG_BYTES - held.length;
      const text: string = held + toByteString(chunk.subarray(0, room));
      held = text;
      const end = endOfProlog(text);
      if (end === undefined && chunk.length <= room) return [];
      return [...release(text, end ?? 0), chunk.subarray(Math.min(room, chunk.length))];
    },
    flush() {
      const text = held ?? "";
      return text === "" ? [] : release(text, endOfProlog(text) ?? text.length);
    },
  };
}

/** Where the first element begins; `undefined`: not yet. */
function endOfProlog(text: string): number | undefined {
  let at = 0;
  while (at < text.length) {
    const next = text.indexOf("<", at);
    if (next < 0) return undefined;
    const closing = closingOf(text, next);
    if (closing === undefined) return next + 1 < text.length ? next : undefined;
    const end = text.indexOf(closing, next + 2);
    if (end < 0) return undefined;
    at = end + closing.length;
  }
  return undefined;
}

/** How the declaration at `at` ends; `undefined`: it is an element. */
function closingOf(text: string, at: number): string | undefined {
  if (text.startsWith("<?", at)) return "?>";
  if (text.startsWith("<!--", at)) return "-->";
  return text.startsWith("<!", at) ? ">" : undefined;
}

function mapSheets(prolog: string, map: MapReference): string {
  let out = "";
  let at = 0;
  while (at < prolog.length) {
    const next = prolog.indexOf("<", at);
    const closing = next < 0 ? undefined : closingOf(prolog, next);
    const end = closing === undefined ? -1 : prolog.indexOf(closing, next + 2);
    if (closing === undefined || end < 0) break;
    const part = prolog.slice(next, end + closing.length);
    out += prolog.slice(at, next) + (NAME.test(part) ? mapSheet(part, map) : part);
    at = end + closing.length;
  }
  return out + prolog.slice(at);
}

function mapSheet(sheet: string, map: MapReference): string {
  return sheet.replace(HREF, (whole, before: string, quoted: string) => {
    const quote = quoted.startsWith('"') ? '"' : "'";
    const reference = decodeValue(quoted.slice(1, -1), percentEncoded);
    const mapped = reference === undefined ? undefined : map(reference);
    return mapped === undefined ? whole : before + quote + encodeValue(mapped, quote) + quote;
  });
}
