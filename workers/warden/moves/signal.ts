// What a provider did to us, or a list of dangerous sites (E5), as our own health checks and tools saw it. The censor is
// cleared of it; where mirrors serve no more, or browsers warn of them, their groups are moved in the same transaction. A
// provider's deed makes nobody a suspect; a flag does, for whoever had it set knew the zone.

import type { Signal } from "../../../shared/domain/verdict/evidence.ts";
import type { Book } from "../book.ts";
import { dead, spent, zoneGone } from "./account.ts";
import { burn } from "./burn.ts";

/** The mirrors that this burned. Signals only: whatever else they tell is for the judge. */
export function heed(book: Book, { kind, account, zone, detail }: Signal): readonly string[] {
  if (kind === "zone-gone" && zone !== undefined) return zoneGone(book, zone);
  if (kind === "flagged" && zone !== undefined) return flagged(book, zone);
  if (account === undefined) return [];
  const trouble = { account, detail };
  if (kind === "account-dead" || kind === "account-suspended") return dead(book, trouble);
  if (kind === "limit-1027") return spent(book, trouble);
  return [];
}

/** The zone itself, or the next mirror there would be warned of as well. A suffix is not ours to burn by a list's word. */
function flagged(book: Book, zone: string): readonly string[] {
  const isBurned = book.burns.covering(zone).some(({ country }) => country === undefined);
  if (isBurned || !isOurs(book, zone)) return [];
  const moved = burn(book, { pattern: `*.${zone}`, cause: "flagged" });
  return moved.ok ? moved.value.burned : [];
}

function isOurs(book: Book, zone: string): boolean {
  const configured = book.settings.mesh()?.zones ?? [];
  return [...configured, ...book.mirrors.all()].some((one) => one.zone === zone);
}
