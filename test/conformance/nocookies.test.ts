// A browser that takes no cookies holds no pass: a link says why it does not open, asks for nothing more, and the mirror is the cover to it.
// The browser's own tools make it say of itself that it takes none.

import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";

let mesh: Mesh;
let browser: Browser;
beforeAll(async () => {
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh()]);
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
});

test.each([
  ["en-US", "This browser takes no cookies"],
  ["fa-IR", "کوکی نمی‌پذیرد"],
])("a link says in %s that cookies are needed, and the address shows the cover", async (locale, says) => {
  const context = await browser.newContext({ locale });
  const page = await context.newPage();
  await (await context.newCDPSession(page)).send("Emulation.setDocumentCookieDisabled", { disabled: true });
  const link = mesh.ready.links[0]?.url ?? "";
  await page.goto(link);
  await page.getByText(says).waitFor();
  expect(page.url()).toBe(link);
  expect(await context.cookies()).toEqual([]);
  await page.goto(new URL(link).origin);
  expect(await page.content()).not.toContain("رودنامه");
  expect(context.serviceWorkers()).toHaveLength(0);
  await context.close();
});
