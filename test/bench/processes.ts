// Every process the bench starts, and its folder, end with it, however it ends: a sentry of its own process group reads
// their ids from a pipe, and the pipe closes with the bench, also when the bench is killed.
import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const SENTRY = fileURLToPath(new URL("sentry.ts", import.meta.url));

export interface Processes {
  /** For configurations, inputs and logs; removed at the end. */
  readonly folder: string;
  start(command: string, args: readonly string[], options?: SpawnOptions): ChildProcess;
}

export function createProcesses(): Processes {
  const folder = mkdtempSync(join(tmpdir(), "hezar-bench-"));
  const sentry = spawn(process.execPath, [SENTRY, folder], { stdio: ["pipe", "ignore", "inherit"], detached: true });
  sentry.unref();
  return {
    folder,
    start(command, args, options = {}) {
      const child = spawn(command, args, { stdio: "ignore", ...options });
      child.on("error", () => undefined);
      if (child.pid !== undefined) sentry.stdin.write(`${child.pid}\n`);
      return child;
    },
  };
}

export function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error(`${child.spawnfile} could not be started`);
  return child.pid;
}

const KNOCKS = 400;
const KNOCK_MILLISECONDS = 25;

/** Neither nginx nor unblocker says when it listens, so knock until it answers or dies. */
export async function listening(port: number, child: ChildProcess): Promise<void> {
  for (let knock = 0; knock < KNOCKS; knock++) {
    if (child.exitCode !== null) throw new Error(`${child.spawnfile} ended with ${child.exitCode}`);
    if (await answers(port)) return;
    await new Promise((resolve) => setTimeout(resolve, KNOCK_MILLISECONDS));
  }
  throw new Error(`${child.spawnfile} did not listen on ${port} within ${(KNOCKS * KNOCK_MILLISECONDS) / 1000} s`);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1", () => {
      resolve(true);
      socket.destroy();
    });
    socket.on("error", () => resolve(false));
  });
}
