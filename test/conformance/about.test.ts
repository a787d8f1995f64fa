// The mirror's own page in a real browser: the bar leads to it, it says what the lifeboat knows, its link lets a second browser
// in, a problem told there reaches the warden, and a script of the service gets nothing of it.

import { mkdir } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMeshWith } from "../support/mesh.ts";

const FAST = { HEZAR_WINDOWS: "0.005" };
/** Where somebody wants to look at the pages. */
const PICTURES = process.env.HEZAR_PICTURES;

let browser: Browser;
let mesh: Mesh;
let context: BrowserContext;
let page: Page;
let origin: string;
let door: string;
const server = createServer((_, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  // A service may say of its pages what we say of ours: a window that they open together would stay in the opener's hands.
  response.setHeader("cross-origin-opener-policy", "same-origin");
  response.end("<!doctype html><title>quiet</title><h1>News</h1><p>text</p>");
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  [browser, mesh] = await Promise.all([launchBrowser(), startMeshWith(FAST, "--service", `http://127.0.0.1:${port}`)]);
  context = await browser.newContext({ locale: "en-US" });
  ({ origin, door } = await enterMirror(context, mesh, "lifeboat"));
  page = await context.newPage();
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
  server.close();
});

const about = () => page.goto(`${origin}/${door}/about?en`);

describe("the mirror's own page", () => {
  it("says that this is one of the reader's mirrors, once the lifeboat has its signed list", async () => {
    const isKnown = async () => {
      await page.goto(origin);
      await about();
      await page.getByText("on the signed list of your mirrors").waitFor({ timeout: 1000 });
    };
    await vi.waitFor(isKnown, { timeout: 60_000 });
    expect(await page.locator("bdi b").textContent()).toBe(new URL(origin).hostname);
    expect(await page.getByText("This mirror itself answers").count()).toBe(1);
    const box = page.getByRole("checkbox");
    expect(await box.isChecked()).toBe(true);
    await box.uncheck();
    await vi.waitFor(async () => {
      await about();
      expect(await box.isEnabled()).toBe(true);
      expect(await box.isChecked()).toBe(false);
    });
  });

  it("makes a link that lets a second browser in, at this mirror, and its QR code", async () => {
    await about();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByRole("textbox").inputValue();
    expect(link.startsWith(`${origin}/`)).toBe(true);
    expect(await page.getByRole("img").count()).toBe(1);
    expect(await page.getByText("You can still make: 2").count()).toBe(1);
    if (PICTURES) await picture("share");
    const second = await browser.newContext();
    const opened = await second.newPage();
    await opened.goto(link);
    await opened.waitForURL(`${origin}/`);
    expect(await opened.title()).toBe("quiet");
    // Who was brought brings nobody.
    await opened.goto(`${origin}/${door}/about?en`);
    await opened.getByRole("button", { name: "Make a link" }).click();
    await opened.getByText("No link was made").waitFor();
    await second.close();
  });

  it("takes a problem to the warden, as one word", async () => {
    await about();
    await page.getByRole("combobox").selectOption("missing");
    await page.getByRole("button", { name: "Send" }).click();
    await page.getByText("It arrived").waitFor();
    const told = () =>
      expect(mesh.events.find(({ event }) => event === "problem")).toMatchObject({
        hostname: new URL(origin).hostname,
      });
    await vi.waitFor(told, { timeout: 30_000 });
  });

  it("gives a page's script neither an invitation nor a hold on it", async () => {
    await page.goto(origin);
    const asked = await page.evaluate(async (share) => {
      const answer = await fetch(share, { method: "POST", referrer: "/" });
      return answer.status;
    }, `/${door}/share`);
    expect(asked).toBe(404);
    // Nor can it send the form: the token of it stands on a page that it cannot read.
    const fetched = await page.evaluate((to) => fetch(to).then((answer) => answer.text()), `/${door}/about?en`);
    expect(fetched).toContain('name="token" value=""');
    await page.evaluate((share) => {
      const form = Object.assign(document.createElement("form"), { method: "post", action: share });
      document.body.append(form);
      form.submit();
    }, `/${door}/share?en`);
    await page.getByText("Make a link").waitFor();
    expect(await page.getByRole("textbox").count()).toBe(0);
    await page.goto(origin);
    const [opened] = await Promise.all([
      context.waitForEvent("page"),
      page.evaluate((to) => Object.assign(window, { held: window.open(to) }), `${origin}/${door}/about?en`),
    ]);
    await opened.getByText("Make a link").waitFor();
    expect(await page.evaluate(() => (window as unknown as { held: Window }).held.closed)).toBe(true);
    expect(await opened.evaluate(() => window.opener)).toBeNull();
    await opened.close();
    const framed = await page.evaluate(async (src) => {
      const frame = document.createElement("iframe");
      frame.src = src;
      await new Promise((resolve) => {
        frame.onload = resolve;
        document.body.append(frame);
      });
      try {
        return frame.contentDocument?.body.textContent ?? "";
      } catch {
        return "";
      }
    }, `/${door}/about?en`);
    expect(framed).not.toContain("Make a link");
  });

  it("reads well in every language, on a phone and on a desk, by day and by night", async () => {
    for (const [language, width, scheme] of [
      ["fa", 360, "light"],
      ["fa", 1280, "dark"],
      ["en", 360, "dark"],
      ["ar", 360, "light"],
      ["zh", 1280, "light"],
      ["ru", 320, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto(`${origin}/${door}/about?${language}`);
      const { lang, dir, overflow } = await page.evaluate(() => ({
        lang: document.documentElement.lang,
        dir: document.documentElement.dir,
        overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      }));
      expect([lang, dir, overflow]).toEqual([language, language === "fa" || language === "ar" ? "rtl" : "ltr", 0]);
      if (PICTURES) await picture(`about-${language}-${width}-${scheme}`);
    }
  });
});

async function picture(name: string): Promise<void> {
  await mkdir(PICTURES ?? "", { recursive: true });
  await page.screenshot({ path: `${PICTURES}/${name}.png`, fullPage: true });
}
