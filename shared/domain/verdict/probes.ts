// Probes (E3). One failed run can be a residual block, a lost packet, a volunteer's bad line: only a second one on the same
// network, later than a residual block lasts, confirms. Runs whose control host failed say nothing. Censors differ by
// network, so a block confirmed on one network is a block, whatever the others say. A volunteer may lie, and OONI's measurements
// come from anybody: the word of one alone is not vouched for, neither against a mirror nor for one that is burned.

import { type Blocking, type ProbeResult, VANTAGES } from "./evidence.ts";
import type { ProbeNumbers } from "./verdict.ts";
import type { Windows } from "./windows.ts";

export interface ProbeFinding {
  readonly numbers: ProbeNumbers;
  /** A network whose newest runs confirm a block. */
  readonly confirmed?: Confirmed;
  /** The operator's own probe says so, or two who know nothing of each other do, on whichever networks. */
  readonly isVouched: boolean;
  /** A network whose newest run was blocked and is not confirmed yet: due for a re-run. */
  readonly once?: { readonly network: string; readonly blocking: Blocking };
  /** Since when a probe confirms that it is reachable while no network says otherwise. */
  readonly reachableSince?: number;
  /** When the newest run of all said that it is down from everywhere. */
  readonly downAt?: number;
}

interface Confirmed {
  readonly network: string;
  readonly blocking: Blocking;
  readonly runs: number;
}

export interface ProbeOptions {
  readonly now: number;
  readonly windows: Windows;
  /** Runs at or before it are spent. */
  readonly after: number;
  /** Only runs after it tell that a mirror is reachable again: when it was burned. */
  readonly reachableAfter: number;
}

export function weighProbes(probes: readonly ProbeResult[], options: ProbeOptions): ProbeFinding {
  const { now, windows, after, reachableAfter } = options;
  const sound = probes.filter(({ at, control }) => at > after && at <= now && control === "ok").sort(byTime);
  const networks = Map.groupBy(sound, ({ network }) => network);
  const streaks = [...networks.values()].map((runs) => newestStreak(runs, windows));
  const later = sound.filter(({ at }) => at > reachableAfter);
  const fresh = [...Map.groupBy(later, ({ network }) => network).values()].map((runs) => newestStreak(runs, windows));
  const blocked = streaks.filter(({ isBlocked, last }) => isBlocked && now - last.at <= windows.probeSeconds);
  const confirmed = blocked.find(({ isRerun }) => isRerun);
  const once = blocked.find(({ isRerun }) => !isRerun);
  const reachable = fresh.filter(({ last, isRerun }) => last.blocking === "none" && isRerun);
  const seenReachable = fresh.filter(({ last }) => last.blocking === "none");
  const newest = sound.at(-1);
  const isContested = streaks.some(({ isBlocked }) => isBlocked);
  return {
    numbers: {
      runs: sound.length,
      blocked: sound.filter(isBlockedRun).length,
      reachable: sound.filter(({ blocking }) => blocking === "none").length,
      isConfirmed: confirmed !== undefined,
      isReached: seenReachable.length > 0 && !isContested,
    },
    isVouched: isVouched(blocked),
    ...(confirmed && { confirmed: told(confirmed) }),
    ...(once && { once: told(once) }),
    ...(reachable.length > 0 &&
      isVouched(seenReachable) &&
      !isContested && { reachableSince: Math.min(...reachable.map(({ rerunAt }) => rerunAt)) }),
    ...(newest?.blocking === "down" && now - newest.at <= windows.signalSeconds && { downAt: newest.at }),
  };
}

function isVouched(streaks: readonly Streak[]): boolean {
  const vantages = new Set(streaks.flatMap((streak) => streak.vantages));
  return vantages.has(VANTAGES.operator) || vantages.size > 1;
}

interface Streak {
  readonly network: string;
  /** Who ran it. */
  readonly vantages: readonly string[];
  readonly last: ProbeResult;
  readonly runs: number;
  readonly isBlocked: boolean;
  /** Two of its runs lie further apart than a residual block lasts. */
  readonly isRerun: boolean;
  /** When it first was one. */
  readonly rerunAt: number;
}

/** A network's newest runs that agree: all blocked, in whatever way, or all not. */
function newestStreak(runs: readonly ProbeResult[], { residualSeconds, probeSeconds }: Windows): Streak {
  const last = runs[runs.length - 1] as ProbeResult;
  const turn = runs.findLastIndex((run) => isBlockedRun(run) !== isBlockedRun(last) || kindOf(run) !== kindOf(last));
  const streak = runs.slice(turn + 1).filter(({ at }) => last.at - at <= probeSeconds);
  const first = streak[0] ?? last;
  const rerun = streak.find(({ at }) => at - first.at > residualSeconds);
  return {
    network: last.network,
    vantages: streak.map(({ vantage }) => vantage),
    last,
    runs: streak.length,
    isBlocked: isBlockedRun(last),
    isRerun: rerun !== undefined,
    rerunAt: rerun?.at ?? Number.POSITIVE_INFINITY,
  };
}

function told({ network, last, runs }: Streak): Confirmed {
  return { network, blocking: last.blocking, runs };
}

function isBlockedRun(run: ProbeResult): boolean {
  return kindOf(run) === "blocked";
}

function kindOf({ blocking }: ProbeResult): "blocked" | "none" | "down" {
  return blocking === "none" || blocking === "down" ? blocking : "blocked";
}

function byTime(left: ProbeResult, right: ProbeResult): number {
  return left.at - right.at || (order(left) < order(right) ? -1 : 1);
}

/** Of two runs in one second the reachable one goes last: a tie never burns. */
function order(run: ProbeResult): string {
  return `${{ blocked: 0, down: 1, none: 2 }[kindOf(run)]} ${run.network} ${run.vantage} ${run.blocking}`;
}
