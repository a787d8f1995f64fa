// A verdict in words, a sentence a reason, with the numbers a person needs to do the sums again (`hezar why HOST`).

import type { CohortNumbers, Reason, Verdict, VoteNumbers } from "./verdict.ts";

/** The first line is the verdict, each further one a reason. */
export function explain(verdict: Verdict): readonly string[] {
  const { hostname, country, state, cause, level, spareFor } = verdict;
  const where = country === "" ? "somewhere the edge cannot name" : country;
  const why = cause === undefined ? "" : `, cause ${cause}`;
  const height = state === "burned" && level !== "hostname" ? `, with its whole ${level}` : "";
  const spare =
    spareFor.length === 0
      ? []
      : [`A spare goes to ${many(spareFor.length, "group")} too small to be judged by traffic.`];
  return [`${hostname} is ${state} in ${where}${height}${why}.`, ...verdict.because.map(sentence), ...spare];
}

function sentence(reason: Reason): string {
  switch (reason.kind) {
    case "operator":
      return `The operator said on ${when(reason.at)} that it is ${reason.says}.`;
    case "signal":
      return `Not the censor: ${reason.signal} on ${when(reason.at)} (${reason.detail}).`;
    case "probe-confirmed":
      return `Probes on ${reason.network} found it blocked (${reason.blocking}) in ${many(reason.runs, "run")}, confirmed on a re-run.`;
    case "probe-alone":
      return `One vantage alone, on ${reason.network}, found it blocked (${reason.blocking}) in ${many(reason.runs, "run")}; a probe of another or of the operator has to agree, or readers.`;
    case "probe-once":
      return `One probe on ${reason.network} found it blocked (${reason.blocking}); a re-run has to confirm that.`;
    case "probe-reachable":
      return `${many(reason.runs, "probe")} reached it, none found it blocked.`;
    case "probe-down":
      return `Not the censor: on ${when(reason.at)} a probe found it down from everywhere.`;
    case "drop":
      return `Its own readers stay away: ${cohort(reason)}, below the ${chance(reason.limit)} that counts as a drop.`;
    case "no-drop":
      return `Its own readers come as before: ${cohort(reason)}; a drop is below ${chance(reason.limit)}.`;
    case "too-few-readers":
      return `Its biggest group has ${many(reason.readers, "reader")}; traffic says something from ${reason.least} on.`;
    case "reports":
      return votes(reason);
    case "standing":
      return `Burned since ${when(reason.since)} (${reason.cause}); only ${reason.cause === "flagged" ? "the operator lifts" : "probes or the operator lift"} that.`;
    case "nothing-against-it":
      return "Nothing speaks against it.";
  }
}

function cohort({ seen, served, windowSeconds, rateBefore, chance: how }: CohortNumbers): string {
  const share = `${Math.round(rateBefore * 100)} %`;
  return `of ${seen} seen on the mesh within ${span(windowSeconds)} it served ${served}, before that ${share}; the chance of so few is ${chance(how)}`;
}

const LEFT_OUT = {
  repeated: "repeated a network and group that had its vote",
  residual: "within a residual block",
  contradicted: "contradicted by trusted readers who were served",
  unbacked: "said ok where nobody was served",
  uncontrolled: "could not reach another mirror either",
  excused: "told while the provider or the origin was down",
} as const;

function votes(numbers: VoteNumbers): string {
  const { received, failed, ok, score, threshold, isConvincing } = numbers;
  const rules = Object.keys(LEFT_OUT) as readonly (keyof typeof LEFT_OUT)[];
  const left = rules.filter((rule) => numbers[rule] > 0).map((rule) => `${numbers[rule]} ${LEFT_OUT[rule]}`);
  const rest = left.length === 0 ? "" : ` Not counted: ${left.join(", ")}.`;
  const relation = isConvincing ? "which convinces" : "short of";
  return `${many(received, "report")}, as votes ${failed} failed and ${ok} ok: score ${score.toFixed(1)}, ${relation} (${threshold.toFixed(1)}).${rest}`;
}

function chance(value: number): string {
  return value >= 0.001 ? value.toFixed(3) : value.toExponential(1);
}

function span(seconds: number): string {
  if (seconds >= 2 * 3600) return `${Math.round(seconds / 3600)} hours`;
  return seconds >= 120 ? `${Math.round(seconds / 60)} minutes` : `${seconds} seconds`;
}

function when(at: number): string {
  return `${new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function many(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
