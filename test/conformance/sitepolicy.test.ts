// The service's own Content-Security-Policy in a real browser, through a mirror: what it trusted runs, what it did not trust
// does not, our shim runs in any case, and nothing else about the page's walls has moved. With the lifeboat and without.

import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";

/** Two sites. */
const HOSTS = ["127.0.0.1", "127.0.0.2"];
const GOOD = "self.good = (self.good ?? 0) + 1";
const EVIL = "<script>self.evil = 1</script><img src=x onerror='self.evil = 1'>";
const HASH = createHash("sha256").update(GOOD).digest("base64");

interface Shown {
  readonly policy?: string;
  readonly body: string;
  readonly headers?: Record<string, string>;
}

const pages: Record<string, (cdn: string) => Shown> = {
  "/": () => ({ body: "<title>front</title>" }),
  "/nonce": () => ({ policy: "script-src 'nonce-abc'", body: `<script nonce=abc>${GOOD}</script>${EVIL}` }),
  "/hash": () => ({ policy: `script-src 'sha256-${HASH}'`, body: `<script>${GOOD}</script>${EVIL}` }),
  "/none": () => ({
    policy: "default-src 'none'",
    body: `<script>${GOOD}</script><script src=/lib.js></script>${EVIL}`,
  }),
  "/list": (cdn) => ({
    policy: `script-src ${cdn}/lib.js`,
    body: `<script src=${cdn}/lib.js></script><script src=${cdn}/other.js></script>${EVIL}`,
  }),
  "/strict": (cdn) => ({
    policy: "script-src 'strict-dynamic' 'nonce-abc' https: 'unsafe-inline'; object-src 'none'; base-uri 'none'",
    body: `<script nonce=abc>document.head.append(Object.assign(document.createElement("script"), { src: "${cdn}/lib.js" }))</script><script src=/other.js></script>${EVIL}`,
  }),
  "/two": () => ({
    policy: "script-src 'self' 'nonce-abc', script-src 'nonce-abc'",
    body: `<script nonce=abc>${GOOD}</script><script src=/other.js></script>${EVIL}`,
  }),
  "/form": () => ({ policy: "form-action 'none'", body: "<form action=/front><button>go</button></form>" }),
  "/base": () => ({ policy: "base-uri 'none'", body: "<base href=/elsewhere/><a id=link href=x>x</a>" }),
  "/styles": () => ({ policy: "style-src 'self'", body: "<p style='color:rgb(1, 2, 3)'>x</p>" }),
  "/unframed": () => ({ body: "<p>x</p>", headers: { "x-frame-options": "DENY" } }),
  "/unframed-by-policy": () => ({ policy: "frame-ancestors 'none'", body: "<p>x</p>" }),
  "/framed": () => ({ policy: "frame-ancestors 'self'", body: "<p>x</p>", headers: { "x-frame-options": "DENY" } }),
  "/isolated": (cdn) => ({
    body: `<img src=${cdn}/picture.svg>`,
    headers: { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" },
  }),
};

let browser: Browser;
let mesh: Mesh;
const servers = HOSTS.map(() => createServer(answer));
const origin = (at: number) => `http://${HOSTS[at]}:${(servers[at]?.address() as AddressInfo | undefined)?.port}`;

function answer({ url = "/", headers }: IncomingMessage, response: ServerResponse): void {
  response.setHeader("etag", '"1"').setHeader("cache-control", "no-cache");
  if (headers["if-none-match"]?.includes('"1"')) return void response.writeHead(304, policyOf(url)).end();
  if (url.endsWith(".js"))
    return void response.setHeader("content-type", "text/javascript").end(url === "/lib.js" ? GOOD : "self.evil = 1");
  if (url.endsWith(".svg"))
    return void response
      .setHeader("content-type", "image/svg+xml")
      .end("<svg xmlns='http://www.w3.org/2000/svg' width='5' height='5'/>");
  const page = pages[url]?.(origin(1));
  const more = { ...policyOf(url), ...page?.headers };
  response
    .writeHead(page ? 200 : 404, { "content-type": "text/html", ...more })
    .end(`<!doctype html>${page?.body ?? ""}`);
}

function policyOf(url: string): Record<string, string> {
  const policy = pages[url]?.(origin(1)).policy;
  return policy === undefined ? {} : { "content-security-policy": policy };
}

beforeAll(async () => {
  await Promise.all(
    servers.map((server, at) => new Promise<void>((resolve) => void server.listen(0, HOSTS[at], resolve))),
  );
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh("--service", `${origin(0)},cdn=${origin(1)}`)]);
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
  for (const server of servers) server.close();
});

describe.each(["allow", "block"] as const)("with service workers: %s", (serviceWorkers) => {
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    context = await browser.newContext({ serviceWorkers });
    const { origin } = await enterMirror(context, mesh, serviceWorkers === "allow" ? "lifeboat" : "bare");
    page = await context.newPage();
    await page.goto(`${origin}/`);
  });
  afterAll(() => context?.close());

  const open = (path: string) => page.goto(new URL(path, page.url()).href, { waitUntil: "load" });
  const ran = () =>
    page.evaluate(() => {
      const { good, evil } = self as unknown as { good?: number; evil?: number };
      return { good, evil, shim: !("RTCPeerConnection" in self) };
    });

  it.each([
    ["/nonce", 1],
    ["/hash", 1],
    ["/none", undefined],
    ["/list", 1],
    ["/strict", 1],
    ["/two", 1],
  ])("%s: what the service trusts runs, and our shim, and nothing else", async (path, good) => {
    await open(path);
    await page.waitForLoadState("networkidle");
    expect(await ran()).toEqual({ good, evil: undefined, shim: true });
  });

  it("a page that the browser holds and asks about again keeps its shim", async () => {
    await open("/strict");
    await open("/");
    await open("/strict");
    await page.waitForLoadState("networkidle");
    expect(await ran()).toEqual({ good: 1, evil: undefined, shim: true });
  });

  it("forms, bases and styles are held as at home", async () => {
    await open("/form");
    const refused = await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          document.addEventListener("securitypolicyviolation", ({ effectiveDirective }) => resolve(effectiveDirective));
          document.querySelector("button")?.click();
        }),
    );
    expect(refused).toBe("form-action");
    await open("/base");
    expect(
      await page.evaluate(() => new URL((document.querySelector("#link") as HTMLAnchorElement).href).pathname),
    ).toBe("/x");
    await open("/styles");
    expect(await page.evaluate(() => getComputedStyle(document.querySelector("p") as Element).color)).toBe(
      "rgb(0, 0, 0)",
    );
  });

  it.each([
    ["/unframed", 0],
    ["/unframed-by-policy", 0],
    ["/framed", 1],
  ])("%s is shown in %i frames", async (path, count) => {
    await open("/");
    const shown = await page.evaluate(async (path) => {
      const frame = Object.assign(document.createElement("iframe"), { src: path });
      await new Promise((resolve) => {
        frame.onload = resolve;
        document.body.append(frame);
      });
      return frame.contentDocument?.querySelectorAll("p").length ?? 0;
    }, path);
    expect(shown).toBe(count);
  });

  it("a page that asks to be isolated is, and shows pictures of the second origin", async () => {
    await open("/isolated");
    expect(await page.evaluate(() => [crossOriginIsolated, document.images[0]?.naturalWidth])).toEqual([true, 5]);
  });
});
