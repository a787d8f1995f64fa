// The operator's own word (E4): what it burns or lifts, and a note of it that goes before all other evidence. Without the
// note, what burned a mirror would burn it again at once.

import type { BurnedEntry } from "../../../shared/domain/blocklist.ts";
import type { Burn, BurnAnswer, UnburnAnswer } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import { burn, unburn } from "./burn.ts";
import type { Moved } from "./move.ts";

export function sayBurned(book: Book, wish: Burn): Moved<BurnAnswer> {
  const moved = burn(book, wish);
  if (moved.ok) book.words.say({ ...wordOf(moved.value.entry), says: "burned" });
  return moved;
}

export function sayHealthy(book: Book, wish: Burn): Moved<UnburnAnswer> {
  const moved = unburn(book, wish);
  if (moved.ok) for (const entry of moved.value.removed) book.words.say({ ...wordOf(entry), says: "healthy" });
  return moved;
}

function wordOf({ pattern, country = "", cause }: BurnedEntry) {
  return { pattern, country, cause };
}
