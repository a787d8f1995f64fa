// A reader never notices a block: a real browser behind the demo's censor, a mirror blocked under its hands in the ways the
// censor knows, and the same tab, address and login go on by way of another mirror.

import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { Rule } from "../../scripts/demo/censor/rule.ts";
import { launchProfile, type Profile } from "../support/browser.ts";
import { enterMirror } from "../support/entermirror.ts";
import { type Mesh, startMeshWith } from "../support/mesh.ts";

let mesh: Mesh;
let profile: Profile;
let context: BrowserContext;
let page: Page;
let origin: string;
let hostname: string;

const censor = async (method: string, path: string, body?: object): Promise<Record<string, unknown>> => {
  const answer = await fetch(`${mesh.ready.censor.api}${path}`, {
    method,
    ...(body && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as Record<string, unknown>;
};
const block = (how: Rule["how"], more: Partial<Rule> = {}) =>
  censor("PUT", "/rules", { pattern: hostname, how, residualSeconds: 0, ...more });
const lift = () => censor("DELETE", `/rules?pattern=${hostname}`);
const named = async () => {
  const { seen } = (await censor("GET", "/wire")) as { readonly seen: readonly { readonly name: string }[] };
  return new Set(seen.map(({ name }) => name));
};

beforeAll(async () => {
  mesh = await startMeshWith({ HEZAR_WINDOWS: "0.02" });
  const flags = [`--proxy-server=${mesh.ready.censor.socks}`, "--proxy-bypass-list=<-loopback>"];
  profile = await launchProfile({ flags });
  context = profile.context;
  ({ origin } = await enterMirror(context, mesh, "lifeboat"));
  hostname = new URL(origin).hostname;
  page = await context.newPage();
  await page.goto(`${origin}/en/`);
  // The lifeboat knows its roster once a second mirror's name is on the wire.
  await vi.waitFor(
    async () => {
      await page.evaluate(() => fetch("/en/").then((answer) => answer.text()));
      expect((await named()).size).toBeGreaterThan(1);
    },
    { timeout: 90_000, interval: 500 },
  );
}, 180_000);
afterAll(async () => {
  await profile?.close();
  await mesh?.close();
});

describe("a block", () => {
  it.each(["nxdomain", "reset", "drop", "blockpage"] as const)("%s: the next page loads all the same", async (how) => {
    const began = performance.now();
    await page.goto(`${origin}/en/`);
    const normal = performance.now() - began;
    await block(how);
    const at = performance.now();
    await page.goto(`${origin}/en/`);
    const first = performance.now() - at;
    expect(await page.locator(".masthead").count()).toBe(1);
    const again = performance.now();
    await page.goto(`${origin}/en/`);
    console.log(how, { normal, first, second: performance.now() - again });
    await lift();
  });
});
