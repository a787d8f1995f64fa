// Opens the rows' pages in one browser context and says which rows made the browser try to reach their targets.

import type { BrowserContext, Page } from "playwright-core";
import type { LeakBrowser } from "../../support/leakbrowser.ts";
import type { Attempt } from "../../support/socks.ts";
import type { UdpSinks } from "../../support/udpsinks.ts";
import { type Escape, slugOf, type Target } from "./escape.ts";
import { ELSEWHERE, pathOf, sharedPath } from "./site.ts";

export interface Pass {
  /** Where the rows' pages are asked for. */
  readonly origin: string;
  readonly escapes: readonly Escape[];
  /** For rows that share a page, and for rows with a tab of their own, which cost more. */
  readonly targets: readonly Target[];
  readonly targetsAlone: readonly Target[];
  /** Rows, by slug, whose pages stay open until their attempt has come; the others stay for a fixed time. */
  readonly expected: ReadonlySet<string>;
}

/** By row's slug: what was attempted. Attempts that name no row stand under an empty one. */
export type Seen = ReadonlyMap<string, readonly string[]>;

const TABS = 6;
/** How long a page may go on after its load: control rows have all attempted by then. */
const LINGER_MILLISECONDS = 700;
const LAST_MILLISECONDS = 1500;
/** Longer than a busy machine needs: all of these end when what they wait for is there. */
const VISIT_MILLISECONDS = 90_000;
const OPEN_MILLISECONDS = 30_000;
const EXPECTED_MILLISECONDS = 30_000;
/** A tab that is taken away while it navigates can hang its closing; it goes with the browser. */
const CLOSE_MILLISECONDS = 5000;
const LOOK_MILLISECONDS = 100;

export async function tryEscapes(watch: LeakBrowser, sinks: UdpSinks, pass: Pass): Promise<Seen> {
  const { context } = watch;
  const look = createLook(watch, sinks, pass);
  const queue = visitsOf(pass);
  const press = createPress();
  const work = async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift())
      await within(VISIT_MILLISECONDS, visit(context, next, { look, press }));
  };
  await Promise.all(Array.from({ length: TABS }, work));
  // What comes late is still told by its name.
  await (await context.newPage()).waitForTimeout(LAST_MILLISECONDS);
  await Promise.all(context.pages().map(close));
  return look();
}

interface Visit {
  readonly url: string;
  readonly click?: string | undefined;
  readonly expected: readonly string[];
}

function visitsOf({ origin, escapes, targets, targetsAlone, expected }: Pass): Visit[] {
  const together = escapes.filter(({ alone }) => !alone).map(slugOf);
  const shared = targets.map((target) => ({
    url: origin + sharedPath(target),
    expected: together.filter((slug) => expected.has(slug)),
  }));
  const alone = escapes
    .filter((row) => row.alone)
    .flatMap((row) =>
      targetsAlone.map((target) => ({
        url: origin + pathOf(row, target),
        click: row.click,
        expected: expected.has(slugOf(row)) ? [slugOf(row)] : [],
      })),
    );
  return [...shared, ...alone];
}

interface Means {
  readonly look: () => Seen;
  readonly press: Press;
}

async function visit(context: BrowserContext, { url, click, expected }: Visit, { look, press }: Means): Promise<void> {
  const page = await context.newPage();
  const popups: Page[] = [];
  page.on("popup", (popup) => popups.push(popup));
  // A row may leave before its page has loaded, so no failure here says anything.
  await page.goto(url, { waitUntil: "domcontentloaded", timeout: OPEN_MILLISECONDS }).catch(() => undefined);
  if (click !== undefined) await press(page, click);
  await page.waitForTimeout(LINGER_MILLISECONDS).catch(() => undefined);
  const until = performance.now() + EXPECTED_MILLISECONDS;
  while (performance.now() < until && !expected.every((slug) => look().has(slug))) {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MILLISECONDS));
  }
  await Promise.all([page, ...popups].map(close));
}

type Press = (page: Page, selector: string) => Promise<void>;

/** One tab after the other: a press waits for frames, and a tab behind another draws none. */
function createPress(): Press {
  let last: Promise<void> = Promise.resolve();
  return (page, selector) => {
    const pressed = last.then(async () => {
      await page.bringToFront();
      await page.click(selector, { timeout: OPEN_MILLISECONDS, noWaitAfter: true });
    });
    last = pressed.catch(() => undefined);
    return last;
  };
}

async function close(page: Page): Promise<void> {
  await within(CLOSE_MILLISECONDS, page.close());
}

async function within(milliseconds: number, work: Promise<unknown>): Promise<void> {
  const late = new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
  await Promise.race([work.catch(() => undefined), late]);
}

/** What has been seen since now. */
function createLook(watch: LeakBrowser, sinks: UdpSinks, { escapes }: Pass): () => Seen {
  const before = watch.attempts().length;
  const datagrams = escapes.map(slugOf).map((slug) => [slug, sinks.countOf(slug)] as const);
  return () => {
    const seen = new Map<string, string[]>();
    const add = (slug: string, what: string) => seen.set(slug, [...(seen.get(slug) ?? []), what]);
    for (const attempt of watch.attempts().slice(before)) add(rowOf(attempt), describe(attempt));
    for (const [slug, count] of datagrams) {
      const more = sinks.countOf(slug) - count;
      if (more > 0) add(slug, `${more} datagrams`);
    }
    return seen;
  };
}

function rowOf({ host, line }: Attempt): string {
  if (host.endsWith(`.${ELSEWHERE}`)) return host.slice(0, -ELSEWHERE.length - 1);
  return /\/(?:leak|e)\/([a-z0-9-]+)/.exec(line)?.[1] ?? "";
}

function describe({ host, port, line }: Attempt): string {
  return `${host}:${port} ${line}`.trimEnd();
}
