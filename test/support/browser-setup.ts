// Finds a Chromium once for the whole run: the system's own, or the one that comes inside the npm package
// @sparticuz/chromium, unpacked under a folder named by its version (the package itself reuses any older unpacking).

import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

export interface BrowserPlace {
  readonly executablePath: string;
  /** Extra folder for the dynamic linker, where the system lacks Chromium's libraries. */
  readonly libraryPath?: string;
  /** The npm package's has no window, and does without icons, manifests, preconnects and prerenders. */
  readonly isShell?: true;
}

declare module "vitest" {
  interface ProvidedContext {
    browser: BrowserPlace;
  }
}

const SYSTEM_PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export default function setup(project: TestProject): void {
  project.provide("browser", findBrowser());
}

function findBrowser(): BrowserPlace {
  const asked = process.env.CHROMIUM;
  const system = asked === "npm" ? undefined : [asked, ...SYSTEM_PLACES].find((path) => path && existsSync(path));
  return system === undefined ? unpackFromNpm() : { executablePath: system };
}

function unpackFromNpm(): BrowserPlace {
  const packageFile = new URL("../../node_modules/@sparticuz/chromium/package.json", import.meta.url);
  const { version } = JSON.parse(readFileSync(packageFile, "utf8")) as { version: string };
  const folder = join(tmpdir(), `hezar-chromium-${version}`);
  if (!existsSync(folder)) unpackInto(folder);
  const executablePath = join(folder, "chromium");
  const libraryPath = join(folder, "al2023", "lib");
  return { executablePath, isShell: true, ...(lacksLibraries(executablePath) && { libraryPath }) };
}

/** In a process of its own, because the package decides by environment; renamed at the end, so that half of it never counts. */
function unpackInto(folder: string): void {
  const partial = `${folder}.${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const script = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();';
  execFileSync(process.execPath, ["--input-type=module", "-e", script], {
    cwd: new URL("../..", import.meta.url),
    env: { ...process.env, TMPDIR: partial, AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x" },
  });
  try {
    renameSync(partial, folder);
  } catch (cause) {
    // Another run was faster; its unpacking is as good as ours.
    if (!existsSync(folder)) throw cause;
    rmSync(partial, { recursive: true });
  }
}

function lacksLibraries(executablePath: string): boolean {
  return execFileSync("ldd", [executablePath], { encoding: "utf8" }).includes("not found");
}
