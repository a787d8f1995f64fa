// What is told of a page's tags, and asked of whoever reads them: the words between markup.ts, which finds them, and html.ts,
// which knows what is to become of them.
import type { Bytes, Scanner } from "../bytes.ts";

export interface Attribute {
  readonly name: string;
  /** The value's place in `bytes`; -1 when there is none. */
  readonly from: number;
  readonly to: number;
  /** The quote's byte, 0 when unquoted. */
  readonly quote: number;
  /** Its origin was not known by the way it is written. */
  readonly isNew: boolean;
}

export interface StartTag {
  /** "" for most: only names that matter are told. */
  readonly name: string;
  readonly bytes: Bytes;
  readonly start: number;
  readonly end: number;
  /** Those that matter, each once. */
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
  /** Reads the raw content of the element whose start tag was the last; `undefined`: it goes through unread. */
  rawContent(name: string): Scanner | undefined;
  /** Scripts are read when the reader asks for it at their start tag. */
  readsScript(): boolean;
  /** References without a host mean the same on the mirror. */
  isOnPrimary(): boolean;
  /** Wants to see the next start tag, whatever it holds. */
  wantsTags(): boolean;
  /** What to write instead of an origin of a page; `false`: it depends. */
  mapOrigin(origin: string): string | undefined | false;
}
