// What the kernel knows of a process: CPU time and memory (proc(5)). Linux only, like the rest of the bench.
import { readdirSync, readFileSync } from "node:fs";

/** CPU time so far by the scheduler's clock, over all threads: the kernel's ticks of 10 ms are longer than many a run. */
export function cpuNanoseconds(pid: number): number {
  return readdirSync(`/proc/${pid}/task`).reduce((total, task) => {
    const [onCpu] = readFileSync(`/proc/${pid}/task/${task}/schedstat`, "utf8").split(" ");
    return total + Number(onCpu);
  }, 0);
}

/** Resident memory. */
export function residentBytes(pid: number): number {
  const [, kilobytes = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
  return Number(kilobytes) * 1024;
}

/** The mask of signals 1-32 a process handles itself; 0 once it is gone. */
export function caughtSignals(pid: number): number {
  try {
    const [, mask = "0"] =
      /^SigCgt:\s+[0-9a-f]{8}([0-9a-f]{8})/m.exec(readFileSync(`/proc/${pid}/status`, "utf8")) ?? [];
    return Number.parseInt(mask, 16);
  } catch {
    return 0;
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
