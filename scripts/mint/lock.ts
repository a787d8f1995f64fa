// One mint at a time per state directory, in files that name their holder: `mint.lock.1`, `mint.lock.2`, … Only the highest
// counts. Taking the lock is making the next number, which the file system lets one process do; so a dead holder's lock is
// taken over without ever being removed, and two who find it dead cannot both win. An empty file is a lock given back.

import { link, readdir, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { identityOf, isGone, processOf } from "../holder.ts";
import { Mistake } from "../terminal/mistake.ts";

const LOCK_FILE = /^mint\.lock\.([1-9]\d*)$/;
const fileOf = (stateDir: string, number: number) => join(stateDir, `mint.lock.${number}`);
const LOOK_AGAIN_MILLISECONDS = 250;
/** Patience with a mint that is at work. */
const WAIT_SECONDS = 120;

export interface LockOptions {
  readonly clock: Clock;
  /** How long to wait for another mint to end; absent: two minutes. */
  readonly waitSeconds?: number | undefined;
  readonly onWait?: (holder: string) => void;
}

/** Runs `work` alone; the lock is given back however it ends. */
export async function alone<T>(stateDir: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const number = await take(stateDir, options);
  try {
    return await work();
  } finally {
    const empty = await writeAside(stateDir, "");
    await rename(empty, fileOf(stateDir, number));
  }
}

/** The number taken. */
async function take(stateDir: string, { clock, waitSeconds = WAIT_SECONDS, onWait }: LockOptions): Promise<number> {
  const giveUpAt = clock.now() + waitSeconds * 1000;
  for (let waited = false; ; ) {
    const last = await highest(stateDir);
    const holder = last === 0 ? "" : ((await readFile(fileOf(stateDir, last), "utf8").catch(ignoreMissing)) ?? "");
    if (await isGone(holder)) {
      if (await tryTake(stateDir, last + 1)) return last + 1;
      continue;
    }
    if (clock.now() >= giveUpAt) throw busy(fileOf(stateDir, last), holder);
    if (!waited) onWait?.(processOf(holder));
    waited = true;
    await clock.sleep(LOOK_AGAIN_MILLISECONDS);
  }
}

/** A lock appears whole or not at all: written aside, then linked under its number, which fails where one stands. */
async function tryTake(stateDir: string, number: number): Promise<boolean> {
  const aside = await writeAside(stateDir, await identityOf(process.pid));
  const isMade = await link(aside, fileOf(stateDir, number)).then(() => true, ignoreExisting);
  await unlink(aside);
  if (!isMade) return false;
  // Whoever looked long ago may make a number that has been cleared away since: there is a higher one then.
  const isHighest = (await highest(stateDir)) === number;
  if (isHighest) await clearBelow(stateDir, number);
  else await unlink(fileOf(stateDir, number)).catch(ignoreMissing);
  return isHighest;
}

async function numbers(stateDir: string): Promise<readonly number[]> {
  return (await readdir(stateDir)).flatMap((name) => LOCK_FILE.exec(name)?.[1] ?? []).map(Number);
}

async function highest(stateDir: string): Promise<number> {
  return Math.max(0, ...(await numbers(stateDir)));
}

async function clearBelow(stateDir: string, number: number): Promise<void> {
  for (const lower of (await numbers(stateDir)).filter((candidate) => candidate < number)) {
    await unlink(fileOf(stateDir, lower)).catch(ignoreMissing);
  }
}

async function writeAside(stateDir: string, text: string): Promise<string> {
  const aside = join(stateDir, `mint.lock.new-${process.pid}-${asides++}`);
  await writeFile(aside, text);
  return aside;
}
let asides = 0;

function busy(path: string, holder: string): Mistake {
  return new Mistake("Another mint is running on this mesh", {
    why: `process ${processOf(holder)} holds ${path}`,
    next: "Wait for it to end and run the command again.",
  });
}

function ignoreExisting(error: unknown): false {
  if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  return false;
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  return undefined;
}
