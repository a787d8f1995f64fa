// Whether an answer in the own mirror's name is the mirror's: by its mark (mark.ts). A browser's cache answers with what it
// kept for weeks, so the mark may be of any hour since; hours are tried backwards, each once.

import type { Bytes } from "../../../shared/domain/bytes.ts";
import { answerMark, MARK_HEADER } from "../../../shared/domain/mark.ts";

/** Browsers' caches keep what they have no room for no longer; a month's marks are 720 short HMACs, made when one is missed. */
const HOURS_BACK = 31 * 24;
const HOUR_MILLISECONDS = 3_600_000;
/** Reader's clocks are wrong, and an hour may have begun since. */
const HOURS_AHEAD = 2;
const AT_ONCE = 16;

export type IsMarked = (headers: Headers) => Promise<boolean>;

export function createMarks(boatKey: Bytes, now: () => number): IsMarked {
  const known = new Set<string>();
  const made = new Set<number>();
  const make = async (hour: number) => {
    if (made.has(hour)) return;
    made.add(hour);
    known.add(await answerMark(boatKey, hour));
  };
  return async (headers) => {
    const mark = headers.get(MARK_HEADER) ?? "";
    if (mark === "" || known.has(mark)) return mark !== "";
    // The relay's own clock says which: a reader's may be hours behind, and would take each answer for a block page.
    const said = Date.parse(headers.get("date") ?? "");
    if (said) await Promise.all([0, -1].map((before) => make(Math.floor(said / HOUR_MILLISECONDS) + before)));
    if (known.has(mark)) return true;
    const newest = Math.floor(now() / HOUR_MILLISECONDS) + HOURS_AHEAD;
    for (let back = 0; back < HOURS_BACK; back += AT_ONCE) {
      await Promise.all(Array.from({ length: AT_ONCE }, (_, at) => make(newest - back - at)));
      if (known.has(mark)) return true;
    }
    return false;
  };
}
