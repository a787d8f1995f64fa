// A real Chromium for conformance tests: headless, no debugger tricks, nothing that calls home.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, type BrowserContext, chromium } from "playwright-core";
import { inject } from "vitest";

// *.localhost resolves to loopback inside Chromium and is a secure context, so mirrors need neither DNS nor certificates.
const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--autoplay-policy=no-user-gesture-required",
];

/** It takes a second; beside many others, half a minute. */
const LAUNCH_MILLISECONDS = 120_000;

export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  return chromium.launch(launching(flags));
}

/** Whether it is the npm package's Chromium, which lacks some of what a whole one does. */
export function isShell(): boolean {
  return inject("browser").isShell === true;
}

export interface ProfileOptions {
  readonly locale?: string;
  readonly serviceWorkers?: "allow" | "block";
  readonly flags?: readonly string[];
}

export interface Profile {
  readonly context: BrowserContext;
  close(): Promise<void>;
}

/**
 * A browser with an ordinary profile that keeps third-party cookies: contexts of Playwright's own are private windows, and
 * Debian's first preferences refuse them too.
 */
export async function launchProfile({ flags = [], ...options }: ProfileOptions): Promise<Profile> {
  const folder = await mkdtemp(join(tmpdir(), "hezar-profile-"));
  await mkdir(join(folder, "Default"));
  const preferences = { profile: { cookie_controls_mode: 0, block_third_party_cookies: false } };
  await writeFile(join(folder, "Default", "Preferences"), JSON.stringify(preferences));
  const context = await chromium.launchPersistentContext(folder, { ...launching(flags), ...options });
  return {
    context,
    close: async () => {
      await context.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The same browser without any debugger: nobody drives it, and nobody holds its workers awake. Ends with `end`. */
export function spawnBrowser(
  url: string,
  { folder, flags = [] }: { folder: string; flags?: readonly string[] },
): Spawned {
  const { executablePath, args, env } = launching(flags);
  const child = spawn(executablePath, ["--headless=new", `--user-data-dir=${folder}`, ...args, url], {
    env,
    stdio: "ignore",
    detached: true,
  });
  const ended = once(child, "exit");
  return {
    async end() {
      if (child.exitCode === null && child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      await ended;
    },
  };
}

export interface Spawned {
  end(): Promise<void>;
}

function launching(flags: readonly string[]) {
  const { executablePath, libraryPath } = inject("browser");
  const env = libraryPath === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath };
  return {
    executablePath,
    args: [...FLAGS, ...flags],
    env: env as Record<string, string>,
    timeout: LAUNCH_MILLISECONDS,
  };
}
