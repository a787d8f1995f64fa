// Reads one tag, from its `<` to its `>`, and notes where its attribute values lie (HTML standard §13.2.5.6-40). It can
// stop at any byte and go on when more has come. A tag longer than MAX_TAG_BYTES is followed to its end but not noted.
import { indexOfByte, isSpace } from "../ascii.ts";
import type { Window } from "../window.ts";
import type { Vocabulary } from "./vocabulary.ts";

export const MAX_TAG_BYTES = 131_072;

const [DOUBLE, SINGLE, SLASH, EQUALS, END] = [34, 39, 47, 61, 62];

export interface Attribute {
  readonly name: string;
  /** The value's place in the window; -1 when there is none. */
  readonly from: number;
  readonly to: number;
  /** The quote's byte, 0 when unquoted. */
  readonly quote: number;
}

/** Which names are told apart; all others are "" (elements) or not noted (attributes). */
export interface TagWords {
  readonly elements: Vocabulary;
  readonly attributes: Vocabulary;
}

export interface TagReader {
  readonly name: string;
  readonly isEndTag: boolean;
  readonly isSelfClosing: boolean;
  /** Where the tag begins in the window; -1 when it is too long to be held. */
  readonly start: number;
  begin(start: number, isEndTag: boolean): void;
  /** Reads on; returns the place after the tag, or the window's end while `isOpen`. */
  read(at: number): number;
  readonly isOpen: boolean;
  attributes(): Attribute[];
  /** The window has moved: the tag now begins at 0. */
  rebase(): void;
}

type Place = "name" | "between" | "attribute" | "after-name" | "before-value" | "value" | "closed";

export function createTagReader(view: Window, words: TagWords): TagReader {
  let place: Place = "closed";
  let start = -1;
  let length = 0;
  let name = "";
  let isEndTag = false;
  let isSelfClosing = false;
  // Offsets from the tag's start, because the window moves under it.
  let nameFrom = 0;
  let nameTo = 0;
  let valueFrom = 0;
  let quote = 0;
  let noted: Attribute[] = [];

  const wordAt = (from: number, to: number, vocabulary: Vocabulary) =>
    start < 0 ? "" : vocabulary.word(view.bytes, start + from, start + to);
  const note = (from: number, to: number) => {
    const word = isEndTag ? "" : wordAt(nameFrom, nameTo, words.attributes);
    if (word !== "") noted.push({ name: word, from, to, quote: from < 0 ? 0 : quote });
    place = "between";
  };
  const skip = (at: number, passes: (byte: number | undefined) => boolean): number => {
    let next = at;
    while (next < view.end && passes(view.bytes[next])) next++;
    return next;
  };

  const inName = (at: number, offset: number): number => {
    const to = skip(at, isTagNameByte);
    if (to === view.end) return to;
    name = wordAt(nameFrom, offset + to - at, words.elements);
    place = "between";
    return to;
  };
  const between = (at: number, offset: number): number => {
    const byte = view.bytes[at];
    if (byte === END) place = "closed";
    else if (byte === SLASH || isSpace(byte)) isSelfClosing = byte === SLASH;
    else {
      isSelfClosing = false;
      nameFrom = offset;
      place = "attribute";
    }
    return at + 1;
  };
  const inAttribute = (at: number, offset: number): number => {
    const to = skip(at, isAttributeNameByte);
    if (to === view.end) return to;
    nameTo = offset + to - at;
    place = "after-name";
    return to;
  };
  const afterName = (at: number): number => {
    const to = skip(at, isSpace);
    if (to === view.end) return to;
    if (view.bytes[to] === EQUALS) {
      place = "before-value";
      return to + 1;
    }
    note(-1, -1);
    return to;
  };
  const beforeValue = (at: number, offset: number): number => {
    const to = skip(at, isSpace);
    if (to === view.end) return to;
    const byte = view.bytes[to] ?? 0;
    if (byte === END) {
      note(-1, -1);
      return to;
    }
    quote = byte === DOUBLE || byte === SINGLE ? byte : 0;
    const first = quote === 0 ? to : to + 1;
    valueFrom = offset + first - at;
    place = "value";
    return first;
  };
  const inValue = (at: number, offset: number): number => {
    const to = quote === 0 ? skip(at, isUnquotedByte) : indexOfByte(view.bytes, quote, { from: at, end: view.end });
    if (to === view.end) return to;
    note(valueFrom, offset + to - at);
    return quote === 0 ? to : to + 1;
  };
  const step = (at: number): number => {
    if (place === "name") return inName(at, length);
    if (place === "between") return between(at, length);
    if (place === "attribute") return inAttribute(at, length);
    if (place === "after-name") return afterName(at);
    return place === "before-value" ? beforeValue(at, length) : inValue(at, length);
  };

  return {
    get name() {
      return name;
    },
    get isEndTag() {
      return isEndTag;
    },
    get isSelfClosing() {
      return isSelfClosing;
    },
    get start() {
      return start;
    },
    get isOpen() {
      return place !== "closed";
    },
    begin(from, isEnd) {
      start = from;
      isEndTag = isEnd;
      isSelfClosing = false;
      noted = [];
      name = "";
      place = "name";
      nameFrom = isEnd ? 2 : 1;
      length = nameFrom;
    },
    read(from) {
      let at = from;
      while (at < view.end && place !== "closed") {
        const next = step(at);
        length += next - at;
        at = next;
        if (length > MAX_TAG_BYTES) start = -1;
      }
      return at;
    },
    attributes: () => noted.map((one) => (one.from < 0 ? one : { ...one, from: start + one.from, to: start + one.to })),
    rebase() {
      if (start >= 0) start = 0;
    },
  };
}

function isTagNameByte(byte: number | undefined): boolean {
  return byte !== SLASH && byte !== END && !isSpace(byte);
}

function isAttributeNameByte(byte: number | undefined): boolean {
  return byte !== EQUALS && isTagNameByte(byte);
}

function isUnquotedByte(byte: number | undefined): boolean {
  return byte !== END && !isSpace(byte);
}
