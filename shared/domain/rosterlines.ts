// The lines of a roster record (roster.ts), unopened. Apart from what opens them, because a relay hands rosters out as they
// lie in KV and needs of them a version only.

import { type Bytes, fromBase64url } from "./bytes.ts";

export const BODY_BYTES = 4096;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 8;
export const MAGIC = "hezar-roster 1 ";
const WRAP_BYTES = TAG_BYTES + 40;

export interface SplitRosters {
  readonly version: number;
  readonly bodies: readonly Bytes[];
  readonly wraps: readonly Bytes[];
}

/** Undefined where the text is no roster record. */
export function splitRosters(text: string): SplitRosters | undefined {
  const head = /^hezar-roster 1 (0|[1-9][0-9]{0,15})\n/.exec(text);
  if (head === null) return undefined;
  const rest = text.slice(head[0].length);
  const gap = rest.startsWith("\n") ? 0 : rest.indexOf("\n\n") + 1;
  if (gap === 0 && !rest.startsWith("\n")) return undefined;
  const bodies = decodeLines(rest.slice(0, gap), NONCE_BYTES + BODY_BYTES + 16);
  const wraps = decodeLines(rest.slice(gap + 1), WRAP_BYTES);
  return bodies && wraps && { version: Number(head[1]), bodies, wraps };
}

/** The version a roster record claims; it is proven only by opening. */
export function rosterVersion(text: string): number | undefined {
  return splitRosters(text)?.version;
}

function decodeLines(text: string, lengthBytes: number): readonly Bytes[] | undefined {
  if (text === "") return [];
  if (!text.endsWith("\n")) return undefined;
  const decoded = text.slice(0, -1).split("\n").map(fromBase64url);
  return decoded.every((bytes): bytes is Bytes => bytes?.length === lengthBytes) ? decoded : undefined;
}
