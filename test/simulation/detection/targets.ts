// What was promised of the judge, against what the rows came to.
import { LEAST_READERS } from "../../../shared/domain/verdict/cohort.ts";
import type { Target } from "../table.ts";
import type { Row } from "./row.ts";
import { REPORTS_TARGET } from "./row.ts";

const FALSE_BURNS = 1 / 10_000;
const FOUND = 0.99;

export function judgeTargets(rows: readonly Row[]): readonly Target[] {
  const main = rows.filter(({ scenario }) => scenario.home === "first" && !scenario.isProbed);
  // Smaller groups' mirrors cannot be burned by readers at all: counting them would flatter.
  const healthy = main.filter(
    ({ scenario }) =>
      !scenario.isBlocked && scenario.lie === "frame" && scenario.liars === 0.3 && scenario.groupSize >= LEAST_READERS,
  );
  const blocked = main.filter(
    ({ scenario }) => scenario.isBlocked && scenario.lie === "hide" && scenario.liars === 0.3,
  );
  return [false, true].flatMap((isTrafficFaked) => {
    const how = isTrafficFaked ? ", a tenth of the tickets faking traffic" : "";
    const ours = (list: readonly Row[]) => list.filter(({ scenario }) => scenario.isTrafficFaked === isTrafficFaked);
    return [
      falseBurns(ours(healthy), how),
      ...ours(blocked).map((row) => (row.scenario.groupSize >= LEAST_READERS ? found(row, how) : helped(row, how))),
    ];
  });
}

function falseBurns(rows: readonly Row[], how: string): Target {
  const runs = rows.reduce((sum, row) => sum + row.runs, 0);
  const burned = rows.reduce((sum, row) => sum + row.burned, 0);
  return {
    target: `at most 1 false burn in 10,000 host-days at 30 % framers${how}`,
    measured: `${burned} in ${runs}`,
    isMet: runs > 0 && burned / runs <= FALSE_BURNS,
  };
}

function found({ scenario, runs, burned, withinReports }: Row, how: string): Target {
  return {
    target: `99 % of blocks found within ${REPORTS_TARGET} reports at 30 % hiders, groups of ${scenario.groupSize}${how}`,
    measured: `${percent(withinReports, runs)}; ${percent(burned, runs)} within two days`,
    isMet: withinReports / runs >= FOUND,
  };
}

function helped({ scenario, missed, helped: count, spareSlowSeconds = 0 }: Row, how: string): Target {
  return {
    target: `every honest reporter has a spare at 30 % hiders, groups of ${scenario.groupSize}${how}`,
    measured: `${percent(count, missed)}, 99 in 100 within ${Math.ceil(spareSlowSeconds / 60)} min of the first failure`,
    isMet: missed > 0 && count === missed,
  };
}

function percent(count: number, of: number): string {
  return `${((count / Math.max(of, 1)) * 100).toFixed(1)} %`;
}
