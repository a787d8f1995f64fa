// The ways in a real browser: a page whose mirror is blocked in each of the ways a censor has, while it does each of the
// things pages do. The mirrors are stood in for (test/support/blockable.ts), so that a body can be cut at a byte.

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type Blockable, type Given, startBlockable, type Visit } from "../support/blockable.ts";
import { launchBrowser } from "../support/browser.ts";

let browser: Browser;
let mirrors: Blockable;
let context: BrowserContext;
let page: Page;

const LONG = Buffer.from(Array.from({ length: 300_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff));

function site({ method, url, headers, body }: Visit): Given {
  if (url.pathname === "/")
    return { headers: { "content-type": "text/html" }, body: "<!doctype html><title>home</title>home" };
  if (url.pathname === "/echo")
    return {
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ method, body: body.toString(), headers }),
    };
  if (url.pathname === "/redirect") return { status: 302, headers: { location: "/echo?redirected" } };
  if (url.pathname === "/post" && method === "POST") return { status: 303, headers: { location: `/done?${body}` } };
  if (url.pathname === "/done")
    return { headers: { "content-type": "text/html" }, body: `<title>done</title>${url.search}` };
  if (url.pathname === "/form")
    return {
      headers: { "content-type": "text/html" },
      body: "<form method=post action=/post><input name=a value=b></form>",
    };
  if (url.pathname === "/long") {
    const [, from] = /^bytes=(\d+)-/.exec(headers.range ?? "") ?? [];
    const type = { "content-type": "text/plain", etag: '"one"' };
    if (from === undefined || url.search.includes("whole"))
      return { headers: { "content-type": "text/plain" }, body: LONG };
    const range = `bytes ${from}-${LONG.length - 1}/${LONG.length}`;
    return { status: 206, headers: { ...type, "content-range": range }, body: LONG.subarray(Number(from)) };
  }
  return { status: 404 };
}

beforeAll(async () => {
  [browser, mirrors] = await Promise.all([launchBrowser(), startBlockable(site)]);
});
afterAll(async () => {
  await browser?.close();
  await mirrors?.close();
});
beforeEach(async () => {
  mirrors.block("open");
  await context?.close();
  context = await browser.newContext();
  page = await context.newPage();
  await page.goto(`${mirrors.origin}/dr/enter`);
  await page.evaluate(async () => {
    await navigator.serviceWorker.register("/dr/lifeboat.js", { scope: "/" });
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve));
  });
  await page.goto(`${mirrors.origin}/`);
});

const BLOCKS = ["reset", "drop", "blockpage"] as const;

describe("a page whose mirror is blocked", () => {
  it.each(BLOCKS)("%s: the next navigation comes by another mirror", async (how) => {
    expect(await page.evaluate(async () => (await fetch("/echo")).type)).toBe("basic");
    mirrors.block(how);
    const at = performance.now();
    await page.goto(`${mirrors.origin}/`);
    console.log(how, "navigation", performance.now() - at);
    expect(await page.title()).toBe("home");
    const again = performance.now();
    await page.goto(`${mirrors.origin}/`);
    console.log(how, "again", performance.now() - again);
    const took = await page.evaluate(async () => {
      const at = performance.now();
      const answer = await fetch("/redirect");
      return [answer.url, answer.redirected, performance.now() - at, (await answer.json()).method];
    });
    console.log(took);
  });
  it.each(BLOCKS)("%s: a fetch", async (how) => {
    mirrors.block(how);
    const got = await page.evaluate(async () => {
      const at = performance.now();
      const answer = await fetch("/echo", { method: "PUT", body: "hello" });
      return { took: performance.now() - at, answer: await answer.json() };
    });
    console.log(how, got);
    expect(got.answer.body).toBe("hello");
  });
  it.each(BLOCKS)("%s: a form", async (how) => {
    await page.goto(`${mirrors.origin}/form`);
    mirrors.block(how);
    await page.evaluate(() => document.forms[0]?.submit());
    await page.waitForURL("**/done?a=b");
  });
  it.each(["/long", "/long?whole"])("a body that is cut at any byte goes on: %s", async (path) => {
    for (const cutAfter of [1, 1000, 70_000, 299_999]) {
      mirrors.block({ cutAfter });
      const bytes = await page.evaluate(
        async (path) => [...new Uint8Array(await (await fetch(path)).arrayBuffer())],
        path,
      );
      expect(Buffer.from(bytes).equals(LONG)).toBe(true);
    }
  });
});
