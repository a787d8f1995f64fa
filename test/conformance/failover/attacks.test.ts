// What must be refused, in a real browser: a page's script carries off everything it can read to a second browser; whoever took
// another mirror's place answers in the mesh's name; and a relay that has the keys lies.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Boarding } from "../../../shared/domain/boat.ts";
import { fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { createMask, MASK_RANDOM_BYTES } from "../../../shared/domain/mask.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../../shared/domain/mirrorkeys.ts";
import { createSigner, type Signer } from "../../../shared/domain/signature.ts";
import { issueTicket } from "../../../shared/domain/ticket.ts";
import { launchBrowser } from "../../support/browser.ts";
import { enterMirror } from "../../support/entermirror.ts";
import { type HostileWay, startHostileWay } from "../../support/hostileway.ts";
import { type Mesh, startMeshWith } from "../../support/mesh.ts";
import { ATTACK, BROKEN, createKnowing, type Knowing, liesOf, SPY, says } from "./lies.ts";
import { lifeboatState } from "./lifeboatstate.ts";
import { CARRY_OFF, PLANT, TRY } from "./loot.ts";
import { NEWEST, type Offer, offersFor } from "./offers.ts";

let mesh: Mesh;
let way: HostileWay;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let origin: string;
let door: string;
let boat: Boarding;
let online: Signer;
let deployKey: Uint8Array;
let knowing: Knowing;

const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
const bytesOf = (text: string) => fromBase64url(text) ?? new Uint8Array();

const boatIn = (whose: BrowserContext): Promise<Boarding> | undefined =>
  whose.serviceWorkers()[0]?.evaluate(() => Reflect.get(self, "hezar").boat);

beforeAll(async () => {
  mesh = await startMeshWith({ HEZAR_WINDOWS: "0.0001" }, "--per-group", "3");
  way = await startHostileWay((hostname) => hostname.endsWith(".localhost") && hostname !== new URL(SPY).hostname);
  const keys = JSON.parse(await readFile(join(mesh.state, "keys.json"), "utf8"));
  online = await createSigner(keys.online.id, bytesOf(keys.online.seed));
  deployKey = bytesOf(keys.deployKey);
  browser = await launchBrowser(way.flags);
  context = await browser.newContext({ locale: "en" });
  ({ origin, door } = await enterMirror(context, mesh, "lifeboat"));
  boat = (await boatIn(context)) as Boarding;
  knowing = createKnowing(bytesOf(boat.key));
  page = await context.newPage();
  await logIn();
  await vi.waitFor(
    async () => {
      await page.goto(`${origin}/en/`);
      expect((await lifeboatState(context))?.others).toBeGreaterThan(1);
    },
    { timeout: 90_000, interval: 500 },
  );
}, 180_000);
afterAll(async () => {
  await browser?.close();
  await way?.close();
  await mesh?.close();
});

async function logIn(): Promise<void> {
  await page.goto(`${origin}/en/login`);
  const [user, password] = ((await page.textContent("p.note code")) ?? "").split(" / ");
  await page.fill("input[name=user]", user ?? "");
  await page.fill("input[name=password]", password ?? "");
  await Promise.all([page.waitForURL((url) => !url.pathname.endsWith("/login")), page.click("form.panel button")]);
}

const open = async (path: string) => {
  await page.goto(origin + path);
  return page.title();
};
/** To what is asked for next, and not to what the page before still asks for. */
const tell = async (how: Parameters<HostileWay["lie"]>[0]) => {
  await page.goto("about:blank");
  way.lie(how);
};

/** Another reader's link to the same mirror. */
async function thiefsLink(): Promise<string> {
  const { hostname } = new URL(origin);
  const zone = hostname.split(".").slice(1).join(".");
  const { mask } = await deriveMirrorKeys(await deriveZoneSecret(deployKey, zone), hostname);
  const notAfterHour = Math.floor(Date.now() / 3_600_000) + 24;
  const wish = { lineage: boat.lineage, reader: "0102030405060708", level: 0, notAfterHour };
  const segment = await (await createMask(mask)).mask(await issueTicket(wish, online), random(MASK_RANDOM_BYTES));
  return `${origin}/${segment}/`;
}

describe("what a page's script carries off", () => {
  it("opens nothing in a second browser: neither for a stranger nor for another reader of the mirror", async () => {
    await page.goto(`${origin}/${door}/state`);
    const loot = await page.evaluate(CARRY_OFF, door);
    const secrets = [boat.key, boat.carried, boat.readerKey];
    expect(loot.caches.map(([name]) => name)).toContain(`${door}-locker`);
    expect(loot.texts.jar).toMatch(/^[0-9a-f]{16}=/);
    for (const secret of secrets) expect(JSON.stringify(loot)).not.toContain(secret);

    const second = await browser.newContext({ locale: "en" });
    const thiefs = await second.newPage();
    await thiefs.goto(`${origin}/`);
    await thiefs.evaluate(PLANT, loot);
    await thiefs.goto(`${origin}/en/`);
    expect(await thiefs.locator(".masthead").count()).toBe(0);
    const covered = await thiefs.evaluate(TRY, [door, loot] as [string, typeof loot]);
    expect(covered).toEqual(["jar 405", "send 405"]);

    await thiefs.goto(await thiefsLink());
    await thiefs.waitForURL((url) => url.pathname === "/");
    await vi.waitFor(async () => expect(await boatIn(second)).toBeDefined(), { timeout: 30_000 });
    expect((await boatIn(second))?.key).not.toBe(boat.key);
    expect(await lifeboatState(second)).toMatchObject({ others: 0, version: 0 });
    await thiefs.goto(`${origin}/${door}/state`);
    expect(await thiefs.evaluate(TRY, [door, loot] as [string, typeof loot])).toEqual(["jar 403", "send 403"]);
    await thiefs.goto(`${origin}/en/login`);
    expect(await thiefs.locator("input[name=password]").count()).toBe(1);
    await second.close();
  }, 60_000);
});

describe("who answers in another mirror's place", () => {
  let earlier: Buffer;

  beforeAll(async () => {
    way.blocked.add(new URL(origin).hostname);
    await tell(
      knowing.changed((truth) => {
        earlier = truth;
        return truth;
      }),
    );
    await open("/en/");
    await vi.waitFor(async () => expect((await lifeboatState(context))?.isAway).toBe(true));
    expect(earlier).toBeDefined();
  });

  it("never runs, and an honest one is asked", async () => {
    const broken = BROKEN.map(
      ([title, head]) =>
        [
          `with the keys: ${title}`,
          async (sent, response) => says(await knowing.head(sent, head), ATTACK)(sent, response),
        ] satisfies ReturnType<typeof liesOf>[number],
    );
    for (const [title, lie] of [...liesOf(knowing, () => earlier), ...broken]) {
      await tell(lie);
      expect(await open("/en/news/river-rises"), title).toContain("river");
      expect(new Set(way.asked).size, title).toBeGreaterThan(1);
      expect(page.url(), title).toBe(`${origin}/en/news/river-rises`);
      expect(way.strays, title).toEqual([]);
    }
  }, 60_000);

  it("with the keys: leads nobody off the mirror", async () => {
    await tell(async (sent, response) => {
      const away = { status: 302, headers: [["location", `${SPY}/x`]] } as const;
      return (await knowing.isPage(sent)) && says(await knowing.head(sent, away), "")(sent, response);
    });
    await expect(page.goto(`${origin}/en/news/`)).rejects.toThrow("ERR_FAILED");
    expect(way.strays).toEqual([]);
    page = await context.newPage();
  });

  it("with the keys: a page of its own gets no further than any page of the mirror", async () => {
    await tell(async (sent, response) => {
      return (await knowing.isPage(sent)) && says(await knowing.head(sent, {}), ATTACK)(sent, response);
    });
    await page.goto(`${origin}/en/news/`);
    // What a relay with the keys shows runs under this origin (threat-model.md); it reaches nobody else from there.
    await vi.waitFor(async () => expect(await page.title()).toBe("ran"));
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 300 })));
    expect(way.strays).toEqual([]);
  });

  it("with the keys: a ticket that opens nowhere shuts the reader out of no other mirror for long", async () => {
    await tell(async (sent, response) => {
      const spoilt = { carried: toBase64url(random(160)) };
      return (
        (await knowing.isPage(sent)) && says(await knowing.head(sent, spoilt), "<title>spoilt</title>")(sent, response)
      );
    });
    expect(await open("/en/")).toBe("spoilt");
    await tell(undefined);
    await vi.waitFor(async () => expect(await open("/en/news/river-rises")).toContain("river"), {
      timeout: 20_000,
      interval: 300,
    });
  });

  it("with the keys: changes no roster and ends no lifeboat", async () => {
    const before = await lifeboatState(context);
    const offered: Offer[] = [];
    const give = (offer: Offer) => {
      offered.length = 0;
      way.lie(async (sent, response) => {
        const { path } = await knowing.asked(sent);
        if (path !== `/${door}/${offer.name}`) return false;
        offered.push(offer);
        const head = await knowing.head(sent, { headers: [["content-type", "text/plain"]] });
        return says(head, offer.text)(sent, response);
      });
    };
    const { wrong, right } = await offersFor(boat, online);
    for (const offer of wrong) {
      give(offer);
      await vi.waitFor(
        async () => {
          expect(await open("/en/news/river-rises"), offer.title).toContain("river");
          expect(offered).not.toEqual([]);
        },
        { timeout: 30_000, interval: 50 },
      );
    }
    expect(context.serviceWorkers()).toHaveLength(1);
    const after = await lifeboatState(context);
    expect([after?.others, after?.version]).toEqual([before?.others, before?.version]);
    expect(way.strays).toEqual([]);
    give(right);
    await vi.waitFor(
      async () => {
        await page.goto(`${origin}/en/news/river-rises`);
        expect((await lifeboatState(context))?.version).toBe(NEWEST);
      },
      { timeout: 30_000, interval: 50 },
    );
  }, 120_000);
});

describe("the kill switch, thrown by the root,", () => {
  it("takes the lifeboat off and clears its stores; the reader reads on without one", async () => {
    way.lie(undefined);
    way.blocked.clear();
    const worker = context.serviceWorkers()[0];
    const kept = () => worker?.evaluate(() => caches.keys());
    expect(await kept()).toContain(`${door}-locker`);
    await mesh.hezarJson("kill", "--yes");
    await vi.waitFor(
      async () => {
        await page.evaluate(() => fetch("/en/").then((answer) => answer.text()));
        expect(await kept()).toEqual([]);
      },
      { timeout: 60_000, interval: 100 },
    );
    // What is still open has its worker until it goes: nothing is kept any more.
    await page.evaluate(async () => {
      const sheet = document.querySelector<HTMLLinkElement>("link[rel=stylesheet]")?.href;
      for (let n = 0; n < 3; n++) await fetch(`${sheet}?${n}`).then((answer) => answer.text());
    });
    const answer = await page.goto(`${origin}/en/news/river-rises`);
    expect(answer?.fromServiceWorker()).toBe(false);
    expect(await page.locator(".masthead").count()).toBe(1);
    // A page of the mirror's own, whose scripts see what there is.
    await page.goto(`${origin}/${door}/state`);
    const left = () =>
      page.evaluate(async () => ({
        caches: await caches.keys(),
        databases: (await indexedDB.databases()).map(({ name }) => name),
        workers: (await navigator.serviceWorker.getRegistrations()).length,
        storage: Object.keys(localStorage),
      }));
    await expect.poll(left).toEqual({ caches: [], databases: [], workers: 0, storage: [] });
    // Pages ask for it again, each one, and get none.
    const isRefused = () =>
      page.evaluate(
        (path) => navigator.serviceWorker.register(path, { scope: "/" }).then(() => "came", String),
        `/${door}/lifeboat.js`,
      );
    expect(await isRefused()).toContain("404");
    await page.goto(`${origin}/en/`);
    await page.goto(`${origin}/${door}/state`);
    expect(await left()).toEqual({ caches: [], databases: [], workers: 0, storage: [] });
    // Until the root takes it back.
    await mesh.hezarJson("kill", "--lift");
    await vi.waitFor(
      async () => {
        const answer = await page.goto(`${origin}/en/`);
        expect(answer?.fromServiceWorker()).toBe(true);
      },
      { timeout: 30_000, interval: 300 },
    );
  }, 90_000);
});
