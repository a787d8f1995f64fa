// Every mirror a reader knows is dead at once. The operator has new ones, which no roster the reader can reach tells of: a
// sealed list brings them back, from a place the roster named, or from one that only a code they were given names.

import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ListServer, startListServer } from "../../../scripts/start/listserver.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";
import { type BlockedReader, openBlockedReader } from "./blockedreader.ts";

let reader: BlockedReader;
let elsewhere: ListServer;

/** A roster of ten, in the long form. */
const options = process.env.HEZAR_LONG === "1" ? { args: ["--per-group", "10"] } : {};

beforeAll(async () => {
  reader = await openBlockedReader({ ...options, scheme: "http", windows: "0.001", locale: "en-US" });
  elsewhere = await startListServer({ folder: join(reader.mesh.state, "lists"), port: 0 });
}, 240_000);
afterAll(async () => {
  await elsewhere?.close();
  await reader?.close();
});

const live = async () => {
  const { mirrors } = await reader.mesh.hezarJson<MeshStatus>("status");
  return mirrors.filter(({ state }) => state === "live").map(({ hostname }) => hostname);
};
const block = (pattern: string) => reader.censor("PUT", "/rules", { pattern, how: "reset", residualSeconds: 0 });
/** Burns and blocks all there are, and mints anew. */
const replaceAll = async () => {
  const old = await live();
  for (const hostname of old) {
    await block(hostname);
    await reader.mesh.hezarJson("burn", hostname, "--country", "IR");
  }
  await expect
    .poll(
      async () => {
        await reader.mesh.hezarJson("reconcile");
        return (await live()).filter((hostname) => !old.includes(hostname)).length;
      },
      { timeout: 60_000, interval: 500 },
    )
    .toBeGreaterThan(0);
  return old;
};

/** The newsroom's page, not the one in its place. */
const isBack = () => reader.page.locator("main").first().waitFor({ timeout: 60_000 });

describe("a day without a block", () => {
  it("names two mirrors on the wire, and no more, whatever becomes of the worker", async () => {
    const { page, context, origin, hostname } = reader;
    const asked: string[] = [];
    context.on("response", (response) => {
      const { hostname: name } = new URL(response.url());
      if (response.request().serviceWorker() && name !== hostname) asked.push(name);
    });
    const cdp = await context.newCDPSession(page);
    await cdp.send("ServiceWorker.enable");
    for (let life = 1; life <= 6; life++) {
      await expect
        .poll(async () => {
          await page.goto(`${origin}/`);
          return asked.length;
        })
        .toBeGreaterThanOrEqual(life);
      await cdp.send("ServiceWorker.stopAllWorkers");
      asked.length = life;
    }
    expect(new Set(asked).size).toBe(1);
    expect(new Set((await reader.wire()).map(({ name }) => name)).size).toBe(2);
  }, 120_000);
});

describe("all mirrors of the roster are dead", () => {
  it("the sealed list brings the reader back, in the same tab, under the same address", async () => {
    const { page, origin } = reader;
    const old = await replaceAll();
    await page.goto(`${origin}/`);
    expect(await page.locator("textarea").count()).toBe(1);
    const published = await reader.mesh.hezarJson<{ ok: boolean; lineages: number }>("lists", "publish");
    expect(published).toMatchObject({ ok: true });
    const began = performance.now();
    await isBack();
    console.log(
      `back ${Math.round(performance.now() - began)} ms after the lists were out, ${old.length} mirrors dead`,
    );
    expect(new URL(page.url()).origin).toBe(origin);
  }, 180_000);

  it("a code that the reader was given leads to a place that no roster named", async () => {
    const { page, origin, mesh } = reader;
    await block("lists.localhost");
    await replaceAll();
    await page.goto(`${origin}/`);
    expect(await page.locator("textarea").count()).toBe(1);
    const place = elsewhere.url.replace("lists.localhost", "letters.localhost");
    const { code } = await mesh.hezarJson<{ code: string }>("lists", "code", place);
    await mesh.hezarJson("lists", "publish");
    await page.locator("summary").click();
    await page.locator("input, textarea").fill(code);
    await page.locator("form button").click();
    await isBack();
    expect(new URL(page.url()).origin).toBe(origin);
  }, 180_000);
});
