// A mirror burns while somebody reads from it: within ten seconds it stands in KV's blocklist and an order waits; `mint`
// fills the order; the beacon shows a new hostname and never again the old one.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readKeys } from "../../scripts/operator/keys.ts";
import { openState } from "../../scripts/operator/state.ts";
import { createWardenClient, type WardenClient } from "../../scripts/operator/wardenclient.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import { launchBrowser } from "../support/browser.ts";
import { type Mesh, startMesh } from "../support/mesh.ts";
import { shoot } from "../support/screenshot.ts";
import { startStopwatch } from "../support/stopwatch.ts";
import { sendRaw } from "../support/stranger.ts";
import { readBoard } from "./boardpage.ts";

const BIN = new URL("../../scripts/bin.mjs", import.meta.url).pathname;

let browser: Browser;
let mesh: Mesh;
let warden: WardenClient;
let page: Page;
let burnedHost: string;
/** Burned in Iran alone. */
let lostInIran: string;

beforeAll(async () => {
  [browser, mesh] = await Promise.all([launchBrowser(), startMesh()]);
  const [keys, { warden: url = "" }] = await Promise.all([readKeys(mesh.state), openState(mesh.state).mesh()]);
  warden = createWardenClient({ url, token: keys?.adminToken ?? "" });
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
    const status = await mesh.hezarJson<MeshStatus>("status");
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
    const status = await mesh.hezarJson<MeshStatus>("status");
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

/** The warden's page and what it knows at the same moment: looked at anew where something happened in between. */
async function reloadAtRest(operator: Page): Promise<MeshStatus> {
  for (;;) {
    const before = await warden.status();
    await operator.reload();
    const after = await warden.status();
    if (JSON.stringify({ ...before, now: 0 }) === JSON.stringify({ ...after, now: 0 })) return after;
  }
}

describe("hezar status --watch", () => {
  it("tells what happens as it happens, until it is interrupted", async () => {
    const { mirrors } = await warden.status();
    lostInIran = mirrors.find(({ state }) => state === "live")?.hostname ?? "";
    const watching = spawn(process.execPath, [BIN, "status", "--watch", "--json", "--state", mesh.state], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(watching, "exit");
    try {
      const lines = createInterface({ input: watching.stdout })[Symbol.asyncIterator]();
      const next = async () => JSON.parse((await lines.next()).value ?? "{}") as Readonly<Record<string, unknown>>;
      expect(await next()).toMatchObject({ mirrors: expect.arrayContaining([expect.anything()]) });
      const burning = mesh.hezarJson("burn", lostInIran, "--country", "IR", "--cause", "censor");
      expect(await next()).toMatchObject({ event: "burned", hostname: lostInIran, service: expect.any(String) });
      await burning;
      watching.kill("SIGINT");
      expect(await ended).toEqual([0, null]);
    } finally {
      watching.kill("SIGKILL");
      await ended;
    }
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

  it.each([
    ["en-GB", "light"],
    ["en-GB", "dark"],
    ["fa-IR", "light"],
    ["fa-IR", "dark"],
  ] as const)("shows the mesh in numbers and pictures (%s, %s)", async (locale, colorScheme) => {
    const isPersian = locale === "fa-IR";
    const language = isPersian ? "fa" : "en";
    const number = (value: number) => new Intl.NumberFormat(language).format(value);
    const { url } = await mesh.hezarJson<{ url: string }>("status", "--web");
    const operator = await browser.newPage({ locale, colorScheme, viewport: { width: 1100, height: 900 } });
    await operator.goto(url);
    const status = await reloadAtRest(operator);
    const board = await readBoard(operator);
    await shoot(operator, `board-${language}-${colorScheme}`, { fullPage: true });
    await operator.close();

    expect(board).toMatchObject({ direction: isPersian ? "rtl" : "ltr", isDark: colorScheme === "dark" });
    // WCAG 2.2, 1.4.3.
    expect(board.contrast).toBeGreaterThan(4.5);

    const count = (state: string) => number(status.mirrors.filter((mirror) => mirror.state === state).length);
    const [live, suspect, reserve, minting, burned, orders] = board.tiles;
    expect([live, suspect, reserve, minting, burned].map((tile) => tile?.count)).toEqual(
      ["live", "suspect", "reserve", "minting", "burned"].map(count),
    );
    expect(burned).toEqual({ name: isPersian ? "سوخته" : "burned", count: number(2) });
    expect(orders?.count).toBe(number(status.orders.filter(({ state }) => state === "open").length));

    const iran = new Intl.DisplayNames(language, { type: "region" }).of("IR");
    expect(board.countries).toEqual([isPersian ? "همه‌جا" : "everywhere", iran]);
    expect(board.grid.map(({ hostname }) => hostname)).toEqual(status.mirrors.map(({ hostname }) => hostname));
    const row = (hostname: string) => board.grid.find((one) => one.hostname === hostname)?.cells;
    const lost = isPersian ? "✕ سوخته (سانسور)" : "✕ burned (censor)";
    const unknown = isPersian ? "· چیزی نمی‌دانیم" : "· nothing known";
    expect([row(burnedHost), row(lostInIran)]).toEqual([
      [lost, unknown],
      [unknown, lost],
    ]);

    expect(board.bars).toHaveLength(status.quota.length);
    for (const [at, { account, writesToday, writesPerDay }] of status.quota.entries()) {
      const bar = board.bars[at];
      expect(bar?.says).toContain(`${account}: ${number(writesToday)} / ${number(writesPerDay)}`);
      expect(bar?.filled).toBeCloseTo(Math.min(1, writesToday / writesPerDay), 2);
      expect(bar?.beginsAtStart).toBe(true);
    }

    // All on one account: as many marks as mirrors, and who burned stopped growing older.
    const marks = board.lives.at(-1)?.marks ?? [];
    expect(marks.map(({ fate }) => fate).sort()).toEqual(
      status.mirrors.map(({ state }) => (state === "burned" ? "burned" : "alive")).sort(),
    );
    const [eldest] = marks.toSorted((left, right) => right.place - left.place);
    expect(eldest?.fate).toBe("alive");
    expect(marks.every(({ place }) => place > 0 && place < 1)).toBe(true);

    expect(board.story.map(({ at }) => at)).toEqual(
      board.story
        .map(({ at }) => at)
        .toSorted()
        .reverse(),
    );
    expect(board.story.map(({ event, about }) => `${event} ${about}`)).toEqual(
      expect.arrayContaining([
        `${isPersian ? "سوخت" : "burned"} ${burnedHost} · censor`,
        `${isPersian ? "سوخت" : "burned"} ${lostInIran} · censor IR`,
      ]),
    );
  });
});
