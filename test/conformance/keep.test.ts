// Saved copies in a real browser: off until the reader turns them on by a page that no script reaches, sealed in storage,
// offered when everything is blocked, shown with their age and without scripts, and erased when they are turned off.

import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { type BlockedReader, openBlockedReader } from "./failover/blockedreader.ts";

const ARTICLE = "/en/news/river-rises";

let reader: BlockedReader;
let page: Page;
let origin: string;
let list: string;

interface KeepState {
  readonly isOn: boolean;
  readonly count: number;
  readonly address: string;
}

/** Asked in the worker, where nothing of a page's stands between; a page may say `value` as well. */
const ask = (value?: boolean): Promise<KeepState> | undefined =>
  reader.context.serviceWorkers()[0]?.evaluate(
    (said) =>
      new Promise<KeepState>((resolve) => {
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = ({ data }) => resolve(data);
        const event = new MessageEvent("message", { data: { hezar: "keep", value: said }, ports: [port2] });
        self.dispatchEvent(Object.assign(event, { waitUntil: () => undefined }));
      }),
    value,
  );
const everything = (how: "block" | "lift") =>
  how === "block"
    ? reader.censor("PUT", "/rules", { pattern: "*", how: "reset", residualSeconds: 0 })
    : reader.censor("DELETE", "/rules?pattern=*");
/** Address and bytes of every entry. */
const cached = async (): Promise<readonly string[]> =>
  (await reader.context.serviceWorkers()[0]?.evaluate(async () => {
    const found: string[] = [];
    for (const name of (await caches.keys()).filter((one) => one.endsWith("-copies"))) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const bytes = await (await cache.match(request))?.arrayBuffer();
        found.push(`${request.url} ${new TextDecoder("latin1").decode(bytes)}`);
      }
    }
    return found;
  })) ?? [];

/** What a page's script reads in a window that it opened. */
const textIn = (name: string): Promise<string> =>
  page.evaluate((held) => {
    try {
      return (Reflect.get(self, held) as Window).document.body.textContent ?? "";
    } catch {
      return "";
    }
  }, name);

beforeAll(async () => {
  reader = await openBlockedReader({ scheme: "http", locale: "en", windows: "0.005" });
  ({ page, origin } = reader);
  list = (await ask())?.address ?? "";
}, 180_000);
afterAll(() => reader?.close());

describe("saved copies", () => {
  it("are off, and no script of a page's turns them on", async () => {
    expect(await ask(true)).toEqual({ isOn: false, count: 0, address: list });
    const opening = reader.context.waitForEvent("page");
    await page.evaluate((address) => void Reflect.set(self, "opened", window.open(address)), list);
    const opened = await opening;
    await opened.getByText("Save the pages I read").waitFor();
    const said = await page.evaluate(async (address) => {
      const frame = document.createElement("iframe");
      const loaded = new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
      frame.src = address;
      document.body.append(frame);
      await loaded;
      const seenIn = (window: () => Window | null) => {
        try {
          return window()?.document.body.textContent ?? "nothing";
        } catch {
          return "nothing";
        }
      };
      const fetched = await fetch(address).then((answer) => answer.text());
      return [seenIn(() => Reflect.get(self, "opened")), seenIn(() => frame.contentWindow), fetched].join();
    }, list);
    expect(said).not.toContain("Save the pages");
    await opened.close();
    await page.goto(`${origin}/en/login`);
    expect(await cached()).toEqual([]);
  });

  it("are turned on by the reader, from the mirror's own page, and lie in storage sealed", async () => {
    await page.goto(list.replace(/copies$/, "about?en"));
    await page.getByText("Saved pages").click();
    await page.getByText("Save the pages I read").click();
    await page.getByText("Stop and erase all").waitFor();
    await page.goto(origin + ARTICLE);
    await vi.waitFor(async () => expect((await cached()).length).toBeGreaterThan(3), { timeout: 20_000 });
    const text = (await cached()).join();
    expect(text).not.toMatch(/river|masthead|<html|stylesheet/i);
    expect((await ask())?.count).toBe(1);
  });

  it("are offered when everything is blocked, and shown with their age, drawn as they were, without a script", async () => {
    const colour = () => page.locator(".masthead").evaluate((one) => getComputedStyle(one).backgroundColor);
    const images = () =>
      page.locator("img").evaluateAll((all) => all.filter((one) => (one as HTMLImageElement).naturalWidth > 0).length);
    const before = await colour();
    const title = await page.title();
    await everything("block");
    await page.goto(origin + ARTICLE);
    const fromElsewhere: string[] = [];
    page.on("response", (response) => response.fromServiceWorker() || fromElsewhere.push(response.url()));
    page.on("requestfailed", (request) => fromElsewhere.push(request.url()));
    await page.getByText("Open the copy saved").click();
    await page.getByRole("note").waitFor();
    expect(page.url()).toBe(origin + ARTICLE);
    expect(await page.title()).toBe(title);
    expect(await page.getByRole("note").textContent()).toMatch(/^Saved copy, .*(minute|now).*Nothing on it is new/);
    expect(await colour()).toBe(before);
    // Those that a script put there are not.
    const inMarkup = await page.locator("img").count();
    expect(inMarkup).toBeGreaterThan(1);
    await expect.poll(images).toBe(inMarkup);
    // All of it is the lifeboat's: nothing is asked for that a censor could see.
    expect(fromElsewhere.filter((address) => address.startsWith("http"))).toEqual([]);
  });

  it("are cut off from the page that opened them", async () => {
    await everything("lift");
    await page.goto(`${origin}/en/`);
    const opening = reader.context.waitForEvent("page");
    await page.evaluate((address) => void Reflect.set(self, "opened", window.open(address, "copy")), list);
    const opened = await opening;
    await opened.locator("li a").first().click();
    await opened.getByRole("note").waitFor();
    expect(await textIn("opened")).not.toContain("Saved copy");
    expect(await opened.evaluate(() => window.opener)).toBeNull();
    await opened.close();
  });

  it("are nothing that a page learns of by opening the address when nobody answers", async () => {
    await everything("block");
    const opening = reader.context.waitForEvent("page");
    await page.evaluate((address) => void Reflect.set(self, "opened", window.open(address)), origin + ARTICLE);
    const opened = await opening;
    await opened.getByText("Open the copy saved").waitFor();
    expect(await textIn("opened")).not.toContain("Open the copy");
    await opened.close();
    await everything("lift");
  });

  it("go with the switch: nothing of them stays in storage", async () => {
    await page.goto(list);
    await page.getByText("Stop and erase all").click();
    await page.getByText("Save the pages I read").waitFor();
    await page.goto(`${origin}/en/`);
    expect(await cached()).toEqual([]);
    expect(await ask()).toEqual({ isOn: false, count: 0, address: list });
  });
});
