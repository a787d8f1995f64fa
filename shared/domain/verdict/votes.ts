// Readers' reports (E2) → votes → one score. A ticket lets anybody report, so what does not count is most of this file:
//   repeated      one vote a network, group and day; within a day a network's word may change once from ok to failed
//   residual      a failure of the same network just before can have caused this one by itself
//   contradicted  trusted readers of the same network were served right after it
//   unbacked      it says ok, but the mirror served nobody of that group and network: a lie that costs nothing to see
//   uncontrolled  another mirror failed too: the fault is nearer to the reader
//   excused       the provider or the origin was down
// Votes are cast in the order of time, whatever the order they came in.

import type { HostEvidence, Report, Sighting } from "./evidence.ts";
import { nextScore, SCORE_THRESHOLD, TRUSTED_LEVEL } from "./sequential.ts";
import { isExcused } from "./signals.ts";
import type { VoteNumbers } from "./verdict.ts";
import type { Windows } from "./windows.ts";

const CONTRADICTING_READERS = 2;

export interface Tally {
  readonly numbers: VoteNumbers;
  /** Groups that cast a vote of failure. */
  readonly failingGroups: readonly string[];
  /** When the first failure of the newest `windows.cohortLastSeconds` was told. */
  readonly failingSince: number | undefined;
}

interface Counting {
  readonly now: number;
  readonly windows: Windows;
  /** Reports before it are spent. */
  readonly clearedAt: number;
}

type Ruled = "counts" | "repeated" | "residual" | "contradicted" | "unbacked" | "uncontrolled" | "excused";

export function tallyVotes(evidence: HostEvidence, { now, windows, clearedAt }: Counting): Tally {
  const oldest = Math.max(now - windows.retentionSeconds, clearedAt);
  const reports = evidence.reports.filter(({ at }) => at > oldest && at <= now).sort(byTime);
  const ruled = { counts: 0, repeated: 0, residual: 0, contradicted: 0, unbacked: 0, uncontrolled: 0, excused: 0 };
  const rule = createRules(evidence, windows);
  const counted: Report[] = [];
  let score = 0;
  for (const report of reports) {
    const verdict = rule(report);
    ruled[verdict]++;
    if (verdict !== "counts") continue;
    counted.push(report);
    score = nextScore(score, { failed: hasFailed(report), level: report.level });
  }
  const failures = counted.filter(hasFailed);
  const { counts, ...leftOut } = ruled;
  return {
    numbers: {
      received: reports.length,
      failed: failures.length,
      ok: counts - failures.length,
      ...leftOut,
      score,
      threshold: SCORE_THRESHOLD,
      isConvincing: score >= SCORE_THRESHOLD,
    },
    failingGroups: [...new Set(failures.map(({ group }) => group))].sort(),
    failingSince: failures.find(({ at }) => at > now - windows.cohortLastSeconds)?.at,
  };
}

/** Rules on reports one after the other, in the order of time. */
function createRules(evidence: HostEvidence, windows: Windows): (report: Report) => Ruled {
  const served = servedByNetwork(evidence);
  const cast = new Set<string>();
  const lastFailure = new Map<string, number>();
  return (report) => {
    const { group, network, at } = report;
    const failed = hasFailed(report);
    const around = served.get(network) ?? [];
    if (isExcused(at, evidence.signals, windows)) return "excused";
    if (failed && report.control === "failed") return "uncontrolled";
    if (failed && isContradicted(report, around, windows)) return "contradicted";
    if (!failed && !isBacked(report, around, windows)) return "unbacked";
    const key = [network, group, Math.floor(at / windows.voteSeconds)].join(" ");
    if (cast.has(`${key} failed`) || (!failed && cast.has(`${key} ok`))) return "repeated";
    if (failed && at - (lastFailure.get(network) ?? Number.NEGATIVE_INFINITY) < windows.residualSeconds)
      return "residual";
    cast.add(`${key} ${failed ? "failed" : "ok"}`);
    if (failed) lastFailure.set(network, at);
    return "counts";
  };
}

/** Only of networks that reported: the rest is never asked for. */
function servedByNetwork({ reports, sightings }: HostEvidence): ReadonlyMap<string, readonly Sighting[]> {
  const served = new Map<string, Sighting[]>(reports.map(({ network }) => [network, []]));
  for (const sighting of sightings) if (sighting.served) served.get(sighting.network)?.push(sighting);
  return served;
}

/** Surely after it: the slot began later. What was served before says nothing about a block that began between. */
function isContradicted({ at }: Report, around: readonly Sighting[], { vetoSeconds }: Windows): boolean {
  const after = around.filter((one) => one.level >= TRUSTED_LEVEL && one.at > at && one.at <= at + vetoSeconds);
  return new Set(after.map(({ tag }) => tag)).size >= CONTRADICTING_READERS;
}

/** At least the reporter itself was served. */
function isBacked({ at, group }: Report, around: readonly Sighting[], { vetoSeconds, slotSeconds }: Windows): boolean {
  return around.some(
    (one) => one.group === group && one.at <= at + vetoSeconds && one.at + slotSeconds >= at - vetoSeconds,
  );
}

function hasFailed({ outcome }: Report): boolean {
  return outcome !== "ok";
}

/** Ties are broken by what is in the report, so that the order of arrival says nothing; the more trusted goes first. */
function byTime(left: Report, right: Report): number {
  return left.at - right.at || right.level - left.level || (rank(left) < rank(right) ? -1 : 1);
}

function rank({ network, group, outcome, control }: Report): string {
  return `${network} ${group} ${outcome} ${control}`;
}
