// Memory of a process and everything it started, as the kernel counts it (Linux).

import { readdir, readFile } from "node:fs/promises";

const PAGE_BYTES = 4096;

/** Resident bytes of `pid` and all its descendants. */
export async function residentBytes(pid: number): Promise<number> {
  const parents = await parentsOfAll();
  const family = new Set([pid]);
  for (let grown = true; grown; ) {
    const before = family.size;
    for (const [child, parent] of parents) if (family.has(parent)) family.add(child);
    grown = family.size > before;
  }
  const sizes = await Promise.all([...family].map(sizeOf));
  return sizes.reduce((sum, size) => sum + size, 0);
}

async function parentsOfAll(): Promise<ReadonlyMap<number, number>> {
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const entries = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
      // The name in parentheses may hold anything, so the fields are counted from its end.
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return [Number(pid), Number(fields[1])] as const;
    }),
  );
  return new Map(entries);
}

async function sizeOf(pid: number): Promise<number> {
  const statm = await readFile(`/proc/${pid}/statm`, "utf8").catch(() => "0 0");
  return Number(statm.split(" ")[1]) * PAGE_BYTES;
}
