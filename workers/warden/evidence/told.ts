// Verdicts, wishes and weather as the operator's tools are told of them.

import { matchesPattern } from "../../../shared/domain/hostname.ts";
import { explain } from "../../../shared/domain/verdict/explain.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import type { StandingVerdict, Why, Wish } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import { originOf } from "../draft.ts";
import { describeMirrors } from "../mirrors.ts";
import { zoneWish } from "../moves/retest.ts";
import type { KeptVerdict } from "../tables/verdicts.ts";

const EVENTS_TOLD = 20;

export function tellStanding({ verdict, since }: KeptVerdict): StandingVerdict {
  const { hostname, country, state, cause, level } = verdict;
  return { hostname, country, state, level, since, ...(cause !== undefined && { cause }) };
}

export function tellWishes(book: Book): readonly Wish[] {
  const mesh = book.settings.mesh();
  return book.wishes.all().flatMap((wish) => {
    const pattern = zoneWish(wish);
    if (pattern !== undefined) {
      const { canary } = wish;
      return {
        ...wish,
        hostname: canary,
        pattern,
        origin: originOf({ hostname: canary, zone: pattern.slice(2) }, mesh),
      };
    }
    const mirror = book.mirrors.find(wish.hostname);
    return mirror === undefined ? [] : { ...wish, origin: originOf(mirror, mesh) };
  });
}

/** Undefined where the hostname is no mirror's and nothing was ever said of it. */
export function tellWhy(book: Book, hostname: string, judged: readonly Verdict[]): Why | undefined {
  const mirror = book.mirrors.find(hostname);
  const blocklist = book.burns.covering(hostname);
  const standing = book.verdicts.of(hostname);
  if (mirror === undefined && blocklist.length === 0 && standing.length === 0) return undefined;
  const levels = new Map(standing.map(({ verdict }) => [verdict.country, verdict.level]));
  const verdicts = judged.map((verdict) => ({ ...verdict, level: levels.get(verdict.country) ?? verdict.level }));
  return {
    hostname,
    ...(mirror && { mirror: describeMirrors(book, [mirror])[0] }),
    verdicts: verdicts.map((verdict) => ({ ...verdict, lines: explain(verdict) })),
    standing: standing.map(tellStanding),
    blocklist,
    wishes: tellWishes(book).filter(({ hostname: asked, pattern = asked }) => matchesPattern(hostname, pattern)),
    weather: book.weather.all().filter(({ country }) => levels.has(country)),
    events: book.events.about(hostname, EVENTS_TOLD),
  };
}
