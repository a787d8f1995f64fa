// The tokenizer of the HTML standard, reduced to what a proxy needs: tags, and what is text, comment or raw content around
// them. It works on bytes, resumes at any byte, holds back one tag at most, and does constant work a byte.
import { indexOfByte, isLetter, startsWithText } from "../ascii.ts";
import type { Bytes, Scanner } from "../bytes.ts";
import { createWindow } from "../window.ts";
import { createForeign, FOREIGN_NAMES } from "./foreign.ts";
import { createRawReader, isRawElement, RAW_NAMES } from "./raw.ts";
import { type Attribute, createTagReader, type TagWords } from "./tag.ts";
import { createVocabulary } from "./vocabulary.ts";

const [BANG, DASH, SLASH, LESS, END, QUERY, RBRACKET] = [33, 45, 47, 60, 62, 63, 93];
/** `<![CDATA[`, the longest opening that must be seen whole. */
const LONGEST_OPENING = 9;

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

type State = "text" | "tag" | "comment" | "bogus" | "cdata" | "instruction" | "raw";

/** The names a reader wants to see, beside those the tokenizer itself must know. */
export function createTagWords(elements: readonly string[], attributes: readonly string[]): TagWords {
  const known = new Set([...elements, ...RAW_NAMES, ...FOREIGN_NAMES]);
  return { elements: createVocabulary(known), attributes: createVocabulary(new Set(attributes)) };
}

export interface MarkupOptions {
  readonly xml: boolean;
  readonly words: TagWords;
}

export function createMarkupScanner(reader: MarkupReader, { xml, words }: MarkupOptions): Scanner {
  const view = createWindow();
  const tag = createTagReader(view, words);
  const raw = createRawReader(view);
  const foreign = createForeign();
  let state: State = "text";
  let at = 0;
  let dashes = 0;
  /** How many `]` (or `?`) stand right before. */
  let marks = 0;
  let rawScanner: Scanner | undefined;

  const enter = (next: State, length: number): true => {
    state = next;
    at += length;
    marks = 0;
    return true;
  };
  const openTag = (isEndTag: boolean): true => {
    tag.begin(at, isEndTag);
    return enter("tag", isEndTag ? 2 : 1);
  };
  const isPresent = (ahead: number) => at + ahead < view.end;

  // At a `<`. These return false when the next chunk must be seen first.
  const startMarkup = (isFinal: boolean): boolean => {
    if (!isPresent(1) && !isFinal) return false;
    const next = isPresent(1) ? view.bytes[at + 1] : undefined;
    if (isLetter(next)) return openTag(false);
    if (next === SLASH) return startEndTag(isFinal);
    if (next === BANG) return startDeclaration(isFinal);
    return next === QUERY ? enter(xml ? "instruction" : "bogus", 2) : enter("text", 1);
  };
  const startEndTag = (isFinal: boolean): boolean => {
    if (!isPresent(2)) return isFinal && enter("text", 2);
    const next = view.bytes[at + 2];
    if (isLetter(next)) return openTag(true);
    return next === END ? enter("text", 3) : enter("bogus", 2);
  };
  const startDeclaration = (isFinal: boolean): boolean => {
    if (!isPresent(LONGEST_OPENING - 1) && !isFinal) return false;
    const ahead = view.bytes.subarray(at, view.end);
    dashes = OPENED;
    if (startsWithText(ahead, "<!--")) return enter("comment", 4);
    const hasCdata = (xml || foreign.isForeign()) && startsWithText(ahead, "<![cdata[");
    return hasCdata ? enter("cdata", LONGEST_OPENING) : enter("bogus", 2);
  };

  const inText = (isFinal: boolean): boolean => {
    at = indexOfByte(view.bytes, LESS, { from: at, end: view.end });
    return at === view.end || startMarkup(isFinal);
  };
  const inBogus = () => {
    at = indexOfByte(view.bytes, END, { from: at, end: view.end });
    if (at < view.end) enter("text", 1);
  };
  /** `]]>` ends CDATA, `?>` an instruction. */
  const inSection = (mark: number, needed: number) => {
    while (at < view.end && state !== "text") {
      const byte = view.bytes[at++];
      if (byte === END && marks >= needed) state = "text";
      marks = byte === mark ? marks + 1 : 0;
    }
  };
  const inComment = () => {
    while (at < view.end && state === "comment") {
      const byte = view.bytes[at++];
      if (byte === END && (xml ? dashes === 2 : dashes >= 2)) state = "text";
      dashes = afterCommentByte(dashes, byte);
    }
  };

  const inTag = () => {
    at = tag.read(at);
    if (tag.isOpen) return;
    state = "text";
    if (tag.isEndTag) foreign.close(tag.name);
    else finishStartTag();
  };
  const finishStartTag = () => {
    const isForeign = foreign.open(tag.name, tag.isSelfClosing);
    if (tag.start >= 0) {
      const { name, start } = tag;
      const edits = reader.startTag({ name, bytes: view.bytes, start, end: at, attributes: tag.attributes() });
      for (const edit of edits) view.replace(edit.from, edit.to, [edit.text]);
    }
    const surroundings = { isXml: xml, isForeign };
    if (!isRawElement(tag.name, surroundings) || ((xml || isForeign) && tag.isSelfClosing)) return;
    raw.begin(tag.name, surroundings);
    rawScanner = reader.rawContent(tag.name);
    state = "raw";
  };
  const inRaw = (isFinal: boolean): boolean => {
    const from = at;
    const found = raw.read(at, isFinal);
    at = found.at;
    if (rawScanner && at > from) view.replace(from, at, rawScanner.push(view.bytes.subarray(from, at)));
    if (found.isEnd) leaveRaw();
    return !found.isShort;
  };
  const leaveRaw = () => {
    if (rawScanner) view.replace(at, at, rawScanner.flush());
    rawScanner = undefined;
    state = "text";
  };

  const step = (isFinal: boolean): boolean => {
    if (state === "text") return inText(isFinal);
    if (state === "raw") return inRaw(isFinal);
    if (state === "tag") inTag();
    else if (state === "comment") inComment();
    else if (state === "bogus") inBogus();
    else inSection(state === "cdata" ? RBRACKET : QUERY, state === "cdata" ? 2 : 1);
    return true;
  };
  const run = (isFinal: boolean): Bytes[] => {
    while (at < view.end && step(isFinal));
    if (isFinal && state === "raw") leaveRaw();
    const hold = isFinal ? view.end : state === "tag" && tag.start >= 0 ? tag.start : at;
    const out = view.take(hold);
    at -= hold;
    tag.rebase();
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

/** Comment progress: 0 text, 1 one dash, 2 two dashes, 3 `--!`, then just opened, and opened with one dash. */
const OPENED = 4;
const OPENED_DASH = 5;

function afterCommentByte(dashes: number, byte: number | undefined): number {
  if (byte === BANG) return dashes === 2 ? 3 : 0;
  if (byte !== DASH) return 0;
  if (dashes === OPENED) return OPENED_DASH;
  return dashes === 0 || dashes === 3 ? 1 : 2;
}
