// A probe of mirrors from where this runs: each is looked at, and again where it seems blocked, because one failure proves
// little. The control is asked first; where it fails, nothing that follows says anything about a censor.

import type { ProbeResult } from "../../shared/domain/verdict/evidence.ts";
import type { Clock } from "../clock.ts";
import { classify } from "./classify.ts";
import { type Measurement, type MeasureOptions, measure } from "./measure.ts";

export interface ProbeTarget {
  /** Scheme, host and port. */
  readonly origin: string;
  /** Another label of the same zone. */
  readonly neighbour?: string;
}

export interface Vantage {
  /** Two upper-case letters, or "". */
  readonly country: string;
  /** Such as AS64496. */
  readonly network: string;
  /** `operator`, or a volunteer's key id. */
  readonly vantage: string;
}

export interface ProbeOptions extends MeasureOptions {
  readonly place: Vantage;
  /** An origin that nobody blocks. */
  readonly control: string;
  readonly clock: Clock;
  readonly onResult?: (result: ProbeResult) => void;
}

/** A block is believed when a second run finds it; some censors let every other connection through. */
const RUNS_WHERE_BLOCKED = 2;
/** Between the runs, so that a passing fault has passed. */
const RERUN_MILLISECONDS = 2_000;

/** In the order of `targets`, the runs of one target together. */
export async function probe(targets: readonly ProbeTarget[], options: ProbeOptions): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  const neighbours = new Map<string, Measurement>();
  for (const target of targets) {
    for (let run = 1; run <= RUNS_WHERE_BLOCKED; run++) {
      if (run > 1) await options.clock.sleep(RERUN_MILLISECONDS);
      const result = await probeOnce(target, { ...options, neighbours });
      results.push(result);
      options.onResult?.(result);
      if (result.blocking === "none" || result.control === "failed") break;
    }
  }
  return results;
}

async function probeOnce(
  { origin, neighbour }: ProbeTarget,
  options: ProbeOptions & { readonly neighbours: Map<string, Measurement> },
): Promise<ProbeResult> {
  const control = await measure(options.control, options);
  const beside = neighbour === undefined ? undefined : await measureOnce(neighbour, options);
  const target = await measure(origin, options);
  const finding = classify({ target, control, ...(beside && { neighbour: beside }) });
  const at = Math.floor(options.clock.now() / 1000);
  return { at, hostname: new URL(origin).hostname, ...options.place, ...finding };
}

/** A zone's cover is one page: many mirrors of it need one look. */
async function measureOnce(
  origin: string,
  options: ProbeOptions & { readonly neighbours: Map<string, Measurement> },
): Promise<Measurement> {
  const known = options.neighbours.get(origin);
  if (known !== undefined) return known;
  const found = await measure(origin, options);
  options.neighbours.set(origin, found);
  return found;
}
