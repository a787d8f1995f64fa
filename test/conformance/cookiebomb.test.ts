// A page, or a secondary, that sets cookies until the browser must drop some. The pass is what may never go: without it the
// reader is a stranger on a mirror that worked a minute ago.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";

/** More than any page of ours lets a service set: a service may refuse its own cookies, a mirror may not. */
const HEADERS_BYTES = 200_000;
/** Two sites. */
const HOSTS = ["127.0.0.1", "127.0.0.2"];
const HERE = "<!doctype html><title>the service</title>";
let browser: Browser;
let mesh: Mesh;
let context: BrowserContext;
let page: Page;
const servers = [0, 1].map(() =>
  createServer({ maxHeaderSize: HEADERS_BYTES }, ({ url, headers }, response) => {
    response.setHeader("access-control-allow-origin", headers.origin ?? "*");
    response.setHeader("access-control-allow-credentials", "true");
    answer(new URL(url ?? "/", "http://x"), response);
  }),
);

function answer(url: URL, response: ServerResponse): void {
  const [count, size] = ["n", "size"].map((name) => Number(url.searchParams.get(name)));
  const path = url.searchParams.get("path") ?? "/";
  const end = url.searchParams.get("end") ?? "";
  const cookies = Array.from(
    { length: count ?? 0 },
    (_, at) =>
      `${url.searchParams.get("name")}${at}=${"x".repeat(size ?? 0)}; Path=${path}${path === "/" ? "" : at}${end}`,
  );
  response.writeHead(200, { "content-type": "text/html", "set-cookie": cookies }).end(HERE);
}

const origin = (at: number) => `http://${HOSTS[at]}:${(servers[at]?.address() as AddressInfo | undefined)?.port}`;

beforeAll(async () => {
  await Promise.all(
    servers.map((server, at) => new Promise<void>((resolve) => void server.listen(0, HOSTS[at], resolve))),
  );
  const cdn = origin(1);
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh("--service", `${origin(0)},cdn=${cdn}`)]);
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
  for (const server of servers) server.close();
});
beforeEach(async () => {
  await context?.close();
  context = await browser.newContext();
  const { origin } = await enterMirror(context, mesh, "lifeboat");
  page = await context.newPage();
  await page.goto(`${origin}/`);
});

const names = async (pattern: RegExp) => (await context.cookies()).filter(({ name }) => pattern.test(name)).length;
// Pages are not shown their lifeboat, so the browser is asked.
const doorOf = async () => {
  const [lifeboat = await context.waitForEvent("serviceworker")] = context.serviceWorkers();
  return new URL(lifeboat.url()).pathname.split("/")[1] ?? "";
};

async function isStillReader(): Promise<void> {
  await page.goto(new URL("/again", page.url()).href);
  expect(await page.title()).toBe("the service");
  expect(await names(/^__Host-[a-z]+_/)).toBe(1);
}

describe("a reader stays a reader", () => {
  it("when an answer sets four hundred cookies, at four hundred paths", async () => {
    await page.goto(new URL("/?name=a&n=400&size=2", page.url()).href);
    await page.goto(new URL("/?name=b&n=400&size=2&path=/p", page.url()).href);
    await isStillReader();
  });

  it("when answers after answers set them", async () => {
    for (const name of "abcdef") await page.goto(new URL(`/?name=${name}&n=60&size=2`, page.url()).href);
    await isStillReader();
    expect(await names(/^__Host-\.[a-f]\d/)).toBeLessThanOrEqual(100);
  });

  it("when cookies are large", async () => {
    for (const name of "abcd") await page.goto(new URL(`/?name=${name}&n=12&size=4000`, page.url()).href);
    await isStillReader();
  });

  it("when a script sets a thousand, past whatever guards document.cookie", async () => {
    await page.evaluate(() => {
      const frame = document.documentElement.appendChild(document.createElement("iframe"));
      const bare = frame.contentDocument ?? document;
      for (let at = 0; at < 1000; at++) bare.cookie = `s${at}=1; path=/; secure`;
    });
    await isStillReader();
  });

  it("when a script sets hundreds as important as the pass, or as large as they may be", async () => {
    await page.evaluate(() => {
      // biome-ignore lint/suspicious/noDocumentCookie: what scripts of twenty years do
      const set = (text: string) => (document.cookie = text);
      for (let at = 0; at < 400; at++) set(`t${at}=1; path=/; priority=high; secure`);
      for (let at = 0; at < 60; at++) set(`u${at}=${"x".repeat(4000)}; path=/`);
    });
    await isStillReader();
    expect(await names(/^__Host-\.[tu]\d/)).toBeLessThanOrEqual(100);
  });

  it("when a secondary sets them, and the primary keeps its own", async () => {
    await page.goto(new URL("/?name=login&n=3&size=9", page.url()).href);
    const door = await doorOf();
    await page.evaluate(async (door) => {
      for (let at = 0; at < 12; at++)
        await fetch(`/${door}/cdn/?name=${"abcdefghijkl"[at]}&n=60&size=2&path=/p&end=;SameSite=None;Secure`, {
          credentials: "include",
        }).then((one) => one.text());
    }, door);
    await isStillReader();
    expect(await names(/^__Host-\.login\d/)).toBe(3);
    const theirs = await names(/^[a-z]{10}\.cdn/);
    expect(theirs).toBeGreaterThan(0);
    expect(theirs).toBeLessThanOrEqual(20);
  });
});
