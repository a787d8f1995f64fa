// A mirror burns while somebody reads from it: within ten seconds it stands in KV's blocklist and an order waits; `mint`
// fills the order; the beacon shows a new hostname and never again the old one.

import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { launchBrowser } from "../support/browser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { startStopwatch } from "../support/stopwatch.ts";
import { sendRaw } from "../support/stranger.ts";

interface Status {
  readonly mirrors: readonly { readonly hostname: string; readonly state: string }[];
  readonly orders: readonly { readonly id: number; readonly state: string; readonly hostname?: string }[];
  readonly blocklist: {
    readonly version: number;
    readonly entries: readonly { readonly pattern: string; readonly cause: string }[];
  };
  readonly events: readonly { readonly event: string; readonly hostname?: string }[];
}

let browser: Browser;
let mesh: Mesh;
let page: Page;
let burnedHost: string;

beforeAll(async () => {
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh()]);
  const [link] = mesh.ready.links;
  burnedHost = link?.hostname ?? "";
  page = await browser.newPage();
  await page.goto(link?.url ?? "");
  await page.waitForURL((url) => url.pathname === "/");
});
afterAll(async () => {
  await browser?.close();
  await mesh?.close();
});

async function beaconHosts(): Promise<readonly string[]> {
  const url = new URL(`${mesh.ready.beacon}.json`);
  const answer = await sendRaw(mesh.port, {
    target: url.pathname,
    host: url.host,
    headers: { Accept: "application/json" },
  });
  const { links } = JSON.parse(answer.body.toString().replace(/^[0-9a-f]+\r\n|\r\n0\r\n\r\n$/g, "")) as {
    readonly links: readonly { readonly hostname: string }[];
  };
  return links.map((link) => link.hostname);
}

async function blocklistInKv(): Promise<string> {
  const { url, account, token } = mesh.ready.api;
  const headers = { authorization: `Bearer ${token}` };
  const namespaces = (await (await fetch(`${url}/accounts/${account}/storage/kv/namespaces`, { headers })).json()) as {
    readonly result: readonly { readonly id: string }[];
  };
  const values = await Promise.all(
    namespaces.result.map(({ id }) =>
      fetch(`${url}/accounts/${account}/storage/kv/namespaces/${id}/values/blocklist`, { headers }).then((answer) =>
        answer.text(),
      ),
    ),
  );
  return values.join("\n");
}

describe("hezar burn, while a browser reads from the mirror", () => {
  it("puts the host into KV's blocklist and an order beside it, within ten seconds", async () => {
    expect(await beaconHosts()).toContain(burnedHost);
    const watch = startStopwatch();
    const burned = await mesh.hezarJson<{ readonly burned: readonly string[] }>(
      "burn",
      burnedHost,
      "--cause",
      "censor",
    );
    expect(burned.burned).toEqual([burnedHost]);
    await expect.poll(blocklistInKv).toContain(burnedHost);
    const seconds = watch.seconds();
    console.log(`burned, published to KV and read back in ${seconds.toFixed(2)} s`);
    expect(seconds).toBeLessThan(10);
    const status = await mesh.hezarJson<Status>("status");
    expect(status.mirrors.find((mirror) => mirror.hostname === burnedHost)?.state).toBe("burned");
    expect(status.blocklist.entries.map((entry) => entry.pattern)).toContain(burnedHost);
    expect(status.orders.some((order) => order.state === "open")).toBe(true);
  });

  it("is shown to nobody any more, at once, and a newcomer is shown what is left", async () => {
    const shown = await beaconHosts();
    expect(shown).not.toContain(burnedHost);
    expect(shown.length).toBeGreaterThan(0);
  });

  it("goes on serving the reader who is there, and says that it is burned", async () => {
    const seen = page.waitForResponse((response) => response.request().isNavigationRequest());
    // What a relay knows of itself may be as old as its memory of KV.
    await expect
      .poll(async () => (await page.goto(new URL("/en/", page.url()).href))?.headers()["mirror-state"], {
        timeout: 40_000,
        interval: 500,
      })
      .toBe("burned");
    expect((await seen).status()).toBe(200);
    expect(await page.locator(".masthead").count()).toBe(1);
  }, 120_000);

  it("is replaced by mint, and the beacon's links move", async () => {
    const before = await beaconHosts();
    await mesh.hezarJson("mint");
    const status = await mesh.hezarJson<Status>("status");
    expect(status.orders.filter((order) => order.state === "open")).toEqual([]);
    const fresh = (await beaconHosts()).filter((hostname) => !before.includes(hostname));
    expect(fresh.length).toBeGreaterThan(0);
    expect(await beaconHosts()).not.toContain(burnedHost);
    const story = status.events.map((event) => event.event);
    expect(story).toEqual(expect.arrayContaining(["burned", "ordered", "minted", "handed-out"]));
    await expect
      .poll(() => mesh.events.map((event) => event.event))
      .toEqual(expect.arrayContaining(["burned", "ordered", "minted"]));
  });

  it("opens at the new mirror for the same invitation", async () => {
    const url = new URL(mesh.ready.beacon);
    const fresh = await browser.newPage();
    await fresh.goto(url.href);
    const links = await fresh
      .locator("a[href*='localhost']")
      .evaluateAll((anchors) => anchors.map((anchor) => (anchor as HTMLAnchorElement).href));
    const link = links.find((href) => !mesh.ready.links.some((known) => href.includes(known.hostname)));
    await fresh.goto(link ?? "about:blank");
    await fresh.waitForURL((at) => at.pathname === "/");
    expect(await fresh.locator(".masthead").count()).toBe(1);
  });
});

describe("the warden's page", () => {
  it("opens in a browser by the operator's link, shows what burned, and fetches nothing from elsewhere", async () => {
    const { url } = await mesh.hezarJson<{ url: string }>("status", "--web");
    const operator = await browser.newPage({ locale: "fa-IR", viewport: { width: 390, height: 844 } });
    const asked: string[] = [];
    operator.on("request", (request) => asked.push(new URL(request.url()).origin));
    await operator.goto(url);
    expect(new URL(operator.url()).pathname).toBe("/board");
    expect(new Set(asked)).toEqual(new Set([new URL(url).origin]));
    expect(await operator.evaluate(() => document.dir)).toBe("rtl");
    expect(await operator.locator("body").innerText()).toContain(burnedHost);
    // A phone scrolls its tables, never the page.
    expect(await operator.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
    const again = await operator.goto(url);
    expect(again?.status()).toBe(404);
    await operator.close();
  });
});
