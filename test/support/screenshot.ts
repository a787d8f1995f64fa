// `HEZAR_SCREENSHOTS=folder` keeps pictures of what tests saw in a browser, for whoever changes a page.

import { mkdir } from "node:fs/promises";
import type { Page } from "playwright-core";

const SHOTS = process.env.HEZAR_SCREENSHOTS;

/** `fullPage`: all of it, not just what a screen shows. */
export async function shoot(page: Page, name: string, { fullPage = false } = {}): Promise<void> {
  if (SHOTS === undefined) return;
  await mkdir(SHOTS, { recursive: true });
  await page.screenshot({ path: `${SHOTS}/${name}.png`, fullPage });
}
