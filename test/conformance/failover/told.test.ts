// What a lifeboat tells of a block, in a real browser behind the demo's censor: a report rides on the mirror that worked and is
// evidence at the warden; one a mirror and hour; told later where nothing went through, and not at all where the reader says so.
// And what the wire hears of the mirror that is blocked.

import type { Response } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { MeshStatus, Why } from "../../../shared/wardenapi.ts";
import { type BlockedReader, openBlockedReader } from "./blockedreader.ts";

let reader: BlockedReader;
let mirrors: readonly string[];

beforeAll(async () => {
  // An hour is 72 s, time for two blocks within it; a mirror that failed is asked again after 6.
  reader = await openBlockedReader({ scheme: "http", windows: "0.02", locale: "en-US", args: ["--per-group", "6"] });
  mirrors = (await reader.mesh.hezarJson<MeshStatus>("status")).mirrors.map(({ hostname }) => hostname);
}, 240_000);
afterAll(() => reader?.close());

const block = (pattern: string) => reader.censor("PUT", "/rules", { pattern, how: "reset", residualSeconds: 0 });
const lift = (pattern: string) => reader.censor("DELETE", `/rules?pattern=${pattern}`);
/** Votes in the warden's evidence on a mirror, over all countries. */
const votesOn = async (hostname: string) => {
  const { verdicts } = await reader.mesh.hezarJson<Why>("why", hostname);
  const votes = verdicts.map(({ numbers }) => numbers.votes);
  const sum = (key: "received" | "failed" | "uncontrolled") => votes.reduce((total, one) => total + one[key], 0);
  return { received: sum("received"), failed: sum("failed"), uncontrolled: sum("uncontrolled") };
};
const received = async () => {
  const all = await Promise.all(mirrors.map(votesOn));
  return all.reduce((total, one) => total + one.received, 0);
};
const ONE = { received: 1, failed: 1, uncontrolled: 0 };
const NONE = { received: 0, failed: 0, uncontrolled: 0 };
/** Reads on: relays tell the warden beside the answers they give. */
const isTold = (hostname: string) =>
  vi.waitFor(
    async () => {
      await reader.page.goto(`${reader.origin}/`);
      expect(await votesOn(hostname)).toEqual(ONE);
    },
    { timeout: 60_000, interval: 300 },
  );
/** The mirror by which the reader reads while the own one is blocked. */
const inUse = async () => {
  const answered: string[] = [];
  const note = (response: Response) => {
    const { hostname } = new URL(response.url());
    if (response.request().serviceWorker() && hostname !== reader.hostname) answered.push(hostname);
  };
  reader.context.on("response", note);
  await reader.page.goto(`${reader.origin}/`);
  await vi.waitFor(() => expect(mirrors).toContain(answered[0]));
  reader.context.off("response", note);
  return answered[0] ?? "";
};
/** As the reader's switch does; a page's own scripts see no worker. One that was replaced may still be about. */
const allow = async (isAllowed: boolean) => {
  for (const worker of reader.context.serviceWorkers())
    await worker.evaluate((value) => {
      self.dispatchEvent(new MessageEvent("message", { data: { hezar: "reports", value } }));
    }, isAllowed);
  expect((await reader.state())?.reports).toBe(isAllowed);
};

describe("a report", () => {
  it("is none while the reader says no", async () => {
    await allow(false);
    await reader.block("reset");
    // Relays tell what they carry with the requests that come after it.
    for (let number = 0; number < 6; number++) await inUse();
    expect(await received()).toBe(0);
    await allow(true);
  }, 60_000);

  it("of the own mirror that found no way out is told once there is one", async () => {
    await block("*");
    await reader.page.goto(`${reader.origin}/`);
    expect(await received()).toBe(0);
    for (const hostname of mirrors) if (hostname === reader.hostname) await block(hostname);
    await lift("*");
    await isTold(reader.hostname);
    for (const hostname of mirrors) if (hostname !== reader.hostname) expect(await votesOn(hostname)).toEqual(NONE);
  }, 120_000);

  it("is not told again within the hour; of another mirror it rides on a third", async () => {
    await reader.returnHome();
    await reader.block("reset");
    const second = await inUse();
    await block(second);
    await isTold(second);
    expect(await votesOn(reader.hostname)).toEqual(ONE);
  }, 120_000);
});

const isPreloading = () =>
  reader.context.serviceWorkers()[0]?.evaluate(async () => {
    const { registration } = self as unknown as { readonly registration: ServiceWorkerRegistration };
    return (await registration.navigationPreload.getState()).enabled;
  });

describe("a mirror that is blocked", () => {
  it("is left alone by the browser as well, however many pages the reader opens", async () => {
    await reader.returnHome();
    await reader.block("drop");
    const own = async () => (await reader.wire()).filter(({ name }) => name === reader.hostname).length;
    await reader.page.goto(`${reader.origin}/`);
    await vi.waitFor(async () => expect((await reader.state())?.isAway).toBe(true));
    await reader.page.goto(`${reader.origin}/`);
    const before = await own();
    for (let number = 0; number < 8; number++) await reader.page.goto(`${reader.origin}/?${number}`);
    // It is asked again whenever its while is over, six seconds here.
    expect((await own()) - before).toBeLessThan(4);
    await reader.returnHome();
    const answer = await reader.page.goto(`${reader.origin}/`);
    expect(answer?.ok()).toBe(true);
    expect(await isPreloading()).toBe(true);
  }, 90_000);
});
