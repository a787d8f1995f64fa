// Outlives the bench by a moment: kills what it started and removes its folder (processes.ts).
import { rmSync } from "node:fs";

const [folder = ""] = process.argv.slice(2);
let text = "";
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => undefined);
process.stdin.on("data", (chunk) => {
  text += String(chunk);
});
process.stdin.on("end", () => {
  for (const pid of text.split("\n").filter(Boolean).map(Number)) kill(pid);
  rmSync(folder, { recursive: true, force: true });
});

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended already.
  }
}
