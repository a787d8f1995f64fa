// Which probes the warden wishes for. A suspect is due now, and once more when a residual block is over, because one run
// confirms nothing; what readers alone have burned is due now as well, for its canary tells a zone from a leak; a burned
// hostname after half a day, a day and a week, since censors lift blocks too. A wish stays until the verdict no longer needs
// it: nobody has to claim it, so nobody can lose it; a suspect that probes reach again and again is asked about less often.

import { LABEL_RANDOM_BYTES, proposeLabel } from "../../../shared/domain/label.ts";
import { nextRetestAt } from "../../../shared/domain/verdict/retest.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import type { Book } from "../book.ts";
import type { WishReason } from "../tables/wishes.ts";

/** From three minutes to three hours. */
const DOUBLINGS_MOST = 6;

export function planProbe(book: Book, verdict: Verdict): void {
  const { hostname, country } = verdict;
  const wish = wishFor(book, verdict);
  if (wish === undefined) book.wishes.remove(hostname, country);
  else {
    const canary = book.wishes.find(hostname, country)?.canary ?? canaryUnder(book, zoneOf(book, hostname));
    book.wishes.put({ hostname, country, ...wish, canary });
  }
}

/** What was seen of a canary moves the wish that it stands in. */
export function planCanary(book: Book, canary: string): void {
  const wish = book.wishes.ofCanary(canary);
  const kept = wish && book.verdicts.find(wish.hostname, wish.country);
  if (kept !== undefined) planProbe(book, kept.verdict);
}

interface Due {
  readonly reason: WishReason;
  readonly dueAt: number;
}

function wishFor(
  book: Book,
  { hostname, country, state, cause, because, numbers: { probes } }: Verdict,
): Due | undefined {
  if (state === "healthy" || cause === "quota" || cause === "origin") return undefined;
  // What the operator calls burned no probe lifts.
  if (because.some((reason) => reason.kind === "operator" && reason.says === "burned")) return undefined;
  const probedAt = book.wishes.probedAt(hostname, country);
  const { residualSeconds } = book.windows;
  if (state === "suspect") {
    if (probedAt === undefined) return { reason: "suspect", dueAt: book.now };
    const wait =
      probes.blocked > 0 && !probes.isReached ? 1 : 2 ** Math.min(Math.max(probes.runs - 1, 0), DOUBLINGS_MOST);
    return { reason: "confirm", dueAt: probedAt + residualSeconds * wait + 1 };
  }
  const burn = book.burns.find(hostname, country === "" ? undefined : country);
  if (burn === undefined || burn.cause !== "censor") return undefined;
  const canary = book.wishes.find(hostname, country)?.canary ?? "";
  if (probedAt === undefined) return { reason: "confirm", dueAt: book.now };
  if (book.verdicts.find(canary, country)?.verdict.state === "suspect")
    return { reason: "confirm", dueAt: (book.wishes.probedAt(canary, country) ?? book.now) + residualSeconds + 1 };
  // One run that got through is a hope; the second one lifts the burn.
  if (probes.isReached) return { reason: "confirm", dueAt: probedAt + residualSeconds + 1 };
  const lastAt = probedAt > burn.at ? probedAt : undefined;
  const dueAt = nextRetestAt({ since: burn.at, ...(lastAt !== undefined && { lastAt }) }, book.windows);
  return dueAt === undefined ? undefined : { reason: "retest", dueAt };
}

function zoneOf(book: Book, hostname: string): string {
  return book.mirrors.find(hostname)?.zone ?? hostname.slice(hostname.indexOf(".") + 1);
}

/** A hostname of the zone that looks like a mirror and is none. */
export function canaryUnder(book: Book, zone: string): string {
  for (;;) {
    const random = Uint8Array.from({ length: LABEL_RANDOM_BYTES }, () => book.pick(256));
    const canary = `${proposeLabel(random)}.${zone}`;
    if (book.mirrors.find(canary) === undefined) return canary;
  }
}
