// The mirror's own pages while the mirror is blocked: another one answers them, makes the link on its own name, and a panic
// empties the blocked mirror from within, goes on to the others, and says that something of it may stay.

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { launchBrowser } from "../../support/browser.ts";
import { type BlockedReader, openBlockedReader } from "./blockedreader.ts";

let reader: BlockedReader;
let door: string;

beforeAll(async () => {
  reader = await openBlockedReader({ scheme: "http", windows: "0.005", locale: "en-US" });
  const { page, origin } = reader;
  const isKnown = async () => {
    const answer = await page.goto(`${origin}/en/`);
    door = /src="\/([^/"]+)\/shim\.js/.exec((await answer?.text()) ?? "")?.[1] ?? "";
    expect((await reader.state())?.others).toBeGreaterThan(0);
  };
  await vi.waitFor(isKnown, { timeout: 90_000, interval: 500 });
  await reader.block("reset");
  await page.goto(`${origin}/en/`);
  await vi.waitFor(async () => expect((await reader.state())?.isAway).toBe(true), { timeout: 30_000 });
}, 180_000);
afterAll(() => reader?.close());

describe("while the mirror is blocked", () => {
  it("its own page says so, and makes a link on the name of the mirror that answers", async () => {
    const { page, origin } = reader;
    await page.goto(`${origin}/${door}/about?en`);
    await page.getByText("another mirror answers in its place").waitFor();
    await page.getByRole("button", { name: "Make a link" }).click();
    const link = await page.getByRole("textbox").inputValue();
    expect(new URL(link).origin).not.toBe(origin);
    expect(reader.mesh.ready.links.map(({ url }) => new URL(url).origin)).toContain(new URL(link).origin);
    const browser = await launchBrowser();
    const opened = await browser.newPage();
    await opened.goto(link);
    await opened.locator(".masthead").waitFor();
    await browser.close();
  });

  it("warns of a link that leads out of it, as ever", async () => {
    const { page, origin } = reader;
    await page.goto(`${origin}/${door}/leave?to=${encodeURIComponent("https://elsewhere.example/page")}`);
    expect(await page.locator('a[href="https://elsewhere.example/page"]').count()).toBe(1);
    expect(await page.textContent("body")).toContain("elsewhere.example");
  });

  it("a panic empties it from within, goes on, and says what may stay", async () => {
    const { page, origin, context, hostname } = reader;
    await page.goto(`${origin}/en/`);
    await page.evaluate(async () => {
      localStorage.setItem("left", "1");
      await caches.open("left");
      await new Promise((resolve) => Object.assign(indexedDB.open("left"), { onsuccess: resolve }));
    });
    const cookiesOf = async () => (await context.cookies()).filter(({ domain }) => domain.endsWith(hostname));
    expect((await cookiesOf()).some(({ httpOnly }) => httpOnly)).toBe(true);
    await page.goto(`${origin}/${door}/copies`);
    await page.getByText("Save the pages I read").click();
    await page.getByText("Stop and erase all").waitFor();
    // What another tab of the mirror still has its worker do must put nothing back.
    const other = await context.newPage();
    await other.goto(`${origin}/en/`);
    await page.goto(`${origin}/${door}/about?en`);
    await page.getByRole("link", { name: "Clear this mirror" }).click();
    await page.getByText("Cleared.").waitFor({ timeout: 30_000 });
    expect(await page.getByText("did not answer").count()).toBe(1);
    expect(new URL(page.url()).origin).not.toBe(origin);
    await other.evaluate(async () => {
      const picture = new Image();
      const done = new Promise((resolve) => Object.assign(picture, { onload: resolve, onerror: resolve }));
      picture.src = document.querySelector("img")?.src.replace(/\?.*|$/, "?again") ?? "/favicon.ico";
      document.body.append(picture);
      await done;
    });
    // No relay could take what scripts do not see: it is crowded out.
    expect(await cookiesOf()).toEqual([]);
    await reader.lift();
    await page.goto(`${origin}/en/`);
    expect(await page.locator(".masthead").count()).toBe(0);
    const kept = await page.evaluate(async () => [
      localStorage.length,
      (await caches.keys()).length,
      (await indexedDB.databases()).length,
      (await navigator.serviceWorker.getRegistrations()).length,
    ]);
    expect(kept).toEqual([0, 0, 0, 0]);
    await other.close();
  });
});
