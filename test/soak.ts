// `npm run soak`: the long runs. With --json their figures alone, one object, on stdout; what the runs say goes to stderr then. Words
// after it name test files to run instead of all.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

const LONG_RUNS = [
  "test/conformance/failover/soak.test.ts",
  "test/cases/lifeboat/wirelog.test.ts",
  "test/conformance/failover/lists.test.ts",
  "test/conformance/streaming.test.ts",
  "test/scripts/edge/streaming.test.ts",
  "test/scripts/edge/isolation.test.ts",
  "test/scripts/mint/kill.test.ts",
];

const given = process.argv.slice(2);
const isJson = given.includes("--json");
const named = given.filter((word) => word !== "--json");
const folder = await mkdtemp(join(tmpdir(), "hezar-soak-"));
const figures = join(folder, "figures");
const runs = named.length > 0 ? named : LONG_RUNS;
const child = spawn("npx", ["vitest", "run", "--project", "node", ...runs], {
  env: { ...process.env, HEZAR_LONG: "1", HEZAR_FIGURES: figures },
  stdio: ["ignore", isJson ? process.stderr : "inherit", "inherit"],
});
const [code] = (await once(child, "exit")) as [number | null];
const lines = (await readFile(figures, "utf8").catch(() => "")).split("\n").filter((line) => line !== "");
if (isJson) console.log(JSON.stringify({ ok: code === 0, runs: lines.map((line) => JSON.parse(line)) }, undefined, 2));
await rm(folder, { recursive: true, force: true });
process.exitCode = code ?? 1;
