import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock } from "../../../scripts/clock.ts";
import { alone } from "../../../scripts/mint/lock.ts";
import { createTestClock } from "../../support/testclock.ts";

describe("the lock of minting", () => {
  let stateDir: string;
  beforeEach(async () => {
    stateDir = await mkdtemp(join(tmpdir(), "hezar-lock-"));
  });
  afterEach(() => rm(stateDir, { recursive: true }));
  const lock = (number: number) => join(stateDir, `mint.lock.${number}`);
  const lockFiles = async () =>
    Promise.all((await readdir(stateDir)).map(async (name) => [name, await readFile(join(stateDir, name), "utf8")]));

  it("is given back after the work, also after work that failed", async () => {
    const options = { clock: createTestClock(), waitSeconds: 0 };
    expect(await alone(stateDir, options, async () => readFile(lock(1), "utf8"))).toMatch(
      new RegExp(`^${process.pid} `),
    );
    await expect(alone(stateDir, options, () => Promise.reject(new Error("work")))).rejects.toThrow("work");
    expect(await lockFiles()).toEqual([["mint.lock.2", ""]]);
  });

  it("is taken over from a process that was killed", async () => {
    const child = spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]);
    const exited = once(child, "exit");
    child.kill("SIGKILL");
    await exited;
    await writeFile(lock(7), `${child.pid} 12345`);
    expect(await alone(stateDir, { clock: createTestClock(), waitSeconds: 0 }, async () => "done")).toBe("done");
  });

  it("is taken over where the number is another process's by now, or the file says nothing", async () => {
    for (const text of [`${process.ppid} 1`, "", "nonsense"]) {
      await writeFile(lock(7), text);
      expect(await alone(stateDir, { clock: createTestClock(), waitSeconds: 0 }, async () => "done")).toBe("done");
    }
  });

  it("is waited for, and then the holder is named", async () => {
    const clock = createTestClock();
    const waited: string[] = [];
    await alone(stateDir, { clock, waitSeconds: 0 }, async () => {
      const second = alone(
        stateDir,
        { clock, waitSeconds: 2, onWait: (holder) => waited.push(holder) },
        async () => "never",
      );
      await expect(second).rejects.toMatchObject({ why: expect.stringContaining(`process ${process.pid} holds`) });
    });
    expect(waited).toEqual([`${process.pid}`]);
    expect(clock.sleeps.reduce((sum, sleep) => sum + sleep, 0)).toBe(2000);
  });

  it("lets one at a time work, however many come over a dead one's lock", async () => {
    await writeFile(lock(7), "999999 1");
    let working = 0;
    let most = 0;
    const work = async () => {
      most = Math.max(most, ++working);
      await systemClock.sleep(1);
      working--;
    };
    // Their waits are real but short: what is shown is what the file system does.
    const clock = { now: Date.now, sleep: () => systemClock.sleep(1) };
    await Promise.all(Array.from({ length: 12 }, () => alone(stateDir, { clock, waitSeconds: 30 }, work)));
    expect(most).toBe(1);
    expect(await lockFiles()).toEqual([["mint.lock.19", ""]]);
  });
});
