// The ways in a real browser: a page whose mirror is blocked in each of the ways a censor has, while it does each of the
// things pages do. The mirrors are stood in for (test/support/blockable.ts), so that a body can be cut at a byte.

import { readFile } from "node:fs/promises";
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
  if (url.pathname === "/long") return long(url, headers.range);
  return { status: 404 };
}

/** Of a service that knows parts, or one that only ever gives the whole. */
function long(url: URL, range = ""): Given {
  if (url.search === "?whole") return { headers: { "content-type": "text/plain" }, body: LONG };
  const saved = url.search === "?saved" && { "content-disposition": "attachment; filename=long.bin" };
  const type = { "content-type": "text/plain", etag: '"one"', "content-length": "300000", ...saved };
  const [, from] = /^bytes=(\d+)-/.exec(range) ?? [];
  if (from === undefined) return { headers: type, body: LONG };
  const said = `bytes ${from}-${LONG.length - 1}/${LONG.length}`;
  const length = String(LONG.length - Number(from));
  return {
    status: 206,
    headers: { ...type, "content-range": said, "content-length": length },
    body: LONG.subarray(Number(from)),
  };
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
  it.each(BLOCKS)(
    "%s: the next navigation comes by another mirror, and what a page can tell apart stays",
    async (how) => {
      expect(await page.evaluate(async () => (await fetch("/echo")).type)).toBe("basic");
      mirrors.block(how);
      await page.goto(`${mirrors.origin}/?next`);
      expect(await page.title()).toBe("home");
      expect(mirrors.seen.at(-1)?.by).toBe("other");
      const got = await page.evaluate(async () => {
        const { url, redirected } = await fetch("/redirect");
        return { url, redirected };
      });
      expect(got).toEqual({ url: `${mirrors.origin}/echo?redirected`, redirected: true });
    },
  );
  it.each(BLOCKS)("%s: what a script sends arrives with its body", async (how) => {
    mirrors.block(how);
    const echoed = await page.evaluate(async () => (await fetch("/echo", { method: "PUT", body: "hello" })).json());
    expect(echoed).toMatchObject({ method: "PUT", body: "hello" });
  });
  it.each(BLOCKS)("%s: a form", async (how) => {
    await page.goto(`${mirrors.origin}/form`);
    mirrors.block(how);
    await page.evaluate(() => document.forms[0]?.submit());
    await page.waitForURL("**/done?a=b");
  });
});

/** Each with a lifeboat of its own: one that was cut off twice asks another mirror first. */
describe.each([
  ["by its rest", "/long?parts", (at: number) => `bytes=${at}-`],
  ["by the whole once more", "/long?whole", () => undefined],
] as const)("a body that is cut goes on %s", (_, path, range) => {
  it.each([1, 1000, 70_000, 299_999])("after %i bytes", async (cutAfter) => {
    mirrors.block({ stallAfter: cutAfter });
    const before = mirrors.seen.length;
    // Cut when the page has them all: a browser may drop what it still holds when a connection breaks.
    const reading = await page.evaluateHandle(
      async ([path, most]) => {
        const reader = (await fetch(path)).body?.getReader();
        const bytes: number[] = [];
        const readTo = async (most: number) => {
          while (reader && bytes.length < most) {
            const { done, value } = await reader.read();
            if (done) break;
            bytes.push(...value);
          }
          return bytes;
        };
        await readTo(most);
        return { readTo };
      },
      [path, cutAfter] as const,
    );
    mirrors.block("reset");
    expect(Buffer.from(await reading.evaluate(({ readTo }) => readTo(Number.POSITIVE_INFINITY))).equals(LONG)).toBe(
      true,
    );
    expect(mirrors.seen.slice(before).map(({ by, visit }) => [by, visit.headers.range])).toEqual([
      ["own", undefined],
      ["other", range(cutAfter)],
    ]);
  });
});

it("a download of a known, short length is saved whole when its mirror is cut off in the middle", async () => {
  mirrors.block({ stallAfter: 70_000 });
  const before = mirrors.seen.length;
  const begun = page.waitForEvent("download");
  await page.evaluate(() => {
    location.href = "/long?saved";
  });
  const download = await begun;
  mirrors.block("reset");
  expect((await readFile(await download.path())).equals(LONG)).toBe(true);
  expect(mirrors.seen.slice(before).map(({ by, visit }) => [by, visit.headers.range])).toEqual([
    ["own", undefined],
    ["other", "bytes=70000-"],
  ]);
});
