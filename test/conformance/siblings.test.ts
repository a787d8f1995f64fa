// A page of the service frames a page of its second origin. At home the two cannot read one another but can talk; on the
// mirror it is the same, though both lie in one zone.

import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { LISTED_SINCE } from "./escapes/gaps.ts";

let browser: Browser;
let mesh: Mesh;
let servers: readonly Server[];
let context: BrowserContext;
let page: Page;
let frame: Frame;
let primaryOrigin: string;
const hosts = new Set<string>();
/** Of the primary, by whomever. */
const asked: (string | undefined)[] = [];

beforeAll(async () => {
  let embedOrigin = "";
  const primary = await serve("127.0.0.1", (request) => {
    asked.push(request.url);
    return `<!doctype html><title>front</title><p id="cookies">${request.headers.cookie ?? ""}</p>
    <iframe name="player" src="${embedOrigin}/player?clip=7"></iframe>
    <script>document.cookie = "front=1"; localStorage.front = "1";
      addEventListener("message", (event) => { window.heard = event.data; });</script>`;
  });
  primaryOrigin = primary.origin;
  const embed = await serve(
    "127.0.0.2",
    (request) => `<!doctype html><title>player</title><p id="cookies">${request.headers.cookie ?? ""}</p>
    <p id="asked">${request.url}</p><a href="/player?clip=8">next</a><a id="home" target="_top" href="${primary.origin}/?back">home</a>
    <script>document.cookie = "player=1"; parent.postMessage("from the player", "*");</script>`,
  );
  embedOrigin = embed.origin;
  servers = [primary.server, embed.server];
  [browser, mesh] = await Promise.all([
    launchBrowser(),
    startMesh("--service", `${primary.origin},embed*=${embed.origin}`),
  ]);
  context = await browser.newContext();
  page = await context.newPage();
  page.on("request", (request) => {
    const { protocol, host } = new URL(request.url());
    if (protocol.startsWith("http")) hosts.add(host);
  });
  await page.goto(mesh.ready.links[0]?.url ?? "");
  await page.waitForURL((url) => url.pathname === "/");
  await page.locator("iframe").waitFor();
  const found = await page
    .locator("iframe")
    .elementHandle()
    .then((handle) => handle?.contentFrame());
  if (!found) throw new Error("the page has no frame");
  frame = found;
  await frame.locator("#asked").waitFor();
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
  for (const server of servers ?? []) server.close();
});

describe("a framed page of the second origin", () => {
  it("is shown, on a label beside the mirror's, at its clean address", async () => {
    expect(await frame.textContent("#asked")).toBe("/player?clip=7");
    const [own, there] = [new URL(page.url()), new URL(frame.url())];
    expect(there.pathname + there.search).toBe("/player?clip=7");
    expect(there.host).not.toBe(own.host);
    expect(there.hostname.split(".").slice(1)).toEqual(own.hostname.split(".").slice(1));
  });

  it("cannot read its parent, the parent's cookies or storage, nor the parent it", async () => {
    const read = (target: Page | Frame, what: string) =>
      target.evaluate((expression) => {
        try {
          return String(new Function(`return ${expression}`)());
        } catch (error) {
          return (error as Error).name;
        }
      }, what);
    expect(await read(frame, "parent.document.title")).toBe("SecurityError");
    expect(await read(page, "frames[0].document.title")).toBe("SecurityError");
    expect(await read(frame, "localStorage.front")).toBe("undefined");
    expect(await read(frame, "document.cookie")).not.toContain("front=1");
    expect(await read(page, "document.cookie")).not.toContain("player=1");
  });

  it("talks to its parent by messages", async () => {
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { heard?: string }).heard))
      .toBe("from the player");
  });

  it("goes on to another page of its own, with its own cookies", async () => {
    await frame.click("a >> nth=0");
    await frame.waitForURL(/clip=8/);
    expect(await frame.textContent("#cookies")).toBe("player=1");
  });

  it("leads back to the mirror by a link to the primary", async () => {
    const own = new URL(page.url()).host;
    await frame.click("#home");
    await page.waitForURL(/\?back/);
    expect(new URL(page.url()).host).toBe(own);
    expect(await page.title()).toBe("front");
  });

  it("gives the primary no cookies, though the browser takes a zone's from every label of it", async () => {
    const { hostname, href } = new URL(page.url());
    const zone = hostname.slice(hostname.indexOf(".") + 1);
    // What a script of the frame can do that gets past the shim.
    const toss = (name: string) => context.addCookies([{ name, value: "evil", domain: `.${zone}`, path: "/" }]);
    for (const name of ["front", "session", ".session"]) await toss(name);
    const theirs = (await context.cookies(href)).find(({ name }) => name.endsWith("front") && name !== "front");
    await expect(toss(theirs?.name ?? "no such cookie")).rejects.toThrow();
    await page.goto(href);
    expect(await page.textContent("#cookies")).toBe("front=1");
    expect(await page.evaluate(() => document.cookie)).toBe("front=1");
  });

  it("cannot send its parent's page away, in a browser that keeps a list of connections", async ({ skip }) => {
    const version = Number(browser.version().split(".")[0]);
    if (version < LISTED_SINCE) skip(`Chromium ${version} keeps none`);
    const { href } = new URL(page.url());
    await Promise.all([
      page.waitForURL(/^chrome-error:/, { waitUntil: "commit" }),
      page.frames()[1]?.evaluate((there) => {
        if (top) top.location.href = there;
      }, `${primaryOrigin}/gone`),
    ]);
    expect(asked).not.toContain("/gone");
    hosts.delete(new URL(primaryOrigin).host);
    await page.goto(href);
  });

  it("asked no host that is not of the zone", () => {
    const zone = new URL(page.url()).hostname.split(".").slice(1).join(".");
    expect([...hosts].filter((host) => !host.split(":")[0]?.endsWith(`.${zone}`))).toEqual([]);
  });
});

async function serve(
  address: string,
  body: (request: IncomingMessage) => string,
): Promise<{ readonly origin: string; readonly server: Server }> {
  const server = createServer((request, response) => {
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(body(request));
  }).listen(0, address);
  await once(server, "listening");
  return { origin: `http://${address}:${(server.address() as AddressInfo).port}`, server };
}
