// Ordinary pages reach no host but mirrors: the newsroom, used as a reader uses it, and every page of the behaviours, in a
// browser where all else is refused and counted, with the lifeboat and without service workers. Escapes are in escapes.test.ts.
// Always the topics in which most could escape; `npm run leaks` reads all of them.

import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type BehaviourSite, READER_WORD } from "../support/behavioursite/site.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type LeakBrowser, launchLeakBrowser, mirrorsOf } from "../support/leakbrowser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { runTopic, serveTopics } from "./behaviours/runner.ts";
import { TOPICS } from "./behaviours/topics.ts";

const isLong = process.env.HEZAR_LONG === "1";
const READ = isLong ? TOPICS : TOPICS.filter(({ name }) => ["documents", "frames"].includes(name));
const MODES = ["lifeboat", "bare"] as const;
const AGENT = "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Safari/537.36";
/** Pages go on for a while after their load: tickers, players, what scripts fetch late. */
const LINGER_MILLISECONDS = 700;

describe.each(MODES)("the newsroom, %s", (mode) => {
  let mesh: Mesh;
  let watch: LeakBrowser;
  let origin: string;
  let page: Page;
  beforeAll(async () => {
    mesh = await startMesh();
    watch = await launchLeakBrowser(mirrorsOf(mesh), { serviceWorkers: mode === "lifeboat" ? "allow" : "block" });
    ({ origin } = await enterMirror(watch.context, mesh, mode));
    page = await watch.context.newPage();
  });
  afterAll(async () => {
    await watch?.close();
    await mesh?.close();
  });

  it.each([
    ["the front page", "/"],
    ["the English front page", "/en/"],
    ["a story", "/en/news/river-rises"],
    ["the video", "/en/video"],
    ["the chat", "/en/chat"],
    ["the login", "/en/login"],
    ["the upload", "/en/upload"],
    ["a search", "/en/search?q=river"],
    ["a redirect to the second origin", "/redirects/to-cdn"],
    ["a refresh", "/redirects/refresh"],
  ])("%s", async (_, path) => {
    await page.goto(origin + path, { waitUntil: "load" });
    await page.mouse.wheel(0, 10_000);
    await page.waitForTimeout(LINGER_MILLISECONDS);
    expect(watch.attempts()).toEqual([]);
  });

  it("a login, a comment and a hard reload", async () => {
    await page.goto(`${origin}/en/login`);
    const [user, password] = ((await page.textContent("p.note code")) ?? "").split(" / ");
    await page.fill("input[name=user]", user ?? "");
    await page.fill("input[name=password]", password ?? "");
    await Promise.all([page.waitForURL((url) => !url.pathname.endsWith("/login")), page.click("form.panel button")]);
    await page.goto(`${origin}/en/news/river-rises`);
    await page.fill("textarea[name=text]", "The bridge is open again.");
    await Promise.all([page.waitForURL(/#comments$/), page.click("form:has(textarea) button")]);
    await hardReload(watch.context, page);
    await page.waitForTimeout(LINGER_MILLISECONDS);
    expect(watch.attempts()).toEqual([]);
  });

  it("nor does the browser's own log name another", async () => {
    expect(await watch.close()).toEqual({ lookedUp: [], connected: [] });
  });
});

describe.each(MODES)("the pages of the behaviours, %s", (mode) => {
  let site: BehaviourSite;
  let mesh: Mesh;
  let watch: LeakBrowser;
  let place: { readonly origin: string; readonly door: string };
  beforeAll(async () => {
    site = await serveTopics(TOPICS);
    const { primary, cdn, embed } = site.origins;
    mesh = await startMesh("--service", `${primary},cdn=${cdn},embed*=${embed}`);
    watch = await launchLeakBrowser(mirrorsOf(mesh), {
      serviceWorkers: mode === "lifeboat" ? "allow" : "block",
      flags: [`--user-agent=${AGENT} ${READER_WORD}`],
    });
    place = await enterMirror(watch.context, mesh, mode);
  });
  afterAll(async () => {
    await watch?.close();
    await mesh?.close();
    await site?.close();
  });

  it.each(READ.map((topic) => [topic.name, topic] as const))(
    "%s",
    async (_, topic) => {
      const before = watch.attempts().length;
      await runTopic(topic, { origins: site.origins, context: watch.context, at: place.origin, mirror: place });
      expect(watch.attempts().slice(before)).toEqual([]);
    },
    120_000,
  );

  it("nor does the browser's own log name another", async () => {
    expect(await watch.close()).toEqual({ lookedUp: [], connected: [] });
  });
});

/** As with Shift held: past every cache, and past the lifeboat. */
async function hardReload(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const loaded = page.waitForEvent("load");
  await session.send("Page.reload", { ignoreCache: true });
  await loaded;
}
