// The rows as Markdown, so that they go into docs/detection.md as they are.
import { writeTable } from "../table.ts";
import { LINEAGE_SIZE, SPARES_A_DAY } from "./purse.ts";
import { PUBLISHED_SOURCE, publishedShare } from "./references.ts";
import type { Row } from "./row.ts";
import { REPORTS_TARGET } from "./row.ts";
import { ASSUMED, type Scenario } from "./scenario.ts";
import { span } from "./span.ts";
import { judgeTargets } from "./targets.ts";

export function writeReport(rows: readonly Row[], { seed }: { readonly seed: number }): string {
  const healthy = rows.filter(({ scenario }) => !scenario.isBlocked);
  const blocked = rows.filter(({ scenario }) => scenario.isBlocked);
  const least = Math.min(...rows.map(({ runs }) => runs));
  const most = Math.max(...rows.map(({ runs }) => runs));
  return [
    `Seed ${seed}; ${least === most ? most : `${least} to ${most}`} runs a row.`,
    "",
    "Healthy hosts, one host-day a run: how often the judge burned it, how often a plain sequential test did, what was published",
    `of one with such liars (${PUBLISHED_SOURCE}, no group size given), and how often liars got their group a spare.`,
    "",
    writeTable(
      [
        "group",
        "mirror",
        "liars",
        "lie",
        "traffic",
        "runs",
        "falsely burned",
        "by a plain test",
        "published",
        "spares",
      ],
      healthy.map(healthyCells),
    ),
    "",
    "Blocked hosts, watched for two days: burned at all and within 15 reports, by the median run after how long and how many",
    "reports; and whether honest readers who failed were helped, by the burn or by a spare, and how long after the first",
    "failure the spare came (median, and all but one in a hundred of those that came). A spare comes out of what the lineage's",
    `other groups leave: ${SPARES_A_DAY} a lineage of ${LINEAGE_SIZE} and day, from a reserve that is made up within ${ASSUMED.refillSeconds / 60} minutes.`,
    "",
    writeTable(
      [
        "group",
        "mirror",
        "liars",
        "lie",
        "traffic",
        "runs",
        "burned",
        `within ${REPORTS_TARGET}`,
        "after",
        "reports",
        "helped",
        "spare after",
        "by a plain test",
      ],
      blocked.map(blockedCells),
    ),
    "",
    writeTable(
      ["target", "measured", "met"],
      judgeTargets(rows).map(({ target, measured, isMet }) => [target, measured, isMet ? "yes" : "no"]),
    ),
    "",
  ].join("\n");
}

function healthyCells({ scenario, runs, burned, plainBurned, spares }: Row): readonly string[] {
  const published = publishedShare(scenario);
  return [
    ...scenarioCells(scenario),
    `${runs}`,
    `${burned}`,
    share(plainBurned, runs),
    published === undefined ? "–" : `${published * 100} %`,
    share(spares, runs),
  ];
}

function blockedCells(row: Row): readonly string[] {
  const { scenario, runs, burned, withinReports, medianSeconds, medianReports, missed, helped } = row;
  return [
    ...scenarioCells(scenario),
    `${runs}`,
    share(burned, runs),
    share(withinReports, runs),
    span(medianSeconds),
    medianReports === undefined ? "–" : `${medianReports}`,
    share(helped, missed),
    row.spares === 0 ? "–" : `${span(row.spareMedianSeconds)}, ${span(row.spareSlowSeconds)}`,
    share(row.plainBurned, runs),
  ];
}

function scenarioCells({ groupSize, home, liars, lie, isTrafficFaked, isProbed }: Scenario): readonly string[] {
  return [
    `${groupSize}`,
    isProbed ? `${home}, probed` : home,
    `${liars * 100} %`,
    lie,
    isTrafficFaked ? "faked" : "as it is",
  ];
}

function share(count: number, of: number): string {
  return of === 0 ? "–" : `${((count / of) * 100).toFixed(1)} %`;
}
