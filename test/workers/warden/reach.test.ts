// How high a block reaches, from the evidence of readers and probes to what the warden does: where a suffix or a provider is
// dead, nobody leaked anything, so no group is split.

import { describe, expect, test } from "vitest";
import type { ProbeResult } from "../../../shared/domain/verdict/evidence.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { order } from "../../../workers/warden/moves/order.ts";
import { inScene, type Reader, type Scene, zoneOf } from "./evidence.ts";
import { settings } from "./mesh.ts";

const probe = (scene: Scene, hostname: string, change: Partial<ProbeResult> = {}): ProbeResult => ({
  ...{ at: scene.now(), hostname, country: "IR", network: "AS58224", vantage: "operator" },
  ...{ control: "ok", blocking: "tls-sni" },
  ...change,
});

interface Ground {
  /** Two mirrors of one group. */
  readonly blocked: readonly [string, string];
  readonly readers: readonly Reader[];
  /** Another channel's mirror, which somebody in the country was served by just now. */
  readonly alive: string;
}

/** `zones`: of the two mirrors that will be blocked and of two others, with their providers. */
async function lay(scene: Scene, zones: Readonly<Record<string, string>>): Promise<Ground> {
  const [first = "", second = "", ...others] = Object.keys(zones);
  const places = Object.entries(zones).map(([zone, provider]) => ({
    ...{ zone, provider, account: "main", service: "news", scheme: "https" as const },
  }));
  const change = { zones: places, mirrors: { live: 0, reserve: 0, perGroup: 2 } };
  await scene.desk.change((book) => configure(book, settings(change)));
  const mintOn = async (zone: string) => {
    scene.pass(600);
    await scene.desk.change((book) => order(book, { service: "news", count: 1 }));
    const [wish] = scene.desk.status().orders.filter(({ state }) => state === "open");
    if (wish !== undefined) await scene.mint(wish, `leaf.${zone}`);
    return `leaf.${zone}`;
  };
  const blocked = [await mintOn(first), await mintOn(second)] as const;
  const readers = await scene.admit(4);
  const [friend] = await scene.admit(1, { channel: "friends" });
  for (const zone of others) await mintOn(zone);
  const alive = `leaf.${others[0]}`;
  if (friend !== undefined) await scene.serve(alive, [friend]);
  return { blocked, readers, alive };
}

/** One look on a network of its own confirms nothing, and another is wished for: its canary. */
async function suspect(scene: Scene, hostname: string): Promise<string> {
  await scene.inquiry.probe([probe(scene, hostname, { network: "AS1" })]);
  scene.pass(200);
  return scene.desk.status().wishes.find((wish) => wish.hostname === hostname)?.canary ?? "";
}

/** Two looks, far enough apart to confirm each other. */
async function confirm(scene: Scene, hostnames: readonly string[]): Promise<void> {
  for (let run = 0; run < 2; run++) {
    await scene.inquiry.probe(hostnames.map((hostname) => probe(scene, hostname)));
    scene.pass(200);
  }
}

const patterns = (scene: Scene) =>
  scene.desk
    .status()
    .blocklist.entries.map(({ pattern, country }) => `${pattern} ${country}`)
    .toSorted();
const splits = (scene: Scene) => scene.desk.status().events.filter(({ event }) => event === "split").length;
const levels = (scene: Scene, hostnames: readonly string[]) =>
  hostnames.map((hostname) => scene.desk.status().verdicts.find((one) => one.hostname === hostname)?.level);
const dead = (scene: Scene) =>
  (scene.desk.status().dead ?? []).map(({ level, name, country }) => `${level} ${name} ${country}`);
const shown = async (scene: Scene, reader: Reader | undefined) => {
  scene.pass(15);
  await scene.desk.flush();
  return reader === undefined
    ? []
    : (await scene.roster(reader)).mirrors.map(({ hostname }) => zoneOf(hostname)).toSorted();
};

const ONE_SUFFIX = { "garden.xyz": "a", "bakery.xyz": "a", "chess.org": "a", "river.net": "b", "moon.net": "b" };
const ONE_PROVIDER = { "garden.xyz": "a", "bakery.click": "a", "chess.org": "b", "river.net": "b", "moon.net": "b" };

describe("a suffix", () => {
  test("of which two zones are found blocked in one look is named, and nobody is split for it", () =>
    inScene(async (scene) => {
      const { blocked, readers } = await lay(scene, ONE_SUFFIX);
      const [first, second] = blocked;
      const canaries = [await suspect(scene, first), await suspect(scene, second)];
      const before = scene.desk.status().groups.groups;
      await confirm(scene, [...blocked, ...canaries]);
      expect(levels(scene, blocked)).toEqual(["suffix", "suffix"]);
      expect(dead(scene)).toContain("suffix xyz IR");
      expect(dead(scene).filter((node) => node.startsWith("provider"))).toEqual([]);
      expect((await scene.inquiry.why(first))?.verdicts[0]?.lines[0]).toBe(
        `${first} is burned in IR, with its whole suffix, cause censor.`,
      );
      // Nothing is minted there, and who was there has others.
      expect(patterns(scene)).toEqual(expect.arrayContaining(["*.bakery.xyz IR", "*.garden.xyz IR"]));
      expect([splits(scene), scene.desk.status().groups.groups]).toEqual([0, before]);
      expect(await shown(scene, readers[0])).toEqual(["moon.net"]);
    }));

  test("is known by its second zone: only the first one can still have been a leak", () =>
    inScene(async (scene) => {
      const { blocked } = await lay(scene, ONE_SUFFIX);
      const [first, second] = blocked;
      const canary = await suspect(scene, first);
      await confirm(scene, [first, canary]);
      expect(levels(scene, [first])).toEqual(["zone"]);
      const before = splits(scene);
      expect(before).toBeGreaterThan(0);
      const other = await suspect(scene, second);
      await confirm(scene, [other]);
      await confirm(scene, [second]);
      expect(levels(scene, blocked)).toEqual(["suffix", "suffix"]);
      expect(splits(scene)).toBe(before);
    }));

  test("that is dead blames nobody for what burns under it later", () =>
    inScene(async (scene) => {
      const { blocked, alive } = await lay(scene, { ...ONE_SUFFIX, "late.xyz": "a" });
      const canaries = [await suspect(scene, blocked[0]), await suspect(scene, blocked[1])];
      await confirm(scene, [...blocked, ...canaries]);
      expect(dead(scene)).toContain("suffix xyz IR");
      await confirm(scene, ["leaf.late.xyz"]);
      expect(patterns(scene)).toContain("leaf.late.xyz IR");
      expect([levels(scene, ["leaf.late.xyz"]), splits(scene)]).toEqual([["suffix"], 0]);
      // What lies under another suffix is a leak still.
      await confirm(scene, [alive]);
      expect([levels(scene, [alive]), scene.stateOf(alive)]).toEqual([["hostname"], "burned"]);
    }));
});

describe("a provider", () => {
  test("of which zones under two suffixes are found blocked is named, and nobody is split for it", () =>
    inScene(async (scene) => {
      const { blocked, readers } = await lay(scene, ONE_PROVIDER);
      const [first, second] = blocked;
      const canaries = [await suspect(scene, first), await suspect(scene, second)];
      await confirm(scene, [...blocked, ...canaries]);
      expect(levels(scene, blocked)).toEqual(["provider", "provider"]);
      expect(dead(scene)).toContain("provider a IR");
      expect(dead(scene).filter((node) => node.startsWith("suffix"))).toEqual([]);
      expect((await scene.inquiry.why(second))?.verdicts[0]?.lines[0]).toBe(
        `${second} is burned in IR, with its whole provider, cause censor.`,
      );
      expect(patterns(scene)).toEqual(expect.arrayContaining(["*.bakery.click IR", "*.garden.xyz IR"]));
      expect(splits(scene)).toBe(0);
      expect(await shown(scene, readers[0])).toEqual(["moon.net"]);
    }));
});
