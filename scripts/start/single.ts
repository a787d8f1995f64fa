// One `hezar start` a state directory: two edges on one database would each think they own it.

import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { identityOf, isGone, processOf } from "../holder.ts";
import { shorten } from "../operator/config.ts";
import { Mistake } from "../terminal/mistake.ts";

const PID_FILE = "start.pid";

/** Gives what ends the claim; a Mistake where another start runs there. */
export async function claimState(stateDir: string): Promise<() => Promise<void>> {
  const path = join(stateDir, PID_FILE);
  const holder = await readFile(path, "utf8").catch(() => "");
  if (holder !== "" && !(await isGone(holder))) {
    throw new Mistake(`A mesh is running from ${shorten(stateDir)} already`, {
      why: `process ${processOf(holder)}`,
      next: "Use it with the other commands, stop it with Ctrl-C where it runs, or start another with --state DIR.",
    });
  }
  await writeFile(path, await identityOf(process.pid));
  return () => rm(path, { force: true });
}
