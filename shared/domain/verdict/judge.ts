// The judge of one hostname in one country: pure, all of it from what is in the evidence. Who is believed, in this order:
//   1. the operator's newest word; that all is well ends what was told before it
//   2. a burn that stands: lifted by probes or the operator, never by time, and never by readers; for a flag never by probes,
//      which see no browser's warning
//   3. a provider's signal: never the censor
//   4. a probe, confirmed on a re-run, of the operator, of two vantages, or of one that readers bear out
//   5. readers' reports and the drop among the mirror's own readers, both at once
// Anything less makes a mirror suspect at most. A group too small for a drop gets a spare for those who report.

import type { Cause } from "../blocklist.ts";
import { type CohortFinding, LEAST_READERS, testCohorts } from "./cohort.ts";
import type { HostEvidence, OperatorWord, Signal } from "./evidence.ts";
import { type ProbeFinding, weighProbes } from "./probes.ts";
import { MEANINGS, newestSignal, speakingSignal } from "./signals.ts";
import type { Reason, Verdict, VerdictState } from "./verdict.ts";
import { type Tally, tallyVotes } from "./votes.ts";
import { WINDOWS, type Windows } from "./windows.ts";

export interface JudgeOptions {
  readonly now: number;
  readonly windows?: Windows;
}

interface Conclusion {
  readonly state: VerdictState;
  readonly cause?: Cause;
  readonly because: readonly Reason[];
  readonly spareFor?: readonly string[];
}

interface Findings {
  readonly evidence: HostEvidence;
  readonly now: number;
  readonly windows: Windows;
  readonly word: OperatorWord | undefined;
  /** The operator said then that it is well. */
  readonly acquittedAt: number;
  readonly probes: ProbeFinding;
  readonly votes: Tally;
  readonly cohort: CohortFinding;
}

export function judgeHost(evidence: HostEvidence, { now, windows = WINDOWS }: JudgeOptions): Verdict {
  const findings = weigh(evidence, { now, windows });
  const { probes, votes, cohort } = findings;
  const { spareFor = [], ...conclusion } =
    byOperator(findings) ??
    byStanding(findings) ??
    bySignal(findings) ??
    byProbe(findings) ??
    byReaders(findings) ??
    bySuspicion(findings);
  return {
    hostname: evidence.hostname,
    country: evidence.country,
    level: "hostname",
    ...conclusion,
    spareFor,
    numbers: { cohort: cohort.numbers, votes: votes.numbers, probes: probes.numbers, signals: evidence.signals.length },
    judgedAt: now,
  };
}

function weigh(evidence: HostEvidence, { now, windows }: Required<JudgeOptions>): Findings {
  const word = evidence.words
    .filter(({ at }) => at <= now)
    .reduce<OperatorWord | undefined>(
      (last, one) => (last === undefined || isLater(one, last) ? one : last),
      undefined,
    );
  const acquittedAt = word?.says === "healthy" ? word.at : Number.NEGATIVE_INFINITY;
  const clearedAt = Math.max(evidence.clearedAt ?? Number.NEGATIVE_INFINITY, acquittedAt);
  const reachableAfter = evidence.standing?.since ?? Number.NEGATIVE_INFINITY;
  const probes = weighProbes(evidence.probes, { now, windows, after: clearedAt, reachableAfter });
  const votes = tallyVotes(evidence, { now, windows, clearedAt: Math.max(clearedAt, liftedAt(evidence, probes)) });
  const cohort = testCohorts(evidence, { now, windows, failingSince: votes.failingSince ?? now });
  return { evidence, now, windows, word, acquittedAt, probes, votes, cohort };
}

/** Of two words in one second the one that burns counts. */
function isLater(one: OperatorWord, other: OperatorWord): boolean {
  return one.at > other.at || (one.at === other.at && one.says === "burned");
}

/** A burn that probes have lifted takes the reports that led to it along, or it would burn again at once. */
function liftedAt({ standing }: HostEvidence, { reachableSince }: ProbeFinding): number {
  return standing === undefined ? Number.NEGATIVE_INFINITY : (reachableSince ?? Number.NEGATIVE_INFINITY);
}

function byOperator({ word }: Findings): Conclusion | undefined {
  if (word?.says !== "burned") return undefined;
  return {
    state: "burned",
    cause: word.cause ?? "operator",
    because: [{ kind: "operator", says: "burned", at: word.at }],
  };
}

function byStanding({ evidence: { standing, signals }, now, acquittedAt, probes }: Findings): Conclusion | undefined {
  if (standing === undefined || acquittedAt >= standing.since) return undefined;
  if (probes.reachableSince !== undefined && standing.cause !== "flagged") return undefined;
  const told = newestSignal(signals, { cause: standing.cause, now });
  const again: readonly Reason[] = probes.confirmed ? [{ kind: "probe-confirmed", ...probes.confirmed }] : [];
  return {
    state: "burned",
    cause: standing.cause,
    because: [{ kind: "standing", ...standing }, ...(told ? [reasonOf(told)] : []), ...again],
  };
}

function reasonOf({ kind, at, detail }: Signal): Reason {
  return { kind: "signal", signal: kind, at, detail };
}

function bySignal({ evidence, now, windows, acquittedAt, probes }: Findings): Conclusion | undefined {
  const since = evidence.signals.filter(({ at }) => at > acquittedAt);
  const signal = speakingSignal(since, { now, windows });
  if (signal !== undefined) return { ...MEANINGS[signal.kind], because: [reasonOf(signal)] };
  if (probes.downAt === undefined || probes.confirmed !== undefined) return undefined;
  return { state: "suspect", cause: "provider", because: [{ kind: "probe-down", at: probes.downAt }] };
}

function byProbe({ probes: { confirmed, isVouched }, votes, cohort }: Findings): Conclusion | undefined {
  const isBorneOut = isVouched || votes.numbers.isConvincing || cohort.numbers.isDropped;
  if (confirmed === undefined || !isBorneOut) return undefined;
  return { state: "burned", cause: "censor", because: [{ kind: "probe-confirmed", ...confirmed }] };
}

function byReaders({ votes: { numbers }, cohort }: Findings): Conclusion | undefined {
  if (!numbers.isConvincing || !cohort.numbers.isDropped) return undefined;
  return {
    state: "burned",
    cause: "censor",
    because: [
      { kind: "drop", ...cohort.numbers },
      { kind: "reports", ...numbers },
    ],
  };
}

function bySuspicion(findings: Findings): Conclusion {
  const { word, probes, votes } = findings;
  const cohort = findings.cohort.numbers;
  const spareFor = unconfirmable(findings);
  const against: readonly Reason[] = [
    ...(probes.confirmed ? [{ kind: "probe-alone", ...probes.confirmed } as const] : []),
    ...(probes.once ? [{ kind: "probe-once", ...probes.once } as const] : []),
    ...(cohort.isDropped ? [{ kind: "drop", ...cohort } as const] : []),
    ...(votes.numbers.isConvincing || spareFor.length > 0 ? [{ kind: "reports", ...votes.numbers } as const] : []),
  ];
  const { runs, reachable } = probes.numbers;
  const inFavour: readonly Reason[] = [
    ...(word === undefined ? [] : [{ kind: "operator", says: word.says, at: word.at } as const]),
    ...(reachable > 0 && reachable === runs ? [{ kind: "probe-reachable", runs } as const] : []),
    ...(cohort.isBig && !cohort.isDropped && cohort.seen > 0 ? [{ kind: "no-drop", ...cohort } as const] : []),
    ...(cohort.isBig ? [] : [{ kind: "too-few-readers", readers: cohort.readers, least: LEAST_READERS } as const]),
  ];
  if (against.length > 0) return { state: "suspect", because: [...against, ...inFavour], spareFor };
  return { state: "healthy", because: inFavour.length > 0 ? inFavour : [{ kind: "nothing-against-it" }] };
}

/**
 * Groups that would wait for a drop in vain: small ones from the first failure on, and big ones of which too few use this
 * mirror to show a drop, once reports convince.
 */
function unconfirmable({ evidence: { groups }, votes, cohort }: Findings): readonly string[] {
  const isBig = new Set(groups.filter(({ readers }) => readers >= LEAST_READERS).map(({ group }) => group));
  const canTell = new Set(cohort.tellingGroups);
  return votes.failingGroups.filter((group) =>
    isBig.has(group) ? votes.numbers.isConvincing && !canTell.has(group) : true,
  );
}
