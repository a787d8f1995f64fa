// The line for machines keeps its shape, and a target is met only by a right and fast enough answer.
import { describe, expect, test } from "vitest";
import type { Case } from "./cases.ts";
import { readOptions } from "./options.ts";
import { type Bench, writeLine, writeReport } from "./report.ts";
import type { Middle, Row } from "./rounds.ts";
import { judgeRow } from "./targets.ts";

const page: Case = {
  ...{ name: "html-180k", path: "/chunked/page.html", kind: "translated", encoding: "identity" },
  ...{ destination: "document", contenders: "all" },
} as Case;
const rate = (requestsPerSecond: number): Middle => ({ requestsPerSecond, medianMilliseconds: 1, cpuMsPerRequest: 1 });
const row = (by: Row["by"], wrong: Row["wrong"] = {}): Row => ({
  wanted: page,
  encoding: "identity",
  by,
  wrong,
  busy: 1,
});
const growth = { grownBytes: 1, stalledBytes: 1, bodyBytes: 1 };
const bench = (rows: readonly Row[]): Bench => ({
  ...{ tool: "wrk", machine: "2 cores", rounds: 1, milliseconds: 1, rows },
  side: {
    firstByte: { relayMilliseconds: 2, passthroughMilliseconds: 1.5 },
    flow: undefined,
    memory: [{ name: "HTML", growth }],
    gate: { gatedMilliseconds: 1, ungatedMilliseconds: 0.9 },
    startUp: { milliseconds: 5, cpuMilliseconds: 5 },
    weights: { bundleGzipBytes: 50_000, clientGzipBytes: 9000 },
  },
});

describe("what the bench says", () => {
  test("its line has a rate for every contender, null where there is none", () => {
    const line = JSON.parse(writeLine(bench([row({ relay: rate(500), passthrough: rate(1000) })])));
    expect(line).toMatchObject({ bundleGzipBytes: 50_000, clientGzipBytes: 9000 });
    expect(line.rows).toEqual([
      {
        ...{ case: "html-180k", kind: "translated", encoding: "identity", cpuMsPerRequest: 1 },
        ...{ relay: 500, passthrough: 1000, noopPump: null, bareRelay: null, htmlRewriter: null },
        ...{ proxyPass: null, subFilter: null, unblocker: null },
      },
    ]);
  });

  test("a target that was missed says so with its value", () => {
    const found = judgeRow(row({ relay: rate(500), passthrough: rate(1000), subFilter: rate(600) }));
    const told = found.map(({ what, measured, isMet }) => [what, measured, isMet]);
    expect(told).toContainEqual(["html-180k: relay / subFilter", "0.83", false]);
    expect(told).toContainEqual(["html-180k: relay / passthrough", "0.50", true]);
    expect(writeReport(bench([row({})]))).toContain("first mapped chunk leaves before the upstream ends | yes | no");
  });

  test("on a busy machine CPU time decides, not who got the cores", () => {
    const slow = { ...rate(900), cpuMsPerRequest: 4 };
    const busy = { ...row({ relay: slow, passthrough: rate(1000) }), busy: 30 };
    expect(judgeRow(busy)).toContainEqual(expect.objectContaining({ measured: "0.90", byCpu: "0.25", isMet: false }));
  });

  test("a wrong answer meets no target, however fast it was", () => {
    const found = judgeRow(row({ passthrough: rate(1) }, { relay: "status 500" }));
    expect(found).toMatchObject([{ measured: "status 500", isMet: false }]);
  });
});

describe("the command line", () => {
  test("knows its options", () => {
    expect(readOptions(["--quick", "--json"])).toMatchObject({ isQuick: true, isJson: true, rounds: 1 });
    expect(readOptions(["--rounds", "2", "--only", "css"])).toMatchObject({ rounds: 2, only: "css" });
    expect(readOptions(["--help"])).toBeUndefined();
  });

  test.each([["--rounds", "0"], ["--ms", "x"], ["--fast"]])("refuses %s %s", (...given) => {
    expect(() => readOptions(given.filter((one) => one !== undefined))).toThrow();
  });
});
