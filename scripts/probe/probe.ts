// A probe of mirrors from where this runs, one look at each. A look that failed proves little: the warden wishes for another
// one, later than a residual block lasts. The control is asked first; where it fails, what follows says nothing of a censor.

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
  readonly clock: Pick<Clock, "now">;
  readonly onResult?: (result: ProbeResult) => void;
}

/** In the order of `targets`. */
export async function probe(targets: readonly ProbeTarget[], options: ProbeOptions): Promise<readonly ProbeResult[]> {
  const results: ProbeResult[] = [];
  const neighbours = new Map<string, Measurement>();
  for (const target of targets) {
    const result = await probeOnce(target, { ...options, neighbours });
    results.push(result);
    options.onResult?.(result);
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
