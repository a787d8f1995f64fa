// A process as it signs a file it holds: its number, and where the system tells its start time, because a number alone may
// be someone else's by now.

import { readFile } from "node:fs/promises";

/** `holder`: what `identityOf` said of a process when it signed. */
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
  // Fields from the third on, after the command's name, which may hold spaces and brackets (proc(5)): state first, start 20th.
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  // A killed process whose parent never asked how it ended, as in a container without an init, still has a number.
  return fields[0] === "Z" ? `${pid} ended` : `${pid} ${fields[19] ?? ""}`;
}

export function processOf(holder: string): string {
  return holder.split(" ")[0] ?? "";
}
