// The whole way in a real browser: a link is opened, the newsroom is read, used and talked to through a mirror, and the
// browser asks no host but the mirror for anything.

import { createHash, randomBytes } from "node:crypto";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { shoot } from "../support/screenshot.ts";

let browser: Browser;
let mesh: Mesh;

beforeAll(async () => {
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh()]);
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
});

interface Reader {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly foreignHosts: () => readonly string[];
}

/** A fresh browser profile that opened the operator's link and stands on the front page. */
async function enter(path = "", options: Parameters<Browser["newContext"]>[0] = {}): Promise<Reader> {
  const [link] = mesh.ready.links;
  if (link === undefined) throw new Error("the mesh shows no link");
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const hosts = new Set<string>();
  const own = `${link.hostname}:${mesh.port}`;
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (/^(https?|wss?):$/.test(protocol)) hosts.add(host);
  });
  page.on("websocket", (socket) => hosts.add(new URL(socket.url()).host));
  await page.goto(`${link.url}${path}`);
  await page.waitForURL((url) => url.pathname === `/${path.split("?")[0] ?? ""}`);
  return { page, context, foreignHosts: () => [...hosts].filter((host) => host !== own) };
}

async function logIn(page: Page): Promise<void> {
  await page.goto(new URL("/en/login", page.url()).href);
  const [user, password] = ((await page.textContent("p.note code")) ?? "").split(" / ");
  await page.fill("input[name=user]", user ?? "");
  await page.fill("input[name=password]", password ?? "");
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith("/login")), page.click("form.panel button")]);
}

describe("a reader opens the link", () => {
  it("is on the front page of the newsroom, right to left, styled, with its pictures", async () => {
    const { page, context, foreignHosts } = await enter();
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate(() => document.documentElement.dir)).toBe("rtl");
    const broken = await page.evaluate(() =>
      [...document.images].filter((image) => image.complete && image.naturalWidth === 0).map((image) => image.src),
    );
    expect(broken).toEqual([]);
    expect(await page.evaluate(() => document.styleSheets.length)).toBeGreaterThan(0);
    await shoot(page, "newsroom-fa");
    expect(foreignHosts()).toEqual([]);
    await context.close();
  });

  it("has a clean address bar, a lifeboat, and a pass no script can read", async () => {
    const { page, context } = await enter();
    expect(new URL(page.url()).pathname).toBe("/");
    // Pages are not shown it, so the browser is asked.
    const [lifeboat = await context.waitForEvent("serviceworker")] = context.serviceWorkers();
    expect(lifeboat.url()).toMatch(/\/[\w-]+\/lifeboat\.js$/);
    expect(await page.evaluate(() => document.cookie)).not.toContain("__Host-");
    const [pass] = (await context.cookies()).filter((cookie) => /^__Host-[a-z]+_/.test(cookie.name));
    expect(pass).toMatchObject({ httpOnly: true, secure: true, sameSite: "Lax", path: "/" });
    await context.close();
  });

  it("has no WebRTC, which would tell the reader's address around the mirror", async () => {
    const { page, context } = await enter();
    expect(await page.evaluate(() => ["RTCPeerConnection", "WebTransport"].filter((name) => name in window))).toEqual(
      [],
    );
    await context.close();
  });

  it("arrives at the page behind the ticket", async () => {
    const { page, context } = await enter("en/news/river-rises?from=friend");
    expect(new URL(page.url()).search).toBe("?from=friend");
    expect(await page.locator("main").textContent()).toContain("iver");
    await context.close();
  });

  it("gets there without script, by a button", async () => {
    const [link] = mesh.ready.links;
    const context = await browser.newContext({ javaScriptEnabled: false, locale: "fa-IR" });
    const page = await context.newPage();
    await page.goto(link?.url ?? "");
    await shoot(page, "entering-fa");
    await Promise.all([page.waitForURL((url) => url.pathname === "/"), page.click("button")]);
    expect(await page.locator(".masthead").count()).toBe(1);
    await context.close();
  });

  it("sees the cover at the same address from another browser", async () => {
    const { page, context } = await enter();
    const stranger = await browser.newContext();
    const other = await stranger.newPage();
    await other.goto(page.url());
    expect(await other.title()).not.toBe(await page.title());
    await shoot(other, "cover");
    await Promise.all([context.close(), stranger.close()]);
  });
});

describe("a reader uses the newsroom", () => {
  it("logs in, comments and stays logged in over redirects", async () => {
    const { page, context, foreignHosts } = await enter();
    await logIn(page);
    expect(await page.locator("header form[action]").count()).toBe(1);
    await page.goto(new URL("/en/news/river-rises", page.url()).href);
    await page.fill("textarea[name=text]", "The bridge is open again. پل باز است.");
    await Promise.all([page.waitForURL(/#comments$/), page.click("form:has(textarea) button")]);
    expect(await page.locator("#comments").textContent()).toContain("پل باز است");
    expect(foreignHosts()).toEqual([]);
    await context.close();
  });

  it("is told when the password is wrong", async () => {
    const { page, context } = await enter("en/login");
    await page.fill("input[name=user]", "nobody");
    await page.fill("input[name=password]", "wrong");
    await page.click("form.panel button");
    expect(await page.locator("[role=alert]").count()).toBe(1);
    await context.close();
  });

  it("watches the video and seeks in it", async () => {
    const { page, context, foreignHosts } = await enter("en/video");
    await page.locator("video").evaluate(async (video: HTMLVideoElement) => {
      if (video.readyState < 1) await new Promise((resolve) => video.addEventListener("loadedmetadata", resolve));
      const seeked = new Promise((resolve) => video.addEventListener("seeked", resolve));
      video.currentTime = video.duration / 2;
      await seeked;
    });
    expect(await page.locator("video").evaluate((video: HTMLVideoElement) => video.currentTime)).toBeGreaterThan(0.5);
    expect(foreignHosts()).toEqual([]);
    await context.close();
  });

  it("uploads a file that arrives byte for byte", async () => {
    const { page, context } = await enter("en/upload");
    const buffer = randomBytes(2 << 20);
    await page.setInputFiles("input[type=file]", { name: "river.webm", mimeType: "video/webm", buffer });
    await page.fill("input[name=caption]", "رود");
    await page.click("form.panel button");
    const status = page.locator("[role=status]");
    expect(await status.locator("code").textContent()).toBe(createHash("sha256").update(buffer).digest("hex"));
    expect(await status.locator("[data-bytes]").getAttribute("data-bytes")).toBe(String(buffer.length));
    await context.close();
  });

  it("reads what scripts build from the second origin", async () => {
    const { page, context, foreignHosts } = await enter("en/news/river-rises");
    await page.locator(".related[data-filled=yes]").waitFor();
    const pictures = page.locator("#related img");
    expect(await pictures.count()).toBeGreaterThan(0);
    await pictures.first().scrollIntoViewIfNeeded();
    await expect
      .poll(() => pictures.first().evaluate((image: HTMLImageElement) => image.naturalWidth))
      .toBeGreaterThan(0);
    await shoot(page, "newsroom-story-en");
    expect(foreignHosts()).toEqual([]);
    await context.close();
  });

  it("follows the ticker over server-sent events", async () => {
    const { page, context } = await enter("en/");
    await page.locator(".ticker[data-id]").waitFor();
    expect(await page.locator("#ticker").textContent()).not.toBe("");
    await context.close();
  });

  it("talks in the live chat with another reader", async () => {
    const [ali, baran] = await Promise.all([enter("en/chat"), enter("chat")]);
    for (const { page } of [ali, baran]) await page.locator("#chat-form button:enabled").waitFor();
    await ali.page.fill("#chat-form input", "Is the bakery open?");
    await ali.page.click("#chat-form button");
    await baran.page.locator("#chat-lines", { hasText: "Is the bakery open?" }).waitFor();
    expect([...ali.foreignHosts(), ...baran.foreignHosts()]).toEqual([]);
    await Promise.all([ali.context.close(), baran.context.close()]);
  });

  it.each([
    ["relative", "/news/river-rises"],
    ["absolute", "/en/news/river-rises"],
    ["protocol-relative", "/en/"],
    ["chain?left=3", "/en/"],
    ["refresh", "/en/"],
  ])("is led by the redirect %s to %s on the mirror", async (name, path) => {
    const { page, context, foreignHosts } = await enter();
    await page.goto(new URL(`/redirects/${name}`, page.url()).href);
    await page.waitForURL((url) => url.pathname === path);
    expect(foreignHosts()).toEqual([]);
    await context.close();
  });
});

describe("pages look right", () => {
  it.each([
    ["phone-fa", { viewport: { width: 390, height: 844 }, locale: "fa-IR", colorScheme: "dark" }, ""],
    ["desktop-en", { viewport: { width: 1280, height: 800 }, locale: "en-GB" }, "en/"],
  ] as const)("%s has no sideways scroll", async (name, options, path) => {
    const { page, context } = await enter(path, options);
    await page.waitForLoadState("networkidle");
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
    await shoot(page, `newsroom-${name}`);
    await context.close();
  });
});
