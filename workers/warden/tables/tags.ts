// Readers as tags of one day, and how many were about. A tag is HMAC(today's key, reader); the key's one half is kept here for today,
// the other outside (evidence/dayhalf.ts), so tomorrow nobody can tell whose tag of today was whose, the warden included. What
// outlives a tag is a count.

import type { CountryPulse } from "../../../shared/domain/verdict/meshevidence.ts";
import type { Windows } from "../../../shared/domain/verdict/windows.ts";

const SECONDS_PER_DAY = 86_400;
/** Usual is what the same span was on days gone by. */
const USUAL_DAYS = 7;

export interface Tags {
  /** Today, since the epoch, and its key's half, base64url; made by `create` where the day is new. Other days' are gone by then. */
  halfOfToday(create: () => string): { readonly day: number; readonly inside: string };
  see(tag: string, country: string): void;
  serve(hostname: string, country: string): void;
  /** A probe in a country reached its control host. */
  control(country: string): void;
  pulses(): readonly CountryPulse[];
  /** When each hostname last served somebody in a country. */
  served(): readonly { readonly hostname: string; readonly country: string; readonly at: number }[];
  forget(): void;
}

export interface TagsOptions {
  readonly now: number;
  readonly windows: Windows;
}

type Count = {
  readonly country: string;
  readonly span: number;
  readonly seen: number;
  /** Probes that reached their control host. */
  readonly controls: number;
};

export function createTags(sql: SqlStorage, { now, windows }: TagsOptions): Tags {
  const { weatherSeconds, retentionSeconds } = windows;
  const day = Math.floor(now / SECONDS_PER_DAY);
  const span = Math.floor(now / weatherSeconds);
  // The retention is two days, of the mesh's time in a test that scales it.
  const spansADay = Math.round(retentionSeconds / 2 / weatherSeconds);
  const dropKeys = () => sql.exec("DELETE FROM tagKeys WHERE day <> ?", day);
  /** The running span and what of the one before is not over for `weatherSeconds` yet; the median of days gone by. */
  const pulseOf = (country: string, counts: readonly Count[]): CountryPulse => {
    const at = (which: number) => counts.find((count) => count.span === which) ?? { seen: 0, controls: 0 };
    const rest = 1 - (now % weatherSeconds) / weatherSeconds;
    const past = counts.filter((count) => count.span < span && (span - count.span) % spansADay === 0);
    return {
      country,
      seen: Math.round(at(span).seen + at(span - 1).seen * rest),
      usual: median(past.map(({ seen }) => seen)),
      probesWithControl: at(span).controls + at(span - 1).controls,
    };
  };
  const count = (country: string, what: "seen" | "controls") => {
    const [seen, controls] = what === "seen" ? [1, 0] : [0, 1];
    const into = "INSERT INTO pulses (span, country, seen, controls) VALUES (?, ?, ?, ?)";
    sql.exec(`${into} ON CONFLICT (span, country) DO UPDATE SET ${what} = ${what} + 1`, span, country, seen, controls);
  };
  return {
    halfOfToday: (create) => {
      const [standing] = sql.exec<{ key: string }>("SELECT key FROM tagKeys WHERE day = ?", day).toArray();
      if (standing !== undefined) return { day, inside: standing.key };
      dropKeys();
      const key = create();
      sql.exec("INSERT INTO tagKeys (day, key) VALUES (?, ?)", day, key);
      return { day, inside: key };
    },
    see: (tag, country) => {
      const into = "INSERT OR IGNORE INTO seenTags (span, country, tag) VALUES (?, ?, ?)";
      if (sql.exec(into, span, country, tag).rowsWritten > 0) count(country, "seen");
    },
    control: (country) => count(country, "controls"),
    serve: (hostname, country) => {
      const into = "INSERT INTO served (hostname, country, at) VALUES (?, ?, ?)";
      // Once a slot is as exact as anybody asks, and rows written are what a free account has least of.
      const over = "ON CONFLICT DO UPDATE SET at = excluded.at WHERE excluded.at >= at + ?";
      sql.exec(`${into} ${over}`, hostname, country, now, windows.slotSeconds);
    },
    pulses: () => {
      const counts = sql
        .exec<Count>("SELECT country, span, seen, controls FROM pulses ORDER BY country, span")
        .toArray();
      return [...Map.groupBy(counts, ({ country }) => country)].map(([country, own]) => pulseOf(country, own));
    },
    served: () =>
      sql.exec<{ hostname: string; country: string; at: number }>("SELECT hostname, country, at FROM served").toArray(),
    forget: () => {
      dropKeys();
      sql.exec("DELETE FROM seenTags WHERE span < ?", span - 1);
      sql.exec("DELETE FROM pulses WHERE span < ?", span - spansADay * USUAL_DAYS);
      sql.exec("DELETE FROM served WHERE at < ?", now - retentionSeconds);
    },
  };
}

function median(counts: readonly number[]): number {
  const sorted = counts.toSorted((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}
