// One mint at a time per state directory. The lock names its holder, so that a lock left by a killed process is taken
// over: a process number alone may be someone else's by now, so where the system tells, its start time is part of it.

import { link, readFile, rename, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Clock } from "../clock.ts";
import { Mistake } from "../terminal/mistake.ts";

const LOCK_FILE = "mint.lock";
const LOOK_AGAIN_MILLISECONDS = 250;

export interface LockOptions {
  readonly clock: Clock;
  /** How long to wait for another mint to end. */
  readonly waitSeconds: number;
  readonly onWait?: (holder: string) => void;
}

/** Runs `work` alone; the lock is given back however it ends. */
export async function alone<T>(stateDir: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  const path = join(stateDir, LOCK_FILE);
  await take(path, options);
  try {
    return await work();
  } finally {
    await unlink(path).catch(ignoreMissing);
  }
}

async function take(path: string, { clock, waitSeconds, onWait }: LockOptions): Promise<void> {
  const giveUpAt = clock.now() + waitSeconds * 1000;
  const me = await identityOf(process.pid);
  for (let waited = false; !(await tryTake(path, me)); waited = true) {
    const holder = (await readFile(path, "utf8").catch(ignoreMissing)) ?? "";
    if (holder === "" || (await isGone(holder))) {
      await putAside(path, holder);
      continue;
    }
    if (clock.now() >= giveUpAt) throw busy(path, holder);
    if (!waited) onWait?.(processOf(holder));
    await clock.sleep(LOOK_AGAIN_MILLISECONDS);
  }
}

/** A lock appears whole or not at all: written aside, then linked under its name, which fails where one stands. */
async function tryTake(path: string, me: string): Promise<boolean> {
  const aside = `${path}.${process.pid}.${asides++}`;
  await writeFile(aside, me);
  try {
    await link(aside, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  } finally {
    await unlink(aside).catch(ignoreMissing);
  }
}
let asides = 0;

/** Removes a dead holder's lock; if another run took it over in the meantime, its fresh lock is put back. */
async function putAside(path: string, dead: string): Promise<void> {
  const aside = `${path}.${process.pid}.${asides++}`;
  if ((await rename(path, aside).then(() => true, ignoreMissing)) !== true) return;
  const content = await readFile(aside, "utf8");
  if (content !== dead) await link(aside, path).catch(() => undefined);
  await unlink(aside).catch(ignoreMissing);
}

export async function isGone(holder: string): Promise<boolean> {
  const pid = Number(processOf(holder));
  if (!Number.isSafeInteger(pid) || pid <= 0) return true;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ESRCH";
  }
  return (await identityOf(pid)) !== holder;
}

/** `pid start`: the start time in clock ticks since boot where /proc tells it, else empty. */
export async function identityOf(pid: number): Promise<string> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // Field 22, counted after the command's name, which may hold spaces and brackets (proc(5)).
  const start = line.slice(line.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${pid} ${start}`;
}

export function processOf(holder: string): string {
  return holder.split(" ")[0] ?? "";
}

function busy(path: string, holder: string): Mistake {
  return new Mistake("Another mint is running on this mesh", {
    why: `process ${processOf(holder)} holds ${path}`,
    next: "Wait for it to end and run the command again.",
  });
}

function ignoreMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  return undefined;
}
