// Zones that the judge burned are tested again as hostnames are, after half a day, a day and a week, each by a canary of its
// own: a mirror of the zone may be blocked by its name. What the canary finds lifts the zone (verdict.ts), or the operator does.
// Such a wish stands under the zone's pattern. It is made from what is on the blocklist, so one that was lost comes again.

import type { BurnedEntry } from "../../../shared/domain/blocklist.ts";
import { nextRetestAt } from "../../../shared/domain/verdict/retest.ts";
import type { Book } from "../book.ts";
import type { WishRow } from "../tables/wishes.ts";
import { canaryUnder } from "./probing.ts";

/** The burned zone, `*.zone`, that the wish is about. */
export function zoneWish(wish: Pick<WishRow, "hostname"> | undefined): string | undefined {
  return wish?.hostname.startsWith("*.") ? wish.hostname : undefined;
}

export function planZones(book: Book): void {
  const zones = new Set(book.settings.mesh()?.zones.map(({ zone }) => `*.${zone}`));
  for (const entry of book.burns.wide()) {
    if (entry.cause === "censor" && zones.has(entry.pattern)) planZone(book, entry);
  }
}

function planZone(book: Book, { pattern, country = "", at }: BurnedEntry): void {
  const probedAt = book.wishes.probedAt(pattern, country);
  const canary = book.wishes.find(pattern, country)?.canary;
  const isReached = canary !== undefined && book.verdicts.find(canary, country)?.verdict.numbers.probes.isReached;
  // One run that got through is a hope; the second one lifts the burn.
  const hope = isReached ? (probedAt ?? at) + book.windows.residualSeconds + 1 : undefined;
  const lastAt = probedAt !== undefined && probedAt > at ? probedAt : at;
  const dueAt = hope ?? nextRetestAt({ since: at, lastAt }, book.windows);
  const zone = pattern.slice(2);
  if (dueAt === undefined || isHeldByOperator(book, zone, country)) book.wishes.remove(pattern, country);
  else {
    const reason = hope === undefined ? "retest" : "confirm";
    book.wishes.put({ hostname: pattern, country, reason, dueAt, canary: canary ?? canaryUnder(book, zone) });
  }
}

/** What the operator calls burned no probe lifts. */
function isHeldByOperator(book: Book, zone: string, country: string): boolean {
  const words = book.words.on(zone).filter((word) => word.country === "" || word.country === country);
  return words.at(-1)?.says === "burned";
}
