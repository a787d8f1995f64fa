// The bar in a real browser: it says whose mirror this is on a page whose policy allows nothing, page scripts do not get into
// it, a reader who hides it is not shown it again, a password field brings the warning, and two taps leave nothing behind.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";

const SIGN_IN = "<!doctype html><title>in</title><form><input type=password></form>";
const QUIET = "<!doctype html><title>quiet</title><p>text</p>";

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
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh("--service", `http://127.0.0.1:${port}`)]);
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

  it("clears the mirror from the browser: no cookie, store or lifeboat, and the cover in its place", async () => {
    await page.evaluate(async () => {
      localStorage.setItem("left", "1");
      await new Promise((resolve) => Object.assign(indexedDB.open("left"), { onsuccess: resolve }));
    });
    await tap("آینهٔ");
    await tap("پاک کردن");
    await vi.waitFor(async () => expect(await context.cookies()).toEqual([]), { timeout: 30_000 });
    await page.waitForURL(`${origin}/`);
    expect(await page.content()).not.toContain("quiet");
    const left = await page.evaluate(async () => [
      localStorage.length,
      (await caches.keys()).length,
      (await indexedDB.databases()).length,
      (await navigator.serviceWorker.getRegistrations()).length,
    ]);
    expect(left).toEqual([0, 0, 0, 0]);
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
    expect((await own.cookies()).length).toBeGreaterThan(0);
    await own.close();
  });
});
