// Runs a topic's rows on one side: one page for all `run` rows of the topic, one tab for each `drive` row. The rows are
// served by the site as its own script, so that the mirror meets them as it meets any script of a service.

import { randomBytes } from "node:crypto";
import type { BrowserContext, Page } from "playwright-core";
import { type BehaviourSite, type Bundled, startBehaviourSite } from "../../support/behavioursite/site.ts";
import { GAPS } from "./gaps.ts";
import { createLab, type Lab } from "./lab.ts";
import { normalise, type Side } from "./normalise.ts";
import type { Row, Topic } from "./row.ts";

export interface Stand extends Side {
  readonly context: BrowserContext;
  /** Where the primary is read: the service's own address or the mirror's. */
  readonly at: string;
}

export interface Result {
  readonly value?: unknown;
  readonly error?: string;
}

export interface Ran {
  readonly result: Result;
  readonly milliseconds: number;
}

const DRIVE_MILLISECONDS = 50_000;
const HURRIED_MILLISECONDS = 3000;

export function serveTopics(topics: readonly Topic[]): Promise<BehaviourSite> {
  const bundled = new Map<string, Bundled>([
    ["/", { type: "text/html", text: "<!doctype html><title>front</title><p>front" }],
    ["/lab.js", { type: "text/javascript", text: LAB_TEXT, literal: true }],
    ["/origins.js", { type: "text/javascript", text: 'lab.settle("{primary}", "{cdn}", "{embed}")' }],
  ]);
  for (const topic of topics) {
    bundled.set(`/rows/${topic.name}`, { type: "text/html; charset=utf-8", text: pageText(topic) });
    bundled.set(`/rows/${topic.name}.js`, { type: "text/javascript", text: rowsText(topic), literal: true });
    for (const [at, { markup }] of topic.rows.entries())
      if (markup !== undefined) bundled.set(markupPath(topic, at), { type: "text/html; charset=utf-8", text: markup });
  }
  return startBehaviourSite(bundled);
}

/** `import()` stands here because the test runner would rewrite it in a module of its own. */
const LAB_TEXT = `self.createLab = ${createLab.toString()};
self.lab = { settle: (primary, cdn, embed) => {
  self.lab = createLab({ primary, cdn, embed });
  lab.import = (url, options) => import(url, options);
} };
`;

function pageText({ name }: Topic): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${name}</title><script src="/lab.js"></script><script src="/origins.js"></script><script src="/rows/${name}.js"></script></head><body></body></html>`;
}

function rowsText(topic: Topic): string {
  const functions = topic.rows.map(({ run }) => run?.toString() ?? "undefined");
  const paths = topic.rows.map(({ markup, run }, at) => (markup && run ? markupPath(topic, at) : ""));
  return `lab.rows = [\n${functions.join(",\n")}\n];\nlab.paths = ${JSON.stringify(paths)};\n`;
}

function markupPath({ name }: Topic, at: number): string {
  return `/rows/${name}/${at}.html`;
}

export async function runTopic(topic: Topic, stand: Stand): Promise<readonly Ran[]> {
  const results: Ran[] = [];
  let page: Page | undefined;
  for (const [at, row] of topic.rows.entries()) {
    const started = performance.now();
    const push = (result: Result) => results.push({ result, milliseconds: Math.round(performance.now() - started) });
    if (row.drive !== undefined) {
      push(await drive(row, { topic, at, stand }));
      await page?.bringToFront();
      continue;
    }
    page ??= await openPage(topic, stand);
    const result = await runInPage(page, at, {
      given: row.given,
      hurried: stand.mirror !== undefined && isGap(topic, row),
    });
    push(told(result, stand));
    // A row that broke its page must not break the next one.
    if (!(await stillThere(page, topic))) {
      await page.close();
      page = undefined;
    }
  }
  await page?.close();
  return results;
}

async function openPage({ name }: Topic, { context, at }: Stand): Promise<Page> {
  const page = await context.newPage();
  await page.goto(`${at}/rows/${name}`);
  return page;
}

interface LabWindow {
  readonly lab: Lab;
}

interface Going {
  readonly given: unknown;
  /** The row is known to fail: what it waits for will not come. */
  readonly hurried: boolean;
}

function isGap({ name }: Topic, { title }: Row): boolean {
  return GAPS[name]?.[title] !== undefined;
}

async function runInPage(page: Page, at: number, going: Going): Promise<Result> {
  try {
    return (await page.evaluate(
      ({ index, given, hurried }) => (globalThis as unknown as LabWindow).lab.run(index, given, hurried),
      { index: at, ...going },
    )) as Result;
  } catch (error) {
    return { error: firstLine(error) };
  }
}

async function stillThere(page: Page, { name }: Topic): Promise<boolean> {
  return page.evaluate((path) => location.pathname === path && "lab" in globalThis, `/rows/${name}`).catch(() => false);
}

async function drive(
  row: Row,
  { topic, at, stand }: { readonly topic: Topic; readonly at: number; readonly stand: Stand },
): Promise<Result> {
  const page = await stand.context.newPage();
  const patience = stand.mirror !== undefined && isGap(topic, row) ? HURRIED_MILLISECONDS : DRIVE_MILLISECONDS;
  page.setDefaultTimeout(patience / 2);
  const lab = createLab(stand.origins);
  const tab = {
    page,
    context: stand.context,
    at: stand.at,
    origins: stand.origins,
    say: lab.say,
    id: `id-${randomBytes(6).toString("hex")}`,
    path: markupPath(topic, at),
  };
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error("the row took too long")), patience);
  try {
    return told({ value: (await Promise.race([row.drive?.(tab, row.given), late.promise])) ?? null }, stand);
  } catch (error) {
    return told({ error: firstLine(error) }, stand);
  } finally {
    clearTimeout(timer);
    for (const other of stand.context.pages()) if ((await other.opener()) === page) await other.close();
    await page.close();
  }
}

function told(result: Result, side: Side): Result {
  return normalise(result, side) as Result;
}

function firstLine(error: unknown): string {
  return String(error).split("\n")[0] ?? "";
}
