// The bar in a real browser: it says whose mirror this is on a page whose policy allows nothing, page scripts do not get into
// it, a reader who hides it is not shown it again, a password field brings the warning, and two taps leave nothing behind.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMeshWith } from "../support/mesh.ts";
import { lifeboatState } from "./failover/lifeboatstate.ts";

const SIGN_IN = "<!doctype html><title>in</title><form><input type=password></form>";
/** Of the bar's first button. */
const NAMES = { fa: "آینهٔ", en: "Mirror of", ru: "Зеркало" } as const;
/** Where somebody wants to look at it. */
const PICTURES = process.env.HEZAR_PICTURES;
const QUIET = "<!doctype html><title>quiet</title><p>text</p>";

const FAST = { HEZAR_WINDOWS: "0.005" };

let browser: Browser;
let mesh: Mesh;
let context: BrowserContext;
let page: Page;
let cdp: CDPSession;
let origin: string;
let door: string;
const server = createServer((request, response) => {
  response.setHeader("content-type", "text/html; charset=utf-8");
  if (request.url === "/none") response.setHeader("content-security-policy", "default-src 'none'");
  response.end(request.url === "/in" ? SIGN_IN : QUIET);
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  [browser, mesh] = await Promise.all([launchBrowser(), startMeshWith(FAST, "--service", `http://127.0.0.1:${port}`)]);
  context = await browser.newContext({ locale: "fa-IR" });
  ({ origin, door } = await enterMirror(context, mesh, "lifeboat"));
  page = await context.newPage();
  cdp = await context.newCDPSession(page);
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
  server.close();
});

interface Node {
  readonly nodeId: number;
  readonly nodeName: string;
  readonly nodeValue: string;
  readonly attributes?: readonly string[];
  readonly children?: readonly Node[];
  readonly shadowRoots?: readonly Node[];
}

/** As the browser's own tools see it: no script of a page gets there. */
async function inBar(): Promise<readonly Node[]> {
  const { root } = (await cdp.send("DOM.getDocument", { depth: -1, pierce: true })) as { readonly root: Node };
  const all = (node: Node): readonly Node[] => [
    node,
    ...[...(node.children ?? []), ...(node.shadowRoots ?? [])].flatMap(all),
  ];
  return all(root)
    .filter(({ nodeName }) => nodeName === "MIRROR-BAR")
    .flatMap(all);
}
const said = async () => (await inBar()).map(({ nodeValue }) => nodeValue).join(" ");
async function tap(text: string): Promise<void> {
  const button = (await inBar()).find(({ children }) => children?.some(({ nodeValue }) => nodeValue.includes(text)));
  const { model } = await cdp.send("DOM.getBoxModel", { nodeId: button?.nodeId ?? 0 });
  const [left = 0, top = 0, , , right = 0, bottom = 0] = model.content;
  await page.mouse.click((left + right) / 2, (top + bottom) / 2);
}
const isShown = () =>
  page.evaluate(() => (document.querySelector("mirror-bar")?.getBoundingClientRect().height ?? 0) > 0);
async function open(path: string): Promise<void> {
  await page.goto(`${origin}${path}`);
  await page.waitForSelector("mirror-bar", { state: "attached" });
}

describe("the bar on a mirror's page", () => {
  it("says in the reader's language whose mirror it is, where the page's policy allows nothing", async () => {
    await open("/none");
    expect(await isShown()).toBe(true);
    expect(await said()).toContain("آینهٔ \u2068127.0.0.1\u2069");
    const section = (await inBar()).find(({ nodeName }) => nodeName === "SECTION");
    expect(section?.attributes).toEqual(expect.arrayContaining(["dir", "rtl"]));
  });

  it("is closed to the page's scripts, and leaves the page's own elements as they were", async () => {
    const seen = await page.evaluate(() => ({
      root: document.querySelector("mirror-bar")?.shadowRoot ?? null,
      scripts: document.scripts.length,
      body: document.body.innerHTML.trim(),
    }));
    expect(seen).toEqual({ root: null, scripts: 0, body: "<p>text</p>" });
  });

  it("stays hidden once a reader hid it, until a password is asked for", async () => {
    await tap("پنهان");
    await open("/none");
    expect(await isShown()).toBe(false);
    await open("/in");
    expect(await isShown()).toBe(false);
    await page.focus("input");
    expect(await isShown()).toBe(true);
    expect(await said()).toContain("رمزی");
  });

  it("fits a phone and a desk, by day and by night, in every direction; is worked by keyboard; and is not printed or framed", async () => {
    const own = await browser.newContext({ locale: "en-US" });
    await enterMirror(own, mesh, "lifeboat");
    page = await own.newPage();
    cdp = await own.newCDPSession(page);
    for (const [language, width, colorScheme] of [
      ["fa", 360, "light"],
      ["fa", 1280, "dark"],
      ["en", 360, "dark"],
      ["en", 1280, "light"],
      ["ru", 320, "light"],
    ] as const) {
      await page.setViewportSize({ width, height: 640 });
      await page.emulateMedia({ colorScheme });
      await open("/none");
      await page.evaluate((chosen) => localStorage.setItem("mirror-bar-language", chosen), language);
      await open("/none");
      await tap(NAMES[language]);
      const box = await page.evaluate(() => {
        const { left, right, top, bottom } = (document.querySelector("mirror-bar") as Element).getBoundingClientRect();
        return { left, right, top, bottom, scrolled: document.documentElement.scrollWidth };
      });
      expect(box.left).toBeGreaterThanOrEqual(0);
      expect(box.top).toBeGreaterThanOrEqual(0);
      expect(Math.max(box.right, box.scrolled)).toBeLessThanOrEqual(width);
      expect(box.bottom).toBeLessThanOrEqual(640);
      if (PICTURES) await page.screenshot({ path: `${PICTURES}/bar-${language}-${width}-${colorScheme}.png` });
    }
    // Open it, and on to what lies in it.
    await open("/none");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    const expanded = async () =>
      (await inBar()).some(({ attributes = [] }) => attributes[attributes.indexOf("aria-expanded") + 1] === "true");
    await vi.waitFor(async () => expect(await expanded()).toBe(true));
    await page.emulateMedia({ media: "print" });
    expect(await isShown()).toBe(false);
    await page.emulateMedia({ media: "screen" });
    await open("/in");
    const framed = await page.evaluate(async () => {
      const frame = document.createElement("iframe");
      frame.src = "/in?framed";
      await new Promise((resolve) => {
        frame.onload = resolve;
        document.body.append(frame);
      });
      await new Promise((resolve) => setTimeout(resolve));
      return frame.contentDocument?.querySelector("mirror-bar");
    });
    expect(framed).toBeNull();
    await own.close();
    page = await context.newPage();
    cdp = await context.newCDPSession(page);
  });

  it("clears this mirror and the reader's others: no cookie, store or lifeboat stays, and what remains is said", async () => {
    const other = mesh.ready.links.find(({ url }) => !url.startsWith(origin))?.url ?? "";
    await page.goto(other);
    await page.waitForURL((url) => url.pathname === "/");
    const second = new URL(page.url()).origin;
    const keep = () =>
      page.evaluate(async () => {
        localStorage.setItem("left", "1");
        sessionStorage.setItem("left", "1");
        // biome-ignore lint/suspicious/noDocumentCookie: what a page does.
        document.cookie = "left=1";
        await caches.open("left");
        await new Promise((resolve) => Object.assign(indexedDB.open("left"), { onsuccess: resolve }));
      });
    await keep();
    await open("/none");
    await keep();
    // Its roster comes beside a page.
    const others = async () => {
      await open("/none");
      expect((await lifeboatState(context, origin))?.others).toBeGreaterThan(0);
    };
    await vi.waitFor(others, { timeout: 60_000, interval: 500 });
    // Hidden as it is, it comes back when it is called.
    await page.evaluate(() => Object.assign(location, { hash: "mirror-bar" }));
    await vi.waitFor(async () => expect(await isShown()).toBe(true));
    await tap("آینهٔ");
    await tap("پاک کردن");
    await page.getByText("پاک شد").waitFor({ timeout: 30_000 });
    // At the last of them; one of the three the reader has never opened.
    expect(page.url()).not.toBe(`${origin}/`);
    expect(mesh.ready.links.map(({ url }) => `${new URL(url).origin}/`)).toContain(page.url());
    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    expect(await page.locator("main").textContent()).toContain("تاریخچهٔ مرورگر");
    expect(await page.locator("main").textContent()).not.toContain("پاسخ نداد");
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/panic.png` });
    expect(await context.cookies()).toEqual([]);
    for (const at of [second, origin]) {
      await page.goto(`${at}/`);
      expect(await page.content()).not.toContain("quiet");
      const left = await page.evaluate(async () => [
        localStorage.length,
        sessionStorage.length,
        (await caches.keys()).length,
        (await indexedDB.databases()).length,
        (await navigator.serviceWorker.getRegistrations()).length,
      ]);
      expect(left).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it("clears this mirror without a lifeboat as well, and says what remains", async () => {
    const own = await browser.newContext({ locale: "en-US", serviceWorkers: "block" });
    await enterMirror(own, mesh, "bare");
    page = await own.newPage();
    cdp = await own.newCDPSession(page);
    await open("/none");
    await page.evaluate(() => localStorage.setItem("left", "1"));
    await tap("Mirror of");
    await tap("Clear this");
    await page.getByText("Cleared.").waitFor({ timeout: 30_000 });
    expect(page.url()).toBe(`${origin}/`);
    expect(await own.cookies()).toEqual([]);
    expect(await page.evaluate(() => localStorage.length)).toBe(0);
    await own.close();
  });

  it("takes nobody's pass away for another site", async () => {
    const own = await browser.newContext();
    await enterMirror(own, mesh, "lifeboat");
    const opened = await own.newPage();
    await opened.goto("data:text/html,<p>elsewhere</p>");
    await Promise.all([
      opened.waitForNavigation(),
      opened.evaluate((to) => location.assign(to), `${origin}/${door}/panic`),
    ]);
    // Nor with a step that this reader's browser never sealed.
    await opened.goto(`${origin}/${door}/panic?${"A".repeat(270)}.${"A".repeat(80)}`);
    expect((await own.cookies()).length).toBeGreaterThan(0);
    expect(own.serviceWorkers().length).toBe(1);
    await own.close();
  });
});
