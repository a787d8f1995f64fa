// `npm run simulate -- detection`: the real judge against liars, insiders and real blocks, row by row.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { type Row, runRow } from "./row.ts";
import { listScenarios, nameOf } from "./scenario.ts";
import { writeReport } from "./table.ts";

const HELP = `npm run simulate -- detection [--quick] [--json] [--runs N] [--seed N] [--only TEXT] [--read FILE]

Lives through days of groups of 1, 5, 20 and 200 readers, healthy and blocked, with and without liars, and lets the
warden's own judge look on. Prints a table beside a plain sequential test. Progress goes to standard error.

  --quick      few runs a row: under a minute, and only roughly right
  --json       a line of JSON a row instead, as soon as it is done
  --runs N     runs a row (default 10000)
  --seed N     default 1; the same seed gives the same numbers
  --only TEXT  only rows whose name holds TEXT ("blocked 20 hide 0.3 plain first")
  --read FILE  no runs: the table of rows that --json wrote`;

const QUICK_MILLISECONDS = 30_000;
const QUICK_RUNS = 100;

export async function simulateDetection(given: readonly string[]): Promise<number> {
  const { values } = parseArgs({
    args: [...given],
    options: {
      quick: { type: "boolean" },
      json: { type: "boolean" },
      help: { type: "boolean" },
      runs: { type: "string" },
      seed: { type: "string", default: "1" },
      only: { type: "string", default: "" },
      read: { type: "string" },
    },
  });
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const seed = whole("--seed", values.seed);
  if (values.read !== undefined) {
    console.log(writeReport(readRows(values.read), { seed }));
    return 0;
  }
  const scenarios = listScenarios().filter((scenario) => nameOf(scenario).includes(values.only));
  const runs = values.runs === undefined ? (values.quick ? QUICK_RUNS : 10_000) : whole("--runs", values.runs);
  const start = performance.now();
  const rows: Row[] = [];
  for (const [at, scenario] of scenarios.entries()) {
    // Each row has its part of a quick run's time, so that a busy machine shortens all of them alike.
    const deadline = values.quick
      ? start + (QUICK_MILLISECONDS * (at + 1)) / scenarios.length
      : Number.POSITIVE_INFINITY;
    const row = runRow(scenario, { seed, runs, deadline });
    rows.push(row);
    if (values.json) console.log(JSON.stringify(row));
    console.error(
      `${((performance.now() - start) / 1000).toFixed(0).padStart(5)} s  ${nameOf(scenario)}: ${row.burned} of ${row.runs} burned`,
    );
  }
  if (!values.json) console.log(writeReport(rows, { seed }));
  return 0;
}

/** In the order of the rows, whatever order they were written in. */
function readRows(file: string): readonly Row[] {
  const lines = readFileSync(file, "utf8").split("\n").filter(Boolean);
  const rows = new Map(lines.map((line) => JSON.parse(line) as Row).map((row) => [nameOf(row.scenario), row]));
  return listScenarios().flatMap((scenario) => rows.get(nameOf(scenario)) ?? []);
}

function whole(name: string, text: string): number {
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Error(`${name} takes a whole number from 1`);
  return Number(text);
}
