// A page's bytes as text, for a copy is kept as UTF-8 whatever it came in: by its header, its mark, its own word
// (HTML §13.2.3), else UTF-8 where it is that.

import { type Bytes, fromUtf8 } from "../../../shared/domain/bytes.ts";

const SAID = /charset\s*=\s*["']?([\w:.-]+)/i;
/** A page says it early. */
const SAID_WITHIN_BYTES = 1024;

export function textOf(bytes: Bytes, contentType: string): string {
  const start = String.fromCharCode(...bytes.subarray(0, SAID_WITHIN_BYTES));
  const [, said] = SAID.exec(contentType) ?? /<meta\b[^>]*?charset\s*=\s*["']?([\w:.-]+)/i.exec(start) ?? [];
  try {
    // The mark of UTF-8 or UTF-16 goes before every word.
    return new TextDecoder(markOf(start) ?? said ?? "utf-8", { fatal: said === undefined }).decode(bytes);
  } catch {
    return fromUtf8(bytes) ?? new TextDecoder("windows-1252").decode(bytes);
  }
}

function markOf(start: string): string | undefined {
  if (start.startsWith("\xef\xbb\xbf")) return "utf-8";
  return start.startsWith("\xff\xfe") ? "utf-16le" : start.startsWith("\xfe\xff") ? "utf-16be" : undefined;
}

// A page can be made of nothing but beginnings: every pattern here ends at the next one.
const LINK = /<(?:a|area|base)\b[^<>]*>/gi;
const TARGET = /\starget\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+)/gi;
const PICTURE = /<img\b[^<>]*>/gi;
const LATE = /\sloading\s*=\s*["']?lazy["']?/gi;
const TITLE = /<title\b[^<>]*>([^<]{0,300})/i;

/** Links of a copy open in its place: it may open no window. */
export function withoutTargets(text: string): string {
  return text.replace(LINK, (tag) => tag.replace(TARGET, ""));
}

/** Pictures of a copy are asked for at once: one asked for when it comes into sight may meet a worker that knows of no copy any more. */
export function withoutLateness(text: string): string {
  return text.replace(PICTURE, (tag) => tag.replace(LATE, ""));
}

/** As it stands in the markup. */
export function titleOf(text: string): string {
  const [, title = ""] = TITLE.exec(text) ?? [];
  return title.trim();
}
