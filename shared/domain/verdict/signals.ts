// Provider signals (E5): what is wrong with a mirror that no censor did. They go before everything readers and probes say,
// and what was reported around them is excused: a dead account fails its readers just as a block does.

import type { Cause } from "../blocklist.ts";
import type { Signal, SignalKind } from "./evidence.ts";
import type { VerdictState } from "./verdict.ts";
import type { Windows } from "./windows.ts";

export interface Meaning {
  readonly state: VerdictState;
  readonly cause: Cause;
}

/** `burned` where the mirror will not come back by itself; a full quota and a fallen origin pass, a relay is deployed again. */
export const MEANINGS: Readonly<Record<SignalKind, Meaning>> = {
  "account-dead": { state: "burned", cause: "provider" },
  "account-suspended": { state: "burned", cause: "provider" },
  "zone-gone": { state: "burned", cause: "provider" },
  "script-gone": { state: "suspect", cause: "provider" },
  flagged: { state: "burned", cause: "flagged" },
  quota: { state: "suspect", cause: "quota" },
  "limit-1027": { state: "suspect", cause: "quota" },
  "origin-down": { state: "suspect", cause: "origin" },
  "exception-1101": { state: "suspect", cause: "provider" },
};

export interface Place {
  readonly hostname: string;
  readonly zone: string;
  readonly account: string;
  readonly service: string;
}

/** A signal concerns a mirror where every field it names is the mirror's; one that names nothing concerns nobody. */
export function concerns(signal: Signal, place: Place): boolean {
  const named = (["hostname", "zone", "account", "service"] as const).filter((field) => signal[field] !== undefined);
  return named.length > 0 && named.every((field) => signal[field] === place[field]);
}

/** The signal that speaks now: one that burns before one that passes, then the newest. */
export function speakingSignal(
  signals: readonly Signal[],
  { now, windows }: { readonly now: number; readonly windows: Windows },
): Signal | undefined {
  const fresh = signals.filter(({ at }) => at <= now && now - at <= windows.signalSeconds);
  return fresh.sort((left, right) => weight(right) - weight(left) || right.at - left.at)[0];
}

/** Of those that mean this cause, where any is still known. */
export function newestSignal(
  signals: readonly Signal[],
  { cause, now }: { readonly cause: Cause; readonly now: number },
): Signal | undefined {
  return signals
    .filter(({ kind, at }) => at <= now && MEANINGS[kind].cause === cause)
    .toSorted((left, right) => right.at - left.at)[0];
}

export function isExcused(at: number, signals: readonly Signal[], { signalSeconds }: Windows): boolean {
  return signals.some((signal) => Math.abs(signal.at - at) <= signalSeconds);
}

function weight({ kind }: Signal): number {
  return MEANINGS[kind].state === "burned" ? 1 : 0;
}
