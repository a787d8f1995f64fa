// A service whose scripts read location as the service's: the shim alone, with a page that a plain server gives.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientScripts } from "../../scripts/bundle.ts";
import { launchBrowser } from "../support/browser.ts";

const SETTINGS = JSON.stringify({
  service: { primary: "https://news.example", secondaries: [{ alias: "cdn", origin: "https://cdn.example" }] },
  door: "dr",
  siblings: {},
  flags: { locationReads: true },
  jars: [["", "__Host-"]],
}).replaceAll('"', "&quot;");

let browser: Browser;
let page: Page;
const server = createServer();

beforeAll(async () => {
  const { shim } = await clientScripts();
  server.on("request", (request, response) => {
    const isShim = request.url === "/dr/shim.js";
    response.setHeader("content-type", isShim ? "text/javascript" : "text/html");
    response.end(
      isShim
        ? shim.content
        : `<!doctype html><script async src="/dr/bar.js"></script><script src="/dr/shim.js" data-settings="${SETTINGS}"></script>`,
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  browser = await launchBrowser();
  page = await browser.newPage();
  await page.goto(`http://label.localhost:${(server.address() as AddressInfo).port}/a/b?c=1#d`);
});
afterAll(async () => {
  await browser?.close();
  server.close();
});

const read = (expression: string) => page.evaluate(`(() => { const L = hezarLocation; return ${expression}; })()`);

describe("a page of a service with locationReads", () => {
  it.each([
    ["L.href", "https://news.example/a/b?c=1#d"],
    ["String(L)", "https://news.example/a/b?c=1#d"],
    ["L + ''", "https://news.example/a/b?c=1#d"],
    [
      "[L.protocol, L.host, L.hostname, L.port, L.origin].join()",
      "https:,news.example,news.example,,https://news.example",
    ],
    ["[L.pathname, L.search, L.hash].join()", "/a/b,?c=1,#d"],
    ["[document.URL, document.baseURI].join()", "https://news.example/a/b?c=1#d,https://news.example/a/b?c=1#d"],
    ["document.domain", "news.example"],
    ["self.origin", "https://news.example"],
    ["Object.assign(document.createElement('a'), { href: '/x' }).hostname === L.hostname", true],
    ["Object.assign(document.createElement('a'), { href: '/x' }).href", "https://news.example/x"],
    ["new Request('/y').url", "https://news.example/y"],
    ["L instanceof Location", true],
  ])("%s reads as the service's", async (expression, expected) => {
    expect(await read(expression)).toBe(expected);
  });

  it.each([
    ["L.hash = 'e'", "/a/b?c=1#e"],
    ["L.href = 'https://news.example/there'", "/there"],
    ["L.pathname = '/elsewhere'", "/elsewhere"],
    ["L.assign('/assigned')", "/assigned"],
    ["L.replace('https://away.example/x')", "/dr/leave?to=https%3A%2F%2Faway.example%2Fx"],
  ])("%s goes to %s of the mirror", async (expression, path) => {
    await read(expression);
    await page.waitForURL((url) => url.pathname + url.search + url.hash === path);
    expect(new URL(page.url()).hostname).toBe("label.localhost");
  });
});
