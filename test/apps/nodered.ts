// Node-RED: an editor that is one large script with a login, an HTTP API with bearer tokens and a WebSocket. It is not
// among the project's own packages: test/apps has a lockfile of its own, and what is missing is installed at first use.

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { pickPort } from "../support/ports.ts";
import type { RealSite } from "../support/realsites.ts";

const FOLDER = new URL(".", import.meta.url).pathname;
const PROGRAM = join(FOLDER, "node_modules/node-red/red.js");
const INSTALL_MILLISECONDS = 240_000;

export const RED_USER = { name: "sara", password: "a long editor password" } as const;

/** Why it cannot be run here, or undefined. */
export async function missingForNodeRed(): Promise<string | undefined> {
  if (existsSync(PROGRAM)) return undefined;
  const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", FOLDER];
  try {
    await promisify(execFile)("npm", words, { timeout: INSTALL_MILLISECONDS });
  } catch {
    return "npm packages of test/apps, which could not be installed";
  }
  return undefined;
}

export async function startNodeRed(): Promise<RealSite> {
  const folder = await mkdtemp(join(tmpdir(), "hezar-nodered-"));
  const port = await pickPort();
  const settings = {
    uiHost: "127.0.0.1",
    uiPort: port,
    userDir: folder,
    flowFile: "flows.json",
    credentialSecret: "of the tests",
    adminAuth: {
      type: "credentials",
      users: [{ username: RED_USER.name, password: await hashOf(RED_USER.password), permissions: "*" }],
    },
    telemetry: { enabled: false, updateNotification: false },
    editorTheme: { tours: false, palette: { catalogues: [] } },
    logging: { console: { level: "info" } },
  };
  await writeFile(join(folder, "settings.cjs"), `module.exports = ${JSON.stringify(settings)};`);
  const child = spawn(process.execPath, [PROGRAM, "--settings", join(folder, "settings.cjs")], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  await new Promise<void>((resolve, reject) => {
    let said = "";
    child.stdout.on("data", (chunk: Buffer) => {
      said += chunk;
      if (said.includes("Started flows")) resolve();
    });
    child.once("exit", (code) => reject(new Error(`Node-RED ended with ${code}:\n${said}`)));
  });
  return {
    origin: `http://127.0.0.1:${port}`,
    close: async () => {
      const exited = child.exitCode === null ? once(child, "exit") : undefined;
      child.kill("SIGTERM");
      await exited;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** By Node-RED's own copy of bcrypt. */
async function hashOf(password: string): Promise<string> {
  const { hash } = createRequire(PROGRAM)("bcryptjs") as { hash(text: string, rounds: number): Promise<string> };
  return hash(password, 8);
}
