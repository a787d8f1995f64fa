// The drop (E1): of a group's readers seen anywhere on the mesh lately, how many were served by this mirror, against the
// same group's own rate before. Liars who only report cannot move it; insiders move it by their own share at most. Many
// windows are looked at, short ones first useful in big groups, a day for small ones; the level of the whole test is
// shared among them (Bonferroni), so that looking longer makes no false alarm likelier.

import { binomialTail } from "./chance.ts";
import type { HostEvidence, Sighting } from "./evidence.ts";
import type { CohortNumbers } from "./verdict.ts";
import type { Windows } from "./windows.ts";

/** Below this traffic says nothing: neither of a group, nor of what was seen of it. */
export const LEAST_READERS = 10;
const WRONG_RATE = 1e-4;
/** Readers who never came, reckoned into the rate before: a short history proves little. */
const IMAGINARY_READERS = 2;

export interface CohortOptions {
  readonly now: number;
  readonly windows: Windows;
  /** The past to compare with ends here at the latest: when failures were first told, or now. */
  readonly failingSince: number;
}

export function testCohorts(evidence: HostEvidence, options: CohortOptions): CohortNumbers {
  const big = evidence.groups.filter(({ readers }) => readers >= LEAST_READERS);
  const readers = Math.max(0, ...evidence.groups.map((group) => group.readers));
  const spans = ladder(options.windows);
  const limit = WRONG_RATE / (spans.length * Math.max(1, big.length));
  const looks = big.flatMap(({ group }) => {
    const past = timeline(evidence.sightings.filter((one) => one.group === group));
    return spans.map((span) => look(past, { ...options, span }));
  });
  const clearest = looks.reduce((best, one) => (one.chance < best.chance ? one : best), NOTHING);
  return { readers, isBig: big.length > 0, ...clearest, limit, isDropped: clearest.chance < limit };
}

/** From the first window to the last, doubling. */
export function ladder({ cohortFirstSeconds, cohortLastSeconds }: Windows): readonly number[] {
  const spans: number[] = [];
  for (let span = cohortFirstSeconds; span < cohortLastSeconds; span *= 2) spans.push(span);
  return [...spans, cohortLastSeconds];
}

type Look = Pick<CohortNumbers, "windowSeconds" | "seen" | "served" | "rateBefore" | "chance">;

const NOTHING: Look = { windowSeconds: 0, seen: 0, served: 0, rateBefore: 0, chance: 1 };

interface Timeline {
  /** Newest first. */
  readonly rows: readonly { readonly reader: number; readonly at: number; readonly served: boolean }[];
  readonly readers: number;
}

function timeline(sightings: readonly Sighting[]): Timeline {
  const numbers = new Map<string, number>();
  const rows = sightings.map(({ tag, at, served }) => {
    const reader = numbers.get(tag) ?? numbers.size;
    numbers.set(tag, reader);
    return { reader, at, served };
  });
  return { rows: rows.sort((left, right) => right.at - left.at), readers: numbers.size };
}

/** One window against as many earlier ones of its length as memory holds: a longer one always sees a higher rate. */
function look(past: Timeline, { now, windows, failingSince, span }: CohortOptions & { readonly span: number }): Look {
  const recent = count(past, { to: now, span, windows: 1 });
  if (recent.seen < LEAST_READERS) return NOTHING;
  const edge = Math.min(now - span, failingSince);
  const before = count(past, { to: edge, span, windows: Math.floor((edge - now + windows.retentionSeconds) / span) });
  if (before.seen < LEAST_READERS) return NOTHING;
  const rateBefore = before.served / (before.seen + IMAGINARY_READERS);
  const chance = binomialTail(recent.served, { trials: recent.seen, rate: rateBefore });
  return { windowSeconds: span, ...recent, rateBefore, chance };
}

interface Stretch {
  readonly to: number;
  readonly span: number;
  /** How many windows of `span`, backwards from `to`. */
  readonly windows: number;
}

/** Distinct readers a window, summed over the windows. */
function count({ rows, readers }: Timeline, { to, span, windows }: Stretch): Pick<Look, "seen" | "served"> {
  const seenIn = new Int32Array(readers).fill(-1);
  const servedIn = new Int32Array(readers).fill(-1);
  let seen = 0;
  let served = 0;
  for (const row of rows) {
    if (row.at > to) continue;
    const window = Math.floor((to - row.at) / span);
    if (window >= windows) break;
    if (seenIn[row.reader] !== window) seen++;
    seenIn[row.reader] = window;
    if (!row.served) continue;
    if (servedIn[row.reader] !== window) served++;
    servedIn[row.reader] = window;
  }
  return { seen, served };
}
