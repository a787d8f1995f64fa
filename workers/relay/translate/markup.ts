// The tokenizer of the HTML standard, reduced to what a proxy needs: where tags and their attribute values lie, and what
// is text, comment, or the raw content of script, style and their kind. It works on bytes, resumes at any byte, holds
// back one tag at most, and does constant work a byte. A tag longer than MAX_TAG_BYTES goes through unread.
import type { Bytes, Scanner } from "./bytes.ts";
import { createForeign } from "./foreign.ts";
import { createWindow } from "./window.ts";

const MAX_TAG_BYTES = 131_072;
const MAX_NAME_BYTES = 32;

const [DQ, SQ, BANG, DASH, SLASH, LT, EQ, GT, QUERY, RBRACKET] = [34, 39, 33, 45, 47, 60, 61, 62, 63, 93];

export interface Attribute {
  readonly name: string;
  /** The value's place; `from` is -1 when there is none. */
  readonly from: number;
  readonly to: number;
  /** The quote's byte, 0 when unquoted. */
  readonly quote: number;
}

export interface StartTag {
  readonly name: string;
  readonly bytes: Bytes;
  readonly start: number;
  readonly end: number;
  readonly attributes: readonly Attribute[];
}

export interface Edit {
  readonly from: number;
  readonly to: number;
  readonly text: Bytes;
}

export interface MarkupReader {
  /** Edits inside the tag (or at its ends), from left to right. */
  startTag(tag: StartTag): readonly Edit[];
  /** Reads the raw content of this element; `undefined`: it goes through unread. */
  rawContent(name: string): Scanner | undefined;
}

/** Elements whose content is no markup. noscript is markup or not by whether scripts run; both end at `</noscript`. */
const RAW = new Set([
  "script",
  "style",
  "textarea",
  "title",
  "xmp",
  "iframe",
  "noembed",
  "noframes",
  "noscript",
  "plaintext",
]);
const RAW_IN_XML = new Set(["script", "style"]);

type State = "text" | "tag" | "comment" | "bogus" | "cdata" | "instruction" | "raw";
// Where in a tag: its name, between attributes, in an attribute's name, after it, after `=`, in a value.
type Place = "name" | "between" | "attribute" | "after-name" | "before-value" | "quoted" | "unquoted";

export function createMarkupScanner(reader: MarkupReader, options: { readonly xml: boolean }): Scanner {
  const view = createWindow();
  const foreign = createForeign();
  let state: State = "text";
  let at = 0;
  /** The start of the tag being read, while it is held. */
  let tagStart = -1;
  let place: Place = "name";
  let nameStart = 0;
  let nameEnd = 0;
  let valueStart = 0;
  let quote = 0;
  let tagName = "";
  let isEndTag = false;
  let isSelfClosing = false;
  let attributes: Attribute[] = [];
  /** Comment progress: 0 text, 1 one dash, 2 two dashes, 3 `--!`, 4 just opened, 5 opened and one dash. */
  let dashes = 0;
  let rawName = "";
  let rawScanner: Scanner | undefined;
  /** Script data: 0 plain, 1 escaped (`<!--`), 2 double escaped (`<!-- <script`). */
  let escaped = 0;
  let run3 = 0;

  const startMarkup = (isFinal: boolean): boolean => {
    const next = view.bytes[at + 1];
    if (at + 1 >= view.end) {
      if (!isFinal) return false;
      at++;
    } else if (isLetter(next)) openTag(false);
    else if (next === SLASH) return startEndTag(isFinal);
    else if (next === BANG) return startDeclaration(isFinal);
    else if (next === QUERY) enter(options.xml ? "instruction" : "bogus", 2);
    else at++;
    return true;
  };
  const enter = (next: State, length: number) => {
    state = next;
    at += length;
    run3 = 0;
  };
  const openTag = (isEnd: boolean) => {
    tagStart = at;
    isEndTag = isEnd;
    isSelfClosing = false;
    attributes = [];
    place = "name";
    enter("tag", isEnd ? 2 : 1);
    nameStart = at - tagStart;
  };
  const startEndTag = (isFinal: boolean): boolean => {
    if (at + 2 >= view.end && !isFinal) return false;
    const next = view.bytes[at + 2];
    if (at + 2 >= view.end) at = view.end;
    else if (isLetter(next)) openTag(true);
    else if (next === GT) at += 3;
    else enter("bogus", 2);
    return true;
  };
  const startDeclaration = (isFinal: boolean): boolean => {
    if (at + 9 > view.end && !isFinal) return false;
    if (startsWith(view.bytes, view.end, at, "<!--")) {
      enter("comment", 4);
      dashes = 4;
    } else if (startsWith(view.bytes, view.end, at, "<![cdata[") && (options.xml || foreign.isForeign())) {
      enter("cdata", 9);
    } else enter("bogus", 2);
    return true;
  };

  const inText = (isFinal: boolean): boolean => {
    const lt = indexOf(view.bytes, LT, at, view.end);
    at = lt;
    return lt === view.end || startMarkup(isFinal);
  };
  const inBogus = () => {
    at = indexOf(view.bytes, GT, at, view.end);
    if (at < view.end) enter("text", 1);
  };
  // `]]>` ends CDATA, `?>` an instruction.
  const inMarkedSection = (mark: number, needed: number) => {
    while (at < view.end && state !== "text") {
      const byte = view.bytes[at];
      at++;
      if (byte === GT && run3 >= needed) state = "text";
      run3 = byte === mark ? run3 + 1 : 0;
    }
  };
  const inComment = () => {
    while (at < view.end && state === "comment") {
      const byte = view.bytes[at];
      at++;
      if (byte === GT && dashes >= 2) {
        if (!options.xml || dashes === 2) state = "text";
      }
      dashes = afterCommentByte(dashes, byte);
    }
  };

  const inTag = () => {
    while (at < view.end && state === "tag") {
      if (tagStart >= 0 && at - tagStart > MAX_TAG_BYTES) overflow();
      if (place === "name") inTagName();
      else if (place === "between") betweenAttributes();
      else if (place === "attribute") inAttributeName();
      else if (place === "after-name") afterAttributeName();
      else if (place === "before-value") beforeValue();
      else inValue();
    }
  };
  // Positions inside a tag count from its start, because the window moves under it.
  const here = () => at - tagStart;
  const overflow = () => {
    attributes = [];
    tagStart = -1;
  };
  const inTagName = () => {
    while (at < view.end && !isSpace(view.bytes[at]) && view.bytes[at] !== SLASH && view.bytes[at] !== GT) at++;
    if (at === view.end) return;
    tagName = tagStart < 0 ? "" : lowerName(view.bytes, tagStart + nameStart, at);
    place = "between";
  };
  const betweenAttributes = () => {
    while (at < view.end) {
      const byte = view.bytes[at];
      if (byte === GT) return endTag();
      if (byte !== SLASH && !isSpace(byte)) break;
      isSelfClosing = byte === SLASH;
      at++;
    }
    if (at === view.end) return;
    isSelfClosing = false;
    nameStart = here();
    at++;
    place = "attribute";
  };
  const inAttributeName = () => {
    while (at < view.end && !endsName(view.bytes[at])) at++;
    if (at === view.end) return;
    nameEnd = here();
    place = "after-name";
  };
  const afterAttributeName = () => {
    while (at < view.end && isSpace(view.bytes[at])) at++;
    if (at === view.end) return;
    if (view.bytes[at] === EQ) {
      at++;
      place = "before-value";
      return;
    }
    note(-1, -1);
    place = "between";
  };
  const beforeValue = () => {
    while (at < view.end && isSpace(view.bytes[at])) at++;
    if (at === view.end) return;
    const byte = view.bytes[at] ?? 0;
    if (byte === GT) {
      note(-1, -1);
      place = "between";
      return;
    }
    quote = byte === DQ || byte === SQ ? byte : 0;
    if (quote !== 0) at++;
    valueStart = here();
    place = quote === 0 ? "unquoted" : "quoted";
  };
  const inValue = () => {
    if (quote !== 0) at = indexOf(view.bytes, quote, at, view.end);
    else while (at < view.end && !isSpace(view.bytes[at]) && view.bytes[at] !== GT) at++;
    if (at === view.end) return;
    note(valueStart, here());
    if (quote !== 0) at++;
    place = "between";
  };
  const note = (from: number, to: number) => {
    if (tagStart < 0 || isEndTag) return;
    const name = lowerName(view.bytes, tagStart + nameStart, tagStart + nameEnd);
    attributes.push({ name, from, to, quote: from < 0 ? 0 : quote });
  };

  const endTag = () => {
    at++;
    state = "text";
    if (tagStart >= 0 && at - tagStart > MAX_TAG_BYTES) overflow();
    if (isEndTag) foreign.close(tagName);
    else finishStartTag();
    tagStart = -1;
  };
  const finishStartTag = () => {
    const isForeign = foreign.open(tagName, isSelfClosing);
    if (tagStart >= 0) {
      const start = tagStart;
      const placed = attributes.map((one) =>
        one.from < 0 ? one : { ...one, from: start + one.from, to: start + one.to },
      );
      const tag = { name: tagName, bytes: view.bytes, start, end: at, attributes: placed };
      for (const edit of reader.startTag(tag)) view.replace(edit.from, edit.to, [edit.text]);
    }
    const isRaw = options.xml || isForeign ? RAW_IN_XML.has(tagName) && !isSelfClosing : RAW.has(tagName);
    if (!isRaw) return;
    rawName = tagName;
    rawScanner = reader.rawContent(tagName);
    escaped = 0;
    state = "raw";
  };

  // Raw content up to its own end tag; foreign style and script end with their svg at the latest.
  const inRaw = (isFinal: boolean): boolean => {
    const from = at;
    let isDecided = true;
    while (at < view.end && state === "raw") {
      if (escaped === 0) at = indexOf(view.bytes, LT, at, view.end);
      if (at === view.end) break;
      if (view.bytes[at] !== LT && view.bytes[at] !== DASH) at++;
      else if (at + rawName.length + 3 > view.end && !isFinal) {
        isDecided = false;
        break;
      } else if (endsRaw()) state = "text";
      else stepScript();
    }
    if (rawScanner && at > from) view.replace(from, at, rawScanner.push(view.bytes.subarray(from, at)));
    if (state === "text") leaveRaw();
    return isDecided;
  };
  const endsRaw = () => {
    if (rawName === "plaintext" || view.bytes[at] !== LT) return false;
    if (escaped < 2 && isTagAt(`</${rawName}`)) return true;
    return foreign.isForeign() && (isTagAt("</svg") || isTagAt("</math"));
  };
  const isTagAt = (text: string) =>
    startsWith(view.bytes, view.end, at, text) &&
    endsTagName(view.bytes[at + text.length], at + text.length >= view.end);
  const stepScript = () => {
    if (rawName === "script" && !options.xml) {
      if (escaped > 0 && startsWith(view.bytes, view.end, at, "-->")) escaped = 0;
      else if (escaped === 0 && startsWith(view.bytes, view.end, at, "<!--")) {
        escaped = 1;
        at++; // The dashes may already be those of `-->`.
      } else if (escaped === 1 && isTagAt("<script")) escaped = 2;
      else if (escaped === 2 && isTagAt("</script")) escaped = 1;
    }
    at++;
  };
  const leaveRaw = () => {
    if (rawScanner) view.replace(at, at, rawScanner.flush());
    rawScanner = undefined;
  };

  const step = (isFinal: boolean): boolean => {
    if (state === "text") return inText(isFinal);
    if (state === "raw") return inRaw(isFinal);
    if (state === "tag") inTag();
    else if (state === "comment") inComment();
    else if (state === "bogus") inBogus();
    else if (state === "cdata") inMarkedSection(RBRACKET, 2);
    else inMarkedSection(QUERY, 1);
    return true;
  };
  const run = (isFinal: boolean): Bytes[] => {
    while (at < view.end && step(isFinal));
    if (isFinal && state === "raw") leaveRaw();
    const hold = state === "tag" && tagStart >= 0 && !isFinal ? tagStart : at;
    const out = view.take(isFinal ? view.end : hold);
    at -= hold;
    if (tagStart >= 0) tagStart = 0;
    return out;
  };

  return {
    push(chunk) {
      view.append(chunk);
      return run(false);
    },
    flush: () => run(true),
  };
}

function afterCommentByte(dashes: number, byte: number | undefined): number {
  if (byte === DASH) return dashes === 4 ? 5 : dashes === 0 || dashes === 3 ? 1 : 2;
  return byte === BANG && dashes === 2 ? 3 : 0;
}

function indexOf(bytes: Bytes, byte: number, from: number, end: number): number {
  const found = bytes.subarray(from, end).indexOf(byte);
  return found < 0 ? end : from + found;
}

/** Whether the lower-case ASCII `text` stands here, whatever its case there. */
function startsWith(bytes: Bytes, end: number, at: number, text: string): boolean {
  if (at + text.length > end) return false;
  for (let i = 0; i < text.length; i++) {
    const byte = bytes[at + i] ?? 0;
    if ((byte >= 65 && byte <= 90 ? byte + 32 : byte) !== text.charCodeAt(i)) return false;
  }
  return true;
}

function lowerName(bytes: Bytes, from: number, to: number): string {
  if (to - from > MAX_NAME_BYTES) return "";
  return String.fromCharCode(...bytes.subarray(from, to)).toLowerCase();
}

function isLetter(byte: number | undefined): boolean {
  return byte !== undefined && (byte | 32) >= 97 && (byte | 32) <= 122;
}

function isSpace(byte: number | undefined): boolean {
  return byte === 32 || byte === 10 || byte === 9 || byte === 13 || byte === 12;
}

function endsName(byte: number | undefined): boolean {
  return isSpace(byte) || byte === SLASH || byte === GT || byte === EQ;
}

function endsTagName(byte: number | undefined, isEnd: boolean): boolean {
  return !isEnd && (isSpace(byte) || byte === SLASH || byte === GT);
}
