// A zone that the judge burned is looked at again, by a canary of its own, and lifted when that gets through: new mirrors may
// go there. The mirrors that burned with it never return.

import { describe, expect, test } from "vitest";
import type { ProbeResult } from "../../../shared/domain/verdict/evidence.ts";
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";
import { order } from "../../../workers/warden/moves/order.ts";
import { sayBurned, sayHealthy } from "../../../workers/warden/moves/word.ts";
import { inScene, type Scene, zoneOf } from "./evidence.ts";
import { settings, start, ZONES } from "./mesh.ts";

const HOUR = 3600;

const probe = (scene: Scene, hostname: string, change: Partial<ProbeResult> = {}): ProbeResult => ({
  ...{ at: scene.now(), hostname, country: "IR", network: "AS58224", vantage: "operator" },
  ...{ control: "ok", blocking: "tls-sni" },
  ...change,
});

/** Two looks, far enough apart to confirm each other. */
async function twice(scene: Scene, hostname: string, change: Partial<ProbeResult> = {}): Promise<void> {
  for (let run = 0; run < 2; run++) {
    await scene.inquiry.probe([probe(scene, hostname, change)]);
    scene.pass(200);
  }
}

interface Blocked {
  readonly zone: string;
  readonly pattern: string;
  /** Whose probes told; it has an entry of its own. */
  readonly first: string;
  /** Burned with the zone alone. */
  readonly second: string;
  /** The canary that told. */
  readonly told: string;
  /** The burn's time. */
  readonly at: number;
}

/** Two mirrors on one zone: one is found blocked, and its canary is. */
async function blockZone(scene: Scene): Promise<Blocked> {
  await start(scene, { zones: settings().zones.slice(0, 2), mirrors: { live: 0, reserve: 0, perGroup: 1 } });
  const [zone] = ZONES;
  const [first, second] = [`leaf-a.${zone}`, `leaf-b.${zone}`];
  for (const hostname of [first, second]) {
    scene.pass(600);
    await scene.desk.change((book) => order(book, { service: "news", count: 1 }));
    const [wish] = scene.desk.status().orders.filter(({ state }) => state === "open");
    if (wish !== undefined) await scene.mint(wish, hostname);
  }
  await scene.inquiry.probe([probe(scene, first)]);
  const canary = scene.desk.status().wishes[0]?.canary ?? "";
  scene.pass(200);
  await scene.inquiry.probe([probe(scene, first), probe(scene, canary)]);
  scene.pass(200);
  await scene.inquiry.probe([probe(scene, canary)]);
  const pattern = `*.${zone}`;
  const at = scene.desk.status().blocklist.entries.find((entry) => entry.pattern === pattern)?.at ?? 0;
  return { zone, pattern, first, second, told: canary, at };
}

const wishOf = (scene: Scene, pattern: string) => scene.desk.status().wishes.find((wish) => wish.pattern === pattern);
const patterns = (scene: Scene) => scene.desk.status().blocklist.entries.map((entry) => entry.pattern);

describe("a zone that the judge burned", () => {
  test("is tested again by a canary of its own after half a day, a day and a week", () =>
    inScene(async (scene) => {
      const { pattern, at, zone } = await blockZone(scene);
      const dues: number[] = [];
      const names = new Set<string>();
      for (const _ of WINDOWS.retestSeconds) {
        const wish = wishOf(scene, pattern);
        expect(wish).toMatchObject({ country: "IR", reason: "retest", hostname: wish?.canary });
        expect(wish?.origin).toBe(`https://${wish?.canary}`);
        expect(zoneOf(wish?.canary ?? "")).toBe(zone);
        dues.push((wish?.dueAt ?? 0) - at);
        names.add(wish?.canary ?? "");
        scene.pass((wish?.dueAt ?? 0) - scene.now() + 1);
        await twice(scene, wish?.canary ?? "");
      }
      expect(dues).toEqual([...WINDOWS.retestSeconds]);
      expect(names.size).toBe(1);
      expect(wishOf(scene, pattern)).toBeUndefined();
      await scene.inquiry.tick();
      expect(wishOf(scene, pattern)).toBeUndefined();
      expect(patterns(scene)).toContain(pattern);
    }));

  test("says so to whoever asks why of a mirror that burned with it alone", () =>
    inScene(async (scene) => {
      const { pattern, second, at } = await blockZone(scene);
      expect(scene.stateOf(second)).toBe("burned");
      const why = await scene.inquiry.why(second);
      expect(why?.blocklist).toMatchObject([{ pattern, country: "IR", cause: "censor" }]);
      expect(why?.wishes).toMatchObject([{ pattern, reason: "retest", dueAt: at + 12 * HOUR }]);
    }));

  test("is lifted when its canary gets through twice, and not burned again by what was told before", () =>
    inScene(async (scene) => {
      const { pattern, first, second, told } = await blockZone(scene);
      scene.pass(12 * HOUR);
      const canary = wishOf(scene, pattern)?.canary ?? "";
      await scene.inquiry.probe([probe(scene, canary, { blocking: "none" })]);
      expect(patterns(scene)).toContain(pattern);
      expect(wishOf(scene, pattern)).toMatchObject({ reason: "confirm", dueAt: scene.now() + 181 });
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, canary, { blocking: "none" })]);
      expect(patterns(scene)).toEqual([first]);
      expect(wishOf(scene, pattern)).toBeUndefined();
      const lifted = scene.desk.status().events.filter(({ event }) => event === "unburned");
      expect(lifted).toMatchObject([{ detail: `${pattern} IR` }]);
      // The mirrors never return: their readers have moved on.
      expect([scene.stateOf(first), scene.stateOf(second)]).toEqual(["burned", "burned"]);
      for (const hours of [0, 1, 30, 200]) {
        scene.pass(hours * HOUR);
        await scene.wake(canary);
        await scene.desk.tick();
        await scene.inquiry.tick();
        expect(patterns(scene)).toEqual([first]);
      }
      const burned = scene.desk.status().verdicts.filter(({ state }) => state === "burned");
      expect(burned.map(({ hostname }) => hostname)).not.toContain(told);
    }));

  test("is not lifted by one volunteer alone, nor while another network finds it blocked", () =>
    inScene(async (scene) => {
      const { pattern } = await blockZone(scene);
      scene.pass(12 * HOUR);
      const canary = wishOf(scene, pattern)?.canary ?? "";
      await twice(scene, canary, { blocking: "none", vantage: "kaveh-7", network: "AS7" });
      expect(patterns(scene)).toContain(pattern);
      await scene.inquiry.probe([probe(scene, canary)]);
      await twice(scene, canary, { blocking: "none", network: "AS7" });
      expect(patterns(scene)).toContain(pattern);
    }));

  test("is burned again by what is found after it was lifted", () =>
    inScene(async (scene) => {
      const { pattern, zone } = await blockZone(scene);
      scene.pass(12 * HOUR);
      await twice(scene, wishOf(scene, pattern)?.canary ?? "", { blocking: "none" });
      expect(patterns(scene)).not.toContain(pattern);
      scene.pass(48 * HOUR);
      await scene.desk.change((book) => order(book, { service: "news", count: 1 }));
      const [wish] = scene.desk.status().orders.filter(({ state }) => state === "open");
      const next = `leaf-c.${zone}`;
      if (wish !== undefined) await scene.mint(wish, next);
      await scene.inquiry.probe([probe(scene, next)]);
      const canary = scene.desk.status().wishes.find(({ hostname }) => hostname === next)?.canary ?? "";
      await twice(scene, canary);
      expect(patterns(scene)).toContain(pattern);
      expect(wishOf(scene, pattern)?.dueAt).toBeGreaterThan(scene.now());
    }));
});

describe("the operator's word on a zone", () => {
  test("lifts it, and what burned it does not burn it again", () =>
    inScene(async (scene) => {
      const { pattern } = await blockZone(scene);
      scene.pass(HOUR);
      await scene.desk.change((book) => sayHealthy(book, { pattern }));
      expect(wishOf(scene, pattern)).toBeUndefined();
      for (const hours of [0, 1, 30]) {
        scene.pass(hours * HOUR);
        await scene.inquiry.tick();
        expect(patterns(scene)).not.toContain(pattern);
      }
    }));

  test("that it is burned goes before all probes", () =>
    inScene(async (scene) => {
      const { pattern } = await blockZone(scene);
      const canary = wishOf(scene, pattern)?.canary ?? "";
      await scene.desk.change((book) => sayBurned(book, { pattern, country: "IR" }));
      scene.pass(12 * HOUR);
      await twice(scene, canary, { blocking: "none" });
      expect(patterns(scene)).toContain(pattern);
      expect(wishOf(scene, pattern)).toBeUndefined();
    }));
});

describe("a wish", () => {
  const wishFor = (scene: Scene, hostname: string) =>
    scene.desk.status().wishes.find((wish) => wish.hostname === hostname);

  test("for a suspect that probes reach comes back less and less often, and at once when one finds it blocked", () =>
    inScene(async (scene) => {
      await start(scene);
      const readers = await scene.admit(3);
      const [reported = ""] = readers[0]?.mirrors ?? [];
      await scene.report(reported, readers.slice(0, 1));
      const waits: number[] = [];
      for (let run = 0; run < 5; run++) {
        await scene.inquiry.probe([probe(scene, reported, { blocking: "none" })]);
        waits.push((wishFor(scene, reported)?.dueAt ?? 0) - scene.now());
        scene.pass(waits.at(-1) ?? 0);
      }
      expect(waits).toEqual([1, 2, 4, 8, 16].map((times) => times * WINDOWS.residualSeconds + 1));
      await scene.inquiry.probe([probe(scene, reported)]);
      expect(wishFor(scene, reported)?.dueAt).toBe(scene.now() + WINDOWS.residualSeconds + 1);
    }));

  test("is put off by the operator's own probes alone: no volunteer, and no date, keeps it from being granted", () =>
    inScene(async (scene) => {
      await start(scene);
      const readers = await scene.admit(3);
      const [reported = ""] = readers[0]?.mirrors ?? [];
      await scene.report(reported, readers.slice(0, 1));
      const due = wishFor(scene, reported)?.dueAt;
      scene.pass(60);
      await scene.inquiry.probe([probe(scene, reported, { blocking: "none", vantage: "kaveh-7", network: "AS7" })]);
      expect(wishFor(scene, reported)?.dueAt).toBeLessThanOrEqual(scene.now());
      expect(wishFor(scene, reported)?.reason).toBe("suspect");
      expect(due).toBeLessThanOrEqual(scene.now());
      await scene.inquiry.probe([probe(scene, reported, { blocking: "none", at: scene.now() + 299 })]);
      expect((wishFor(scene, reported)?.dueAt ?? 0) - scene.now()).toBeLessThan(400);
    }));

  test("for a burned mirror that was reached once and then found blocked waits for its next test", () =>
    inScene(async (scene) => {
      await start(scene);
      const [reader] = await scene.admit(1);
      const [blocked = ""] = reader?.mirrors ?? [];
      await twice(scene, blocked);
      scene.pass(12 * HOUR);
      await scene.inquiry.probe([probe(scene, blocked, { blocking: "none" })]);
      expect(wishFor(scene, blocked)).toMatchObject({ reason: "confirm" });
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, blocked)]);
      expect(wishFor(scene, blocked)).toMatchObject({ reason: "retest" });
      expect(wishFor(scene, blocked)?.dueAt).toBeGreaterThan(scene.now() + HOUR);
    }));
});
