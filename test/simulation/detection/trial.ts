// One run of one row: a life, and the real judge looking on as the warden does: at each report, and, once reports convince and
// twenty were looked at, every hour. A spare that the judge wishes for comes out of the lineage's purse. Beside it a plain sequential
// test over everybody's word, as the comparison.

import { LEAST_READERS } from "../../../shared/domain/verdict/cohort.ts";
import type { ProbeResult } from "../../../shared/domain/verdict/evidence.ts";
import { judgeHost } from "../../../shared/domain/verdict/judge.ts";
import { nextScore, SCORE_THRESHOLD, TRUSTED_LEVEL } from "../../../shared/domain/verdict/sequential.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";
import { createRandom } from "../../fuzz/random.ts";
import { createHeld } from "./held.ts";
import { GROUP, HOUR, type Life, live } from "./life.ts";
import { groupsOf, listNeighbours } from "./neighbours.ts";
import { createPurse, type Purse } from "./purse.ts";
import { ASSUMED, type Scenario } from "./scenario.ts";

/** A healthy host is watched for a day: one host-day. A block is given two to be found. */
export const HEALTHY_DAYS = 1;
export const BLOCKED_DAYS = 2;
const LOOK_SECONDS = HOUR;
const REPORTS_LOOKED_AT = 20;

const QUIET_HOST = { hostname: "h.example", country: "IR", signals: [], words: [] } as const;
const PROBE = { hostname: "h.example", country: "IR", network: "AS0", vantage: "operator", control: "ok" } as const;
/** A vantage comes by after five minutes, and again once a residual block would be over. */
const PROBE_DELAYS = [5 * 60, 5 * 60 + 2 * WINDOWS.residualSeconds];

export interface Trial {
  /** Seconds from the beginning to the verdict `burned`. */
  readonly burnedAfter: number | undefined;
  /** Reports the warden had taken by then. */
  readonly reportsAtBurn: number;
  /** An honest reader failed. */
  readonly isMissed: boolean;
  /** Seconds from then to the group's spare; undefined where it got none. */
  readonly spareAfter: number | undefined;
  readonly isPlainBurned: boolean;
}

export function runTrial(scenario: Scenario, seed: number): Trial {
  const days = scenario.isBlocked ? BLOCKED_DAYS : HEALTHY_DAYS;
  const life = live(scenario, { seed, days });
  const { beginsAt } = life;
  const others = () => listNeighbours(scenario, { seed, days, beginsAt });
  const { burned, spareAt } = watch(life, { scenario, purse: createPurse({ groups: groupsOf(scenario), others }) });
  const firstFailure = Math.min(...life.honestFailures);
  const isMissed = Number.isFinite(firstFailure);
  return {
    burnedAfter: burned && burned.judgedAt - beginsAt,
    reportsAtBurn: burned?.numbers.votes.received ?? 0,
    isMissed,
    // A liar's report may have brought it before anybody needed it.
    spareAfter: spareAt === undefined ? undefined : isMissed ? Math.max(0, spareAt - firstFailure) : 0,
    isPlainBurned: isBurnedByPlainTest(scenario, seed),
  };
}

interface Watched {
  readonly burned: Verdict | undefined;
  readonly spareAt: number | undefined;
}

interface Watching {
  readonly scenario: Scenario;
  readonly purse: Purse;
}

function watch(life: Life, { scenario: { groupSize, isBlocked, isProbed }, purse }: Watching): Watched {
  const { beginsAt, endsAt } = life;
  const seen = createHeld(life.sightings);
  const told = createHeld(life.reports);
  const isSmall = groupSize < LEAST_READERS;
  const host = { ...QUIET_HOST, groups: [{ group: GROUP, readers: groupSize }] };
  const probes: ProbeResult[] = [];
  let spareAt: number | undefined;
  let next = told.timeAfter(beginsAt - 1);
  while (next < endsAt) {
    const now = next;
    const verdict = judgeHost({ ...host, sightings: seen.until(now), reports: told.until(now), probes }, { now });
    const isWished = verdict.spareFor.includes(GROUP) && spareAt === undefined;
    if (isWished && purse(now)) spareAt = now;
    if (verdict.state === "burned") return { burned: verdict, spareAt };
    if (isProbed && verdict.state === "suspect" && probes.length === 0) {
      const blocking = isBlocked ? "tls-sni" : "none";
      probes.push(...PROBE_DELAYS.map((delay) => ({ ...PROBE, at: now + delay, blocking }) as const));
    }
    const probeAt = probes.find(({ at }) => at > now)?.at ?? Number.POSITIVE_INFINITY;
    // A group too small to be judged by traffic has all it can get.
    if (!isProbed && isSmall && spareAt !== undefined) break;
    const { isConvincing, received } = verdict.numbers.votes;
    const byClock = isConvincing ? now + LOOK_SECONDS : Number.POSITIVE_INFINITY;
    const byReport = isConvincing && received > REPORTS_LOOKED_AT ? Number.POSITIVE_INFINITY : told.timeAfter(now);
    // Whom the purse refused the warden looks at again as soon as its readers are seen.
    const bySight = isSmall && isWished && spareAt === undefined ? seen.timeAfter(now) : Number.POSITIVE_INFINITY;
    next = Math.min(byReport, byClock, bySight, probeAt);
  }
  return { burned: undefined, spareAt };
}

/** The plain way: every reader says once how the mirror does, liars lie, and the ratio decides alone. */
function isBurnedByPlainTest({ isBlocked, lie, liars, groupSize }: Scenario, seed: number): boolean {
  const random = createRandom(seed ^ 0x5bd1e995);
  const draw = () => random.below(2 ** 30) / 2 ** 30;
  let score = 0;
  for (let reader = 0; reader < groupSize; reader++) {
    const honest = isBlocked || draw() < ASSUMED.noise;
    const failed = draw() < liars ? lie === "frame" : honest;
    score = nextScore(score, { failed, level: TRUSTED_LEVEL });
    if (score >= SCORE_THRESHOLD) return true;
  }
  return false;
}
