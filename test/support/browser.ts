// A real Chromium for conformance tests: headless, no debugger tricks, nothing that calls home.

import { type Browser, chromium } from "playwright-core";
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

export async function launchBrowser(flags: readonly string[] = []): Promise<Browser> {
  const { executablePath, libraryPath } = inject("browser");
  const env = libraryPath === undefined ? process.env : { ...process.env, LD_LIBRARY_PATH: libraryPath };
  return chromium.launch({ executablePath, args: [...FLAGS, ...flags], env: env as Record<string, string> });
}
