// What a visit costs: requests that reach a mirror, each an invocation of its Worker, for a first and a repeated visit of five
// pages. Three ways in one table: everything asked anew (a plain proxy), the browser's own cache alone, and the lifeboat.
// The newsroom always; `npm run invocations` counts on sites nobody here wrote as well.

import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Counted, type CountingWay, startCountingWay } from "../support/countingway.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import {
  missingForDokuwiki,
  missingForHandbook,
  missingForPython,
  type RealSite,
  startDokuwiki,
  startHandbook,
  startPython,
} from "../support/realsites.ts";

const isLong = process.env.HEZAR_LONG === "1";
const TARGET = 15;
const WAYS = ["nothing kept", "browser's cache", "lifeboat"] as const;
type Way = (typeof WAYS)[number];

let browser: Browser;
let way: CountingWay;
const table: string[] = [];

beforeAll(async () => {
  way = await startCountingWay();
  browser = await launchBrowser(way.flags);
});
afterAll(async () => {
  console.log(["site | way | first visit, page by page | a page | again | a page", ...table].join("\n"));
  await browser?.close();
  await way?.close();
});

interface Case {
  readonly title: string;
  readonly lacking?: string | undefined;
  readonly start: () => Promise<RealSite | undefined>;
  readonly pages: readonly string[];
}

const NEWSROOM: Case = {
  title: "the newsroom",
  start: async () => undefined,
  pages: ["/en/", "/en/news/river-rises", "/en/video", "/en/upload", "/en/news/river-rises#comments"],
};

const REAL_SITES: readonly Case[] = [
  {
    title: "the Debian handbook",
    lacking: missingForHandbook(),
    start: startHandbook,
    pages: ["index", "preface", "foreword", "installation", "sect.installation-steps"].map((n) => `/en-US/${n}.html`),
  },
  {
    title: "Python's documentation",
    lacking: missingForPython(),
    start: startPython,
    pages: [
      "/index.html",
      "/tutorial/index.html",
      "/tutorial/appetite.html",
      "/library/functions.html",
      "/glossary.html",
    ],
  },
  {
    title: "DokuWiki",
    lacking: missingForDokuwiki(),
    start: startDokuwiki,
    pages: ["wiki:welcome", "wiki:syntax", "wiki:dokuwiki", "start", "playground:playground"].map(
      (id) => `/doku.php?id=${id}`,
    ),
  },
];

async function contextFor(kind: Way): Promise<BrowserContext> {
  return browser.newContext({ serviceWorkers: kind === "lifeboat" ? "allow" : "block" });
}

async function open(mesh: Mesh, kind: Way): Promise<{ readonly page: Page; readonly context: BrowserContext }> {
  const context = await contextFor(kind);
  const { origin } = await enterMirror(context, mesh, kind === "lifeboat" ? "lifeboat" : "bare");
  const page = await context.newPage();
  if (kind === "nothing kept") {
    const session = await context.newCDPSession(page);
    await session.send("Network.enable");
    await session.send("Network.setCacheDisabled", { cacheDisabled: true });
  }
  await page.goto(`${origin}/`);
  await settled(page);
  return { page, context };
}

/** Down to the foot, as readers go, so that what loads when it is seen is counted. */
async function settled(page: Page): Promise<void> {
  await page.waitForLoadState("networkidle");
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForLoadState("networkidle");
}

async function visit(page: Page, pages: readonly string[]): Promise<readonly (readonly Counted[])[]> {
  const origin = new URL(page.url()).origin;
  const counts: (readonly Counted[])[] = [];
  for (const path of pages) {
    way.take();
    await page.goto(origin + path);
    await settled(page);
    counts.push(way.take());
  }
  return counts;
}

const perPage = (counts: readonly (readonly Counted[])[]) =>
  counts.reduce((sum, { length }) => sum + length, 0) / counts.length;

for (const { title, lacking, start, pages } of isLong ? [NEWSROOM, ...REAL_SITES] : [NEWSROOM]) {
  if (lacking !== undefined) {
    // The site comes from a Debian package that not every machine has; nobody may fail for that, and the title names it.
    it.skip(`${title}: skipped, this machine lacks the ${lacking}`, () => undefined);
    continue;
  }
  describe(`a visit of five pages to ${title}`, () => {
    let site: RealSite | undefined;
    let mesh: Mesh;
    beforeAll(async () => {
      site = await start();
      mesh = await startMesh(...(site ? ["--service", site.origin] : []));
    });
    afterAll(async () => {
      await mesh?.close();
      await site?.close();
    });

    it.each(WAYS)("is counted with %s", async (kind) => {
      const { page, context } = await open(mesh, kind);
      const first = await visit(page, pages);
      const again = await visit(page, pages);
      const row = (counts: typeof first) =>
        `${counts.map(({ length }) => length).join(" ")} | ${perPage(counts).toFixed(1)}`;
      table.push(`${title} | ${kind} | ${row(first)} | ${row(again)}`);
      if (process.env.HEZAR_COUNTED) table.push(...[...first, ...again].map(described));
      if (kind === "lifeboat") expect(perPage(first)).toBeLessThanOrEqual(TARGET);
      await context.close();
    });
  });
}

function described(counted: readonly Counted[]): string {
  return counted.map(({ method, path, kind }) => `    ${method} ${kind} ${path}`).join("\n");
}
