// What was promised of the judge, against what the rows came to.
import { LEAST_READERS } from "../../../shared/domain/verdict/cohort.ts";
import type { Target } from "../table.ts";
import type { Row } from "./row.ts";
import { REPORTS_TARGET } from "./row.ts";
import type { Scenario } from "./scenario.ts";
import { span } from "./span.ts";

const FALSE_BURNS = 1 / 10_000;
const FOUND = 0.99;

/** What is judged each for itself: mirrors that a group's readers open first, that half of them do, that few do; and probed ones. */
const VIEWS: readonly (Pick<Scenario, "home" | "isProbed"> & { readonly name: string })[] = [
  { name: "", home: "first", isProbed: false },
  { name: ", mirrors shown at random", home: "even", isProbed: false },
  { name: ", a group's second mirror", home: "second", isProbed: false },
  { name: ", probed", home: "first", isProbed: true },
];

export function judgeTargets(rows: readonly Row[]): readonly Target[] {
  const views = [false, true].flatMap((isTrafficFaked) => VIEWS.map((view) => ({ ...view, isTrafficFaked })));
  return views.flatMap(({ name, home, isProbed, isTrafficFaked }) => {
    const seen = rows.filter(
      ({ scenario }) =>
        scenario.home === home && scenario.isProbed === isProbed && scenario.isTrafficFaked === isTrafficFaked,
    );
    // Smaller groups' mirrors cannot be burned by readers at all: counting them would flatter.
    const healthy = seen.filter(
      ({ scenario }) =>
        !scenario.isBlocked &&
        scenario.lie === "frame" &&
        scenario.liars === 0.3 &&
        scenario.groupSize >= LEAST_READERS,
    );
    const blocked = seen.filter(
      ({ scenario }) => scenario.isBlocked && scenario.lie === "hide" && scenario.liars === 0.3,
    );
    const how = `${name}${isTrafficFaked ? ", a tenth of the tickets faking traffic" : ""}`;
    return [
      ...(healthy.length === 0 ? [] : [falseBurns(healthy, how)]),
      ...blocked.map((row) => (row.scenario.groupSize >= LEAST_READERS ? found(row, how) : helped(row, how))),
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

function helped({ scenario, missed, helped: count, ...spare }: Row, how: string): Target {
  const when = `the spare's median ${span(spare.spareMedianSeconds)}, 99 in 100 ${span(spare.spareSlowSeconds)}`;
  return {
    target: `every honest reporter has a spare at 30 % hiders, groups of ${scenario.groupSize}${how}`,
    measured: `${percent(count, missed)} within two days; ${when}`,
    isMet: missed > 0 && count === missed,
  };
}

function percent(count: number, of: number): string {
  return `${((count / Math.max(of, 1)) * 100).toFixed(1)} %`;
}
