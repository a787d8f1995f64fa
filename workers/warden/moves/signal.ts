// What a provider did to us (E5), as our own health checks and tools saw it. The censor is cleared of it, and no reader is a
// suspect; where mirrors serve no more, their groups are moved in the same transaction.

import type { Signal } from "../../../shared/domain/verdict/evidence.ts";
import type { Book } from "../book.ts";
import { dead, spent, zoneGone } from "./account.ts";

/** The mirrors that this burned. Signals only: whatever else they tell is for the judge. */
export function heed(book: Book, { kind, account, zone, detail }: Signal): readonly string[] {
  if (kind === "zone-gone" && zone !== undefined) return zoneGone(book, zone);
  if (account === undefined) return [];
  const trouble = { account, detail };
  if (kind === "account-dead" || kind === "account-suspended") return dead(book, trouble);
  if (kind === "limit-1027") return spent(book, trouble);
  return [];
}
