// A streaming reader of XML (XML 1.0 §2), as far as addresses are concerned: start tags with their attributes, and the
// text that stands alone in an element. Comments, instructions, the document type and other text go through unread. One
// tag or one text is held back at most; a longer one than MAX_HELD_BYTES goes through unread.
import { indexOfByte, isSpace, startsWithText } from "../ascii.ts";
import { fromByteString, percentEncoded, type Scanner, toByteString } from "../bytes.ts";
import { decodeValue, encodeValue } from "../entities.ts";
import { APOSTROPHE, BANG, DASH, END, LBRACKET, LESS, QUERY, QUOTE, RBRACKET, SLASH } from "../signs.ts";
import { createWindow, scannerOver } from "../window.ts";
import { type Attribute, readAttributes } from "./xmltag.ts";

const MAX_HELD_BYTES = 65_536;
const MAX_DEPTH = 256;
/** `<![CDATA[`, the longest opening that must be seen whole. */
const LONGEST_OPENING = 9;

export interface XmlElement {
  /** Without its namespace's prefix. */
  readonly name: string;
  readonly depth: number;
  /** The decoded value; "" when there is none. */
  attribute(name: string): string;
}

/** What is returned is written instead; `undefined`: leave it. */
export interface XmlReader {
  attribute(name: string, value: string, element: XmlElement): string | undefined;
  /** Whether `text` wants to see what stands in this element. */
  holdsText(element: XmlElement): boolean;
  text(value: string, element: XmlElement): string | undefined;
  close?(depth: number): void;
}

type State = "text" | "tag" | "end-tag" | "comment" | "cdata" | "instruction" | "doctype";

export function createXmlScanner(reader: XmlReader): Scanner {
  const view = createWindow();
  let state: State = "text";
  let at = 0;
  /** Where the tag or the text that may change begins; -1 while none is held. */
  let held = -1;
  let quote = 0;
  let brackets = 0;
  /** How many `-`, `]` or `?` stand right before. */
  let marks = 0;
  let depth = 0;
  let holder: XmlElement | undefined;

  const enter = (next: State, length: number): true => {
    state = next;
    at += length;
    marks = 0;
    return true;
  };
  const writeText = (to: number, isRaw: boolean) => {
    if (held < 0 || holder === undefined) return;
    const [from, end] = trimmed(held, to);
    const bytes = toByteString(view.bytes.subarray(from, end));
    const value = isRaw ? bytes : decodeValue(bytes, percentEncoded);
    held = -1;
    if (value === undefined || value === "") return;
    const written = reader.text(value, holder);
    holder = undefined;
    if (written !== undefined) {
      view.replace(from, end, [
        fromByteString(isRaw ? written.replaceAll("]]>", "%5D%5D%3E") : encodeValue(written, '"')),
      ]);
    }
  };
  const trimmed = (from: number, to: number): [from: number, to: number] => {
    let [first, last] = [from, to];
    while (first < last && isSpace(view.bytes[first])) first++;
    while (last > first && isSpace(view.bytes[last - 1])) last--;
    return [first, last];
  };

  const inText = (isFinal: boolean): boolean => {
    if (holder && held < 0) held = at;
    at = indexOfByte(view.bytes, LESS, { from: at, end: view.end });
    if (at === view.end) return true;
    if (at + LONGEST_OPENING > view.end && !isFinal) return false;
    writeText(at, false);
    return startMarkup();
  };
  const startMarkup = (): true => {
    const next = view.bytes[at + 1];
    if (next === BANG) return startDeclaration();
    if (next === QUERY) return enter("instruction", 2);
    held = next === SLASH ? -1 : at;
    quote = 0;
    if (next === SLASH) holder = undefined;
    return enter(next === SLASH ? "end-tag" : "tag", 1);
  };
  const startDeclaration = (): true => {
    const ahead = view.bytes.subarray(at, view.end);
    if (startsWithText(ahead, "<!--")) return enter("comment", 4);
    if (startsWithText(ahead, "<![cdata[")) {
      enter("cdata", LONGEST_OPENING);
      held = holder ? at : -1;
      return true;
    }
    quote = 0;
    brackets = 0;
    return enter("doctype", 2);
  };

  const inSection = (mark: number, needed: number) => {
    while (at < view.end && state !== "text") {
      const byte = view.bytes[at++];
      if (byte === END && marks >= needed) {
        if (state === "cdata") writeText(at - 3, true);
        held = -1;
        state = "text";
      }
      marks = byte === mark ? marks + 1 : 0;
    }
  };
  /** To the `>` outside quotes and, in a document type, outside brackets. */
  const inTag = () => {
    for (; at < view.end; at++) {
      const byte = view.bytes[at] ?? 0;
      if (quote !== 0) {
        if (byte === quote) quote = 0;
      } else if ((byte === QUOTE || byte === APOSTROPHE) && state !== "end-tag") quote = byte;
      else if (state === "doctype" && byte === LBRACKET) brackets++;
      else if (state === "doctype" && byte === RBRACKET) brackets--;
      else if (byte === END && brackets <= 0) {
        at++;
        finishTag();
        return;
      }
    }
  };
  const finishTag = () => {
    const closed = state;
    state = "text";
    brackets = 0;
    if (closed === "doctype") return;
    if (closed === "end-tag") {
      reader.close?.(depth);
      depth = Math.max(0, depth - 1);
      return;
    }
    const isEmpty = view.bytes[at - 2] === SLASH;
    depth++;
    holder = held >= 0 && depth <= MAX_DEPTH ? editTag(held, at) : undefined;
    held = -1;
    if (!isEmpty) return;
    holder = undefined;
    reader.close?.(depth);
    depth--;
  };
  const editTag = (from: number, to: number): XmlElement | undefined => {
    const tag = toByteString(view.bytes.subarray(from, to));
    const { name, attributes } = readAttributes(tag);
    const readValue = (one: Attribute) => decodeValue(tag.slice(one.from, one.to), percentEncoded) ?? "";
    const attribute = (wanted: string) => {
      const found = attributes.find((one) => one.name === wanted);
      return found ? readValue(found) : "";
    };
    const element: XmlElement = { name: name.replace(/^.*:/s, ""), depth, attribute };
    for (const one of attributes) {
      const value = readValue(one);
      const written = value === "" ? undefined : reader.attribute(one.name, value, element);
      if (written === undefined) continue;
      const text = encodeValue(written, tag.charCodeAt(one.from - 1) === QUOTE ? '"' : "'");
      view.replace(from + one.from, from + one.to, [fromByteString(text)]);
    }
    return reader.holdsText(element) ? element : undefined;
  };

  const step = (isFinal: boolean): boolean => {
    if (state === "text") return inText(isFinal);
    if (state === "tag" || state === "end-tag" || state === "doctype") inTag();
    else if (state === "comment") inSection(DASH, 2);
    else inSection(state === "cdata" ? RBRACKET : QUERY, state === "cdata" ? 2 : 1);
    return true;
  };
  const run = (isFinal: boolean) => {
    while (at < view.end && step(isFinal));
    if (held >= 0 && at - held > MAX_HELD_BYTES) {
      held = -1;
      holder = undefined;
    }
    const hold = isFinal ? view.end : held >= 0 ? held : at;
    const out = view.take(hold);
    at -= hold;
    if (held >= 0) held = 0;
    return out;
  };

  return scannerOver(view, run);
}
