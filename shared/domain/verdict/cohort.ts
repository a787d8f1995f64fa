// The drop (E1): of a group's readers seen anywhere on the mesh lately, how many were served by this mirror, against the
// same group's own rate before. Liars who only report cannot move it. Insiders can: by staying away from the mirror while
// they are busy elsewhere, and in a short window a few of them outnumber all honest readers. So as many of the missing as
// insiders could be are left out of the sum. (Without that, insiders with a tenth of a group of 200 burned its mirror in
// all of twenty simulated runs: docs/detection.md.)

import { binomialTail } from "./chance.ts";
import type { HostEvidence, Sighting } from "./evidence.ts";
import type { CohortNumbers } from "./verdict.ts";
import type { Windows } from "./windows.ts";

/** Below this traffic says nothing: neither of a group, nor of what was seen of it. */
export const LEAST_READERS = 10;
const WRONG_RATE = 1e-4;
/** Of a group's readers, in each day's tags that a window touches: somewhat more than a tenth. */
const HOSTILE_SHARE = 0.12;
/** Readers who never came, reckoned into the rate before: a short history proves less. */
const IMAGINARY_READERS = 2;

export interface CohortOptions {
  readonly now: number;
  readonly windows: Windows;
  /** When failures were first told, or now: the past to compare with ends before, and one window begins there. */
  readonly failingSince: number;
}

export interface CohortFinding {
  readonly numbers: CohortNumbers;
  /** Groups whose traffic would show a drop if nobody were served. */
  readonly tellingGroups: readonly string[];
}

export function testCohorts(evidence: HostEvidence, options: CohortOptions): CohortFinding {
  const big = evidence.groups.filter(({ readers }) => readers >= LEAST_READERS);
  const looks = big.map(({ group, readers }) => {
    const past = timeline(evidence.sightings.filter((one) => one.group === group));
    return { group, ...lookBack(past, { ...options, readers }) };
  });
  const clearest = looks
    .map(({ look }) => look)
    .reduce((best, one) => (one.chance < best.chance ? one : best), NOTHING);
  const shown = clearest === NOTHING ? (looks[0]?.look ?? NOTHING) : clearest;
  return {
    numbers: {
      readers: Math.max(0, ...evidence.groups.map((group) => group.readers)),
      isBig: big.length > 0,
      ...shown,
      limit: WRONG_RATE,
      isDropped: shown.chance < WRONG_RATE,
    },
    tellingGroups: looks.filter(({ canTell }) => canTell).map(({ group }) => group),
  };
}

/** From the first window to the last, doubling: short ones serve big groups, a day the small ones. */
export function ladder({ cohortFirstSeconds, cohortLastSeconds }: Windows): readonly number[] {
  const spans: number[] = [];
  for (let span = cohortFirstSeconds; span < cohortLastSeconds; span *= 2) spans.push(span);
  return [...spans, cohortLastSeconds];
}

type Look = Pick<CohortNumbers, "windowSeconds" | "seen" | "served" | "rateBefore" | "chance">;

const NOTHING: Look = { windowSeconds: 0, seen: 0, served: 0, rateBefore: 0, chance: 1 };

interface LookOptions extends CohortOptions {
  readonly readers: number;
}

/** The window in which the drop is clearest. */
function lookBack(past: Timeline, options: LookOptions): { readonly look: Look; readonly canTell: boolean } {
  const { now, windows, failingSince } = options;
  const sinceThen = now - failingSince;
  const spans = sinceThen > 0 ? [...ladder(windows), sinceThen] : ladder(windows);
  let clearest = NOTHING;
  let canTell = false;
  for (const span of spans) {
    const look = lookAt(past, { ...options, span });
    if (look === undefined) continue;
    canTell ||= chanceOf({ ...look, served: 0 }, { ...options, span }) < WRONG_RATE;
    if (look.chance < clearest.chance || clearest.windowSeconds === 0) clearest = look;
  }
  return { look: clearest, canTell };
}

/**
 * One window against as many earlier ones of its length as memory holds: a longer one always sees a higher rate. So does a
 * window by day against one by night, since who reads more tries more; where the same hours of the day before say less than
 * the average, they count.
 */
function lookAt(past: Timeline, options: LookOptions & { readonly span: number }): Look | undefined {
  const { now, windows, failingSince, span } = options;
  const recent = count(past, { to: now, span, windows: 1 });
  if (recent.seen < LEAST_READERS) return undefined;
  const edge = Math.min(now - span, failingSince);
  const before = count(past, { to: edge, span, windows: Math.floor((edge - now + windows.retentionSeconds) / span) });
  if (before.seen < LEAST_READERS) return undefined;
  const yesterday = count(past, { to: now - windows.cohortLastSeconds, span, windows: 1 });
  const rateBefore = Math.min(rateOf(before), yesterday.seen < LEAST_READERS ? 1 : rateOf(yesterday));
  return { windowSeconds: span, ...recent, rateBefore, chance: chanceOf({ ...recent, rateBefore }, options) };
}

function rateOf({ served, seen }: Pick<Look, "seen" | "served">): number {
  return served / (seen + IMAGINARY_READERS);
}

function chanceOf(
  { seen, served, rateBefore }: Pick<Look, "seen" | "served" | "rateBefore">,
  { now, windows: { tagSeconds }, readers, span }: LookOptions & { readonly span: number },
): number {
  // A reader has a new tag each day: over midnight the same insider is missing twice.
  const days = Math.floor(now / tagSeconds) - Math.floor((now - span + 1) / tagSeconds) + 1;
  const hostile = Math.min(seen - served, Math.ceil(HOSTILE_SHARE * readers * days));
  return binomialTail(served, { trials: seen - hostile, rate: rateBefore });
}

/** Rows in the order of time; readers by number. */
interface Timeline {
  readonly at: Float64Array;
  readonly reader: Int32Array;
  readonly served: Uint8Array;
  readonly readers: number;
}

function timeline(sightings: readonly Sighting[]): Timeline {
  const isSorted = sightings.every(({ at }, row) => row === 0 || at >= (sightings[row - 1]?.at ?? 0));
  const rows = isSorted ? sightings : sightings.toSorted((left, right) => left.at - right.at);
  const numbers = new Map<string, number>();
  const at = new Float64Array(rows.length);
  const reader = new Int32Array(rows.length);
  const served = new Uint8Array(rows.length);
  rows.forEach((row, place) => {
    const number = numbers.get(row.tag) ?? numbers.size;
    numbers.set(row.tag, number);
    at[place] = row.at;
    reader[place] = number;
    served[place] = row.served ? 1 : 0;
  });
  return { at, reader, served, readers: numbers.size };
}

interface Stretch {
  readonly to: number;
  readonly span: number;
  /** How many windows of `span`, backwards from `to`. */
  readonly windows: number;
}

/** Distinct readers a window, summed over the windows. */
function count(past: Timeline, { to, span, windows }: Stretch): Pick<Look, "seen" | "served"> {
  const seenIn = new Int32Array(past.readers).fill(-1);
  const servedIn = new Int32Array(past.readers).fill(-1);
  let seen = 0;
  let served = 0;
  for (let row = past.at.length - 1; row >= 0; row--) {
    const age = to - (past.at[row] as number);
    if (age < 0) continue;
    const window = Math.floor(age / span);
    if (window >= windows) break;
    const reader = past.reader[row] as number;
    if (seenIn[reader] !== window) seen++;
    seenIn[reader] = window;
    if (past.served[row] === 0) continue;
    if (servedIn[reader] !== window) served++;
    servedIn[reader] = window;
  }
  return { seen, served };
}
