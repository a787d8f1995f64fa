import { describe, expect, it } from "vitest";
import { runRow } from "./detection/row.ts";
import { listScenarios, nameOf, type Scenario } from "./detection/scenario.ts";
import { writeReport } from "./detection/table.ts";

// The long form is `npm run simulate -- detection`; here are enough runs of the rows that matter to notice a judge gone wrong.
const scenario = (name: string): Scenario => {
  const found = listScenarios().find((one) => nameOf(one) === name);
  if (found === undefined) throw new Error(`no row is called ${name}`);
  return found;
};
const run = (name: string, runs: number) =>
  runRow(scenario(name), { seed: 1, runs, deadline: Number.POSITIVE_INFINITY });

describe("the judge, lived through", () => {
  it("burns no healthy mirror for liars, where a plain sequential test does", () => {
    const row = run("healthy 20 frame 0.5 plain first", 60);
    expect(row.burned).toBe(0);
    expect(row.plainBurned).toBeGreaterThan(20);
  });

  it("nor for insiders who fake traffic as well", () => {
    expect(run("healthy 200 frame 0.3 faked first", 6).burned).toBe(0);
  });

  it("burns a blocked mirror though three in ten hide it", () => {
    expect(run("blocked 20 hide 0.3 plain first", 60).burned).toBeGreaterThanOrEqual(55);
    expect(run("blocked 200 hide 0.3 faked first", 6).burned).toBe(6);
  });

  it("gives a small group its spare at the first failure", () => {
    const { burned, missed, helped, spareSlowSeconds } = run("blocked 5 hide 0.3 plain first", 60);
    expect({ burned, helped, spareSlowSeconds }).toEqual({ burned: 0, helped: missed, spareSlowSeconds: 0 });
  });

  it("lives the same life for the same seed, and writes a table of it", () => {
    const name = "blocked 20 hide 0.5 faked first";
    const rows = [run(name, 10)];
    expect(rows).toEqual([run(name, 10)]);
    expect(writeReport(rows, { seed: 1 })).toContain("| 20 | first | 50 % | hide | faked | 10 |");
  });
});
