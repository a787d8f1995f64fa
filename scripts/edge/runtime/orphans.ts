// A workerd must not outlive its edge: an orphan would hold a Durable Object's files open beside its successor. Two nets:
// a shell that reads our pids from a pipe and kills them when the pipe closes, however we die, at once and on any Unix; and
// a note per process under the state directory, swept at the next start, which waits until the last one is gone.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

export interface Wards {
  add(pid: number): void;
  remove(pid: number): void;
  close(): void;
}

const reaper = `
trap "" INT TERM HUP
pids=
while read -r sign pid; do
  if [ "$sign" = + ]; then pids="$pids $pid"; continue; fi
  kept=
  for one in $pids; do [ "$one" = "$pid" ] || kept="$kept $one"; done
  pids=$kept
done
for one in $pids; do kill -KILL "$one"; done
rm -rf "$1"
`;

/**
 * `marker` is the run directory. It is part of the command line of each process we start, so a recycled pid is never mistaken
 * for one of ours.
 */
export function createWards(stateDir: string, marker: string): Wards {
  const notes = join(stateDir, "processes");
  mkdirSync(notes, { recursive: true });
  // Detached: Ctrl-C in a terminal must not reach it before the edge has closed its scripts in order.
  const shell = spawn("/bin/sh", ["-c", reaper, "sh", marker], { stdio: ["pipe", "ignore", "ignore"], detached: true });
  shell.on("error", () => undefined);
  shell.stdin.on("error", () => undefined);
  shell.unref();
  return {
    add(pid) {
      writeFileSync(join(notes, String(pid)), marker);
      shell.stdin.write(`+ ${pid}\n`);
    },
    remove(pid) {
      rmSync(join(notes, String(pid)), { force: true });
      shell.stdin.write(`- ${pid}\n`);
    },
    close: () => void shell.stdin.end(),
  };
}

/** Kills what an earlier edge on this state left behind; returns when it is gone. */
export async function sweepOrphans(stateDir: string): Promise<void> {
  const notes = join(stateDir, "processes");
  for (const { pid, marker } of readNotes(notes)) {
    if (commandLine(pid).includes(marker)) await kill(pid, marker);
    rmSync(marker, { recursive: true, force: true });
    rmSync(join(notes, String(pid)), { force: true });
  }
}

/** A note cut short by a kill must neither match every process nor name a directory that is not ours. */
const ownMarker = /\/edge-[A-Za-z0-9]{6}$/;

function readNotes(notes: string): { pid: number; marker: string }[] {
  const names = existsSync(notes) ? readdirSync(notes) : [];
  return names
    .map((name) => ({ pid: Number(name), marker: readFileSync(join(notes, name), "utf8") }))
    .filter(({ pid, marker }) => Number.isInteger(pid) && pid > 1 && ownMarker.test(marker));
}

async function kill(pid: number, marker: string): Promise<void> {
  const deadline = performance.now() + 5_000;
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // Gone by itself meanwhile.
  }
  while (commandLine(pid).includes(marker)) {
    if (performance.now() > deadline) throw new Error(`process ${pid} of an earlier edge does not end`);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return askPs(pid);
  }
}

/** Where there is no /proc. */
function askPs(pid: number): string {
  try {
    return execFileSync("ps", ["-o", "args=", "-p", String(pid)], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    });
  } catch {
    return "";
  }
}
