import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { createPurse } from "./detection/purse.ts";
import { type Row, runRow } from "./detection/row.ts";
import { listScenarios, nameOf, type Scenario } from "./detection/scenario.ts";
import { writeReport } from "./detection/table.ts";
import { judgeTargets } from "./detection/targets.ts";

const SIMULATE = new URL("simulate.ts", import.meta.url).pathname;

// The long form is `npm run simulate -- detection`; here are enough runs of the rows that matter to notice a judge gone wrong.
const scenario = (name: string): Scenario => {
  const found = listScenarios().find((one) => nameOf(one) === name);
  if (found === undefined) throw new Error(`no row is called ${name}`);
  return found;
};
const run = (name: string, runs: number) =>
  runRow(scenario(name), { seed: 1, runs, deadline: Number.POSITIVE_INFINITY });

describe("a lineage's purse", () => {
  const day = 86_400;

  it("has two spares a day, whoever asks for them first", () => {
    const purse = createPurse({ groups: 13, others: () => [[1000, 2000], [50_000]] });
    expect([purse(40_000), purse(60_000), purse(day - 1), purse(day)]).toEqual([true, false, false, true]);
  });

  it("gives one asker one spare, however often it asks", () => {
    const purse = createPurse({ groups: 13, others: () => [[1000, 2000, 3000]] });
    expect(purse(40_000)).toBe(true);
  });

  it("is empty until the reserve was made up", () => {
    const purse = createPurse({ groups: 1, others: () => [[1000]] });
    expect([purse(1001), purse(1599), purse(1601)]).toEqual([false, false, true]);
  });
});

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

  it("gives a small group its spare at the first failure, or when the day's spares are there again", () => {
    const {
      burned,
      missed,
      helped,
      spareMedianSeconds,
      spareSlowSeconds = 0,
    } = run("blocked 5 hide 0.3 plain first", 60);
    expect({ burned, spareMedianSeconds }).toEqual({ burned: 0, spareMedianSeconds: 0 });
    expect(helped).toBeGreaterThan(0.9 * missed);
    expect(spareSlowSeconds).toBeLessThan(24 * 3600);
  });

  it("cannot give what framers of the same lineage have used up", () => {
    const { missed, helped } = run("blocked 5 frame 0.3 plain first", 60);
    expect(helped).toBeLessThan(0.9 * missed);
  });

  it("lives the same life for the same seed, and writes a table of it", () => {
    const name = "blocked 20 hide 0.5 faked first";
    const rows = [run(name, 10)];
    expect(rows).toEqual([run(name, 10)]);
    expect(writeReport(rows, { seed: 1 })).toContain("| 20 | first | 50 % | hide | faked | 10 |");
  });

  it("stands in the table beside what was published of a plain sequential test", () => {
    const rows = [run("healthy 20 frame 0.3 plain first", 10), run("healthy 20 frame 0.5 plain first", 10)];
    const report = writeReport(rows, { seed: 1 });
    expect(report).toMatch(/\| 20 \| first \| 30 % \| frame \| as it is \| 10 \| 0 \| [\d.]+ % \| 68 % \|/);
    expect(report).toMatch(/\| 20 \| first \| 50 % \| frame \| as it is \| 10 \| 0 \| [\d.]+ % \| – \|/);
    expect(report).toContain("DESIGN §5.11");
  });

  it("is judged by the same targets at a group's second mirror", () => {
    const row = run("healthy 20 frame 0.3 plain second", 10);
    const target = ({ target }: { readonly target: string }) => target.includes("a group's second mirror");
    expect(judgeTargets([row]).find(target)?.isMet).toBe(true);
    expect(judgeTargets([{ ...row, burned: 1 }]).find(target)).toMatchObject({ measured: "1 in 10", isMet: false });
    const found = judgeTargets([run("blocked 20 hide 0.3 plain second", 10)]).find(target);
    expect(found).toMatchObject({ isMet: false });
  });
});

describe("npm run simulate -- detection", () => {
  it("has a line of JSON for every row within a minute, where it is to be quick", async () => {
    const startedAt = performance.now();
    const { stdout } = await promisify(execFile)(process.execPath, [SIMULATE, "detection", "--quick", "--json"]);
    expect((performance.now() - startedAt) / 1000).toBeLessThan(60);
    const rows = stdout
      .trim()
      .split("\n")
      .map((line): Row => JSON.parse(line));
    expect(rows.map(({ scenario: one }) => nameOf(one))).toEqual(listScenarios().map(nameOf));
    expect(rows.every(({ runs }) => runs >= 1)).toBe(true);
  });
});
