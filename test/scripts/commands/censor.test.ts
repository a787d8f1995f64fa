// `hezar censor` against a running censor, and without one.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Censor, startCensor } from "../../../scripts/demo/censor/censor.ts";
import { openState } from "../../../scripts/operator/state.ts";
import { runCli } from "../../support/cli.ts";
import { connectThrough } from "../../support/socksclient.ts";

const HOST = "reef.garden-letters.localhost";

let dir: string;
let censor: Censor;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "hezar-censor-"));
  censor = await startCensor();
  const { port, apiUrl } = censor;
  await openState(dir).remember({
    local: { port: 1, apiPort: 1, mirrors: 1, sites: [], censor: { port, apiPort: Number(new URL(apiUrl).port) } },
  });
});
afterAll(async () => {
  await censor?.close();
  await rm(dir, { recursive: true });
});

const hezar = (...words: string[]) => runCli(["censor", ...words, "--state", dir]);

describe("hezar censor", () => {
  it("blocks, lists and lifts", async () => {
    const blocked = await hezar("block", HOST, "--how", "cut", "--kilobytes", "20", "--residual", "90s");
    expect(blocked).toEqual({
      code: 0,
      stdout: `The censor blocks ${HOST}: cut (20 kB), 90 s residual.\n`,
      stderr: "",
    });
    expect(censor.rules()).toEqual([{ pattern: HOST, how: "cut", kilobytes: 20, residualSeconds: 90 }]);
    expect((await hezar("list")).stdout).toContain(HOST);
    expect(JSON.parse((await hezar("lift", HOST, "--json")).stdout)).toEqual({ lifted: true });
    expect((await hezar("lift", HOST)).stdout).toBe(`No rule blocks ${HOST}.\n`);
    expect((await hezar("list")).stdout).toBe("The censor blocks nothing.\n");
  });

  it("blocks by a name that does not resolve, unless told otherwise, and shows what was seen", async () => {
    await hezar("block", `http://${HOST}:8787/`);
    expect((await connectThrough(censor.port, HOST, 1)).code).toBe(4);
    expect((await hezar("wire")).stdout).toMatch(new RegExp(`${HOST} +nxdomain`));
    await hezar("lift", HOST);
  });

  it.each([
    [["blok", "x"], "nothing a censor does"],
    [["block"], "HOST is missing"],
    [["block", "nope"], "neither a hostname"],
    [["block", HOST, "--how", "magic"], "no way to block"],
    [["list", HOST], "one word too many"],
  ])("refuses %j before it asks anything", async (words, says) => {
    const { code, stderr } = await hezar(...words);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });

  it("says where one would be found when none runs", async () => {
    const { code, stderr } = await runCli(["censor", "list", "--state", join(dir, "elsewhere")]);
    expect(code).toBe(1);
    expect(stderr).toContain("hezar start runs one");
  });
});
