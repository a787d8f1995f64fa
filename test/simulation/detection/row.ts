// A row's runs, one after the other with a seed each, and what they come to.
import { seedOf } from "../../fuzz/random.ts";
import { nameOf, type Scenario } from "./scenario.ts";
import { runTrial, type Trial } from "./trial.ts";

export interface Row {
  readonly scenario: Scenario;
  readonly runs: number;
  readonly burned: number;
  /** Burned while the warden had at most fifteen reports. */
  readonly withinReports: number;
  readonly medianSeconds: number | undefined;
  readonly medianReports: number | undefined;
  /** Runs in which an honest reader failed; of those, the ones where the group got a spare or the mirror burned. */
  readonly missed: number;
  readonly helped: number;
  readonly spares: number;
  /** Of spares, from the first honest failure. */
  readonly spareMedianSeconds: number | undefined;
  readonly spareSlowSeconds: number | undefined;
  readonly plainBurned: number;
}

export const REPORTS_TARGET = 15;

export interface RowOptions {
  readonly seed: number;
  readonly runs: number;
  /** Stop early when this is passed (milliseconds of `performance.now()`). */
  readonly deadline: number;
}

export function runRow(scenario: Scenario, { seed, runs, deadline }: RowOptions): Row {
  const trials: Trial[] = [];
  const name = nameOf(scenario);
  while (trials.length < runs && (trials.length === 0 || performance.now() < deadline))
    trials.push(runTrial(scenario, seedOf(seed, name, trials.length)));
  const burned = trials.filter(({ burnedAfter }) => burnedAfter !== undefined);
  const missed = trials.filter(({ isMissed }) => isMissed);
  const spares = trials.flatMap(({ spareAfter }) => spareAfter ?? []);
  return {
    scenario,
    runs: trials.length,
    burned: burned.length,
    withinReports: burned.filter(({ reportsAtBurn }) => reportsAtBurn <= REPORTS_TARGET).length,
    medianSeconds: quantile(
      burned.flatMap(({ burnedAfter }) => burnedAfter ?? []),
      0.5,
    ),
    medianReports: quantile(
      burned.map(({ reportsAtBurn }) => reportsAtBurn),
      0.5,
    ),
    missed: missed.length,
    helped: missed.filter(({ burnedAfter, spareAfter }) => (burnedAfter ?? spareAfter) !== undefined).length,
    spares: spares.length,
    spareMedianSeconds: quantile(spares, 0.5),
    spareSlowSeconds: quantile(spares, 0.99),
    plainBurned: trials.filter(({ isPlainBurned }) => isPlainBurned).length,
  };
}

function quantile(values: readonly number[], share: number): number | undefined {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
