// UTF-16 becomes UTF-8 on its way: nothing is ASCII in it. A page in UTF-16 sends its forms and queries in UTF-8 anyway
// (HTML standard, "get an output encoding"), so nothing else changes for it. The byte order mark goes.
import { type Bytes, utf8 } from "../bytes.ts";
import type { Stage } from "./stage.ts";

export function createUtf16Stage(label: "utf-16le" | "utf-16be"): Stage {
  const decoder = new TextDecoder(label);
  return {
    enter: (bytes) => utf8(decoder.decode(bytes, { stream: true })),
    end: () => utf8(decoder.decode()),
    leave: (bytes) => bytes,
  };
}

/** Told before header and meta; needed where what the header says cannot be changed any more. */
export const UTF8_MARK: Bytes = new Uint8Array([0xef, 0xbb, 0xbf]);
