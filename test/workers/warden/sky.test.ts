import { describe, expect, test } from "vitest";
import type { ProbeResult } from "../../../shared/domain/verdict/evidence.ts";
import { order } from "../../../workers/warden/moves/order.ts";
import { HERE, inScene, type Reader, type Scene, zoneOf } from "./evidence.ts";
import { settings, start, ZONES } from "./mesh.ts";

const HOUR = 3600;
const DAY = 24 * HOUR;

const probe = (scene: Scene, hostname: string, change: Partial<ProbeResult> = {}): ProbeResult => ({
  ...{ at: scene.now(), hostname, country: "IR", network: "AS58224", vantage: "operator" },
  ...{ control: "ok", blocking: "tls-sni" },
  ...change,
});

/** Two runs, far enough apart to confirm each other. */
async function confirm(scene: Scene, hostnames: readonly string[], change: Partial<ProbeResult> = {}): Promise<void> {
  for (let run = 0; run < 2; run++) {
    await scene.inquiry.probe(hostnames.map((hostname) => probe(scene, hostname, change)));
    scene.pass(200);
  }
}

const standing = (scene: Scene) =>
  scene.desk
    .status()
    .mirrors.filter(({ state }) => state === "live" || state === "reserve")
    .map(({ hostname }) => hostname);
const patterns = (scene: Scene) =>
  scene.desk.status().blocklist.entries.map(({ pattern, country, cause }) => [pattern, country, cause].join(" "));

describe("a zone", () => {
  /** Mirrors of one zone, each released by itself. */
  async function apart(scene: Scene, count: number): Promise<readonly string[]> {
    const zones = settings().zones.slice(0, 2);
    await start(scene, { zones, mirrors: { live: 0, reserve: 0, perGroup: 1 } });
    for (let at = 0; at < count; at++) {
      scene.pass(HOUR);
      await scene.desk.change((book) => order(book, { service: "news", count: 1 }));
      const [wish] = scene.desk.status().orders.filter(({ state }) => state === "open");
      if (wish !== undefined) await scene.mint(wish, `leaf-${at}.${ZONES[0]}`);
    }
    return standing(scene);
  }

  test("whose mirrors are blocked one after the other is blocked as a whole, and nothing is minted there", () =>
    inScene(async (scene) => {
      const [first = "", second = "", third = ""] = await apart(scene, 3);
      await confirm(scene, [first]);
      expect(patterns(scene)).toEqual([`${first} IR censor`]);
      await confirm(scene, [second]);
      expect(patterns(scene)).toContain(`*.${zoneOf(first)} IR censor`);
      expect(scene.stateOf(third)).toBe("burned");
      const verdicts = scene.desk.status().verdicts.filter(({ state }) => state === "burned");
      expect(verdicts.map(({ level }) => level)).toEqual(["zone", "zone"]);
      const lines = (await scene.inquiry.why(first))?.verdicts[0]?.lines ?? [];
      expect(lines[0]).toBe(`${first} is burned in IR, with its whole zone, cause censor.`);
    }));

  test("whose canary is reachable leaked one name, and stays", () =>
    inScene(async (scene) => {
      const [first = "", second = ""] = await apart(scene, 2);
      await scene.inquiry.probe([probe(scene, first)]);
      const canary = scene.desk.status().wishes[0]?.canary ?? "";
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, first), probe(scene, canary, { blocking: "none" })]);
      await confirm(scene, [second]);
      expect(patterns(scene).some((pattern) => pattern.startsWith("*."))).toBe(false);
    }));

  test("whose canary is blocked as well is blocked, though only one mirror stood on it", () =>
    inScene(async (scene) => {
      const [first = ""] = await apart(scene, 1);
      await scene.inquiry.probe([probe(scene, first)]);
      const canary = scene.desk.status().wishes[0]?.canary ?? "";
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, first), probe(scene, canary)]);
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, canary)]);
      expect(patterns(scene)).toContain(`*.${zoneOf(first)} IR censor`);
      // The canary itself is on no list: nobody was ever sent there.
      expect(patterns(scene).some((pattern) => pattern.startsWith(canary))).toBe(false);
    }));
});

describe("the weather", () => {
  const skyOver = (scene: Scene, country = "IR") =>
    scene.desk.status().weather.find((sky) => sky.country === country)?.weather ?? "normal";

  /** Days on which a crowd reads at this hour. */
  async function ordinaryDays(scene: Scene, readers: readonly Reader[]): Promise<void> {
    for (let day = 0; day < 3; day++) {
      for (const hostname of readers[0]?.mirrors ?? []) await scene.serve(hostname, readers);
      scene.pass(DAY);
    }
  }

  test("is a shutdown where everybody is gone and no probe gets out; nothing burns, and it passes", () =>
    inScene(async (scene) => {
      await start(scene, { lineageSize: 60 });
      const readers = await scene.admit(40);
      const [hostname = "", other = ""] = readers[0]?.mirrors ?? [];
      await ordinaryDays(scene, readers);
      await scene.inquiry.tick();
      expect(skyOver(scene)).toBe("shutdown");
      await confirm(scene, [hostname], { control: "failed", blocking: "tcp" });
      expect(patterns(scene)).toEqual([]);
      const open = scene.desk.status().orders.filter(({ state }) => state === "open");
      expect(open).toEqual([]);
      expect(
        scene.desk
          .status()
          .events.filter(({ event }) => event === "weather")
          .at(-1)?.detail,
      ).toBe("shutdown IR");
      for (const mirror of [hostname, other]) await scene.serve(mirror, readers);
      await scene.inquiry.tick();
      expect(skyOver(scene)).toBe("normal");
      expect(
        scene.desk
          .status()
          .events.filter(({ event }) => event === "weather")
          .at(-1)?.detail,
      ).toBe("normal IR");
    }));

  test("once normal again, what was found burned meanwhile and still is goes on the blocklist", () =>
    inScene(async (scene) => {
      await start(scene, { lineageSize: 60 });
      const readers = await scene.admit(40);
      const [hostname = "", other = ""] = readers[0]?.mirrors ?? [];
      await ordinaryDays(scene, readers);
      await confirm(scene, [hostname]);
      expect(patterns(scene)).toEqual([]);
      await scene.serve(other, readers);
      await scene.inquiry.tick();
      await scene.inquiry.tick();
      expect(patterns(scene)).toEqual([`${hostname} IR censor`]);
    }));

  test("is a whitelist where probes get out but reach no mirror; no hostname is minted for it", () =>
    inScene(async (scene) => {
      await start(scene, { lineageSize: 60 });
      const readers = await scene.admit(40);
      await ordinaryDays(scene, readers);
      const [hostname = ""] = readers[0]?.mirrors ?? [];
      await scene.inquiry.probe([probe(scene, hostname)]);
      expect(skyOver(scene)).toBe("whitelist");
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, hostname)]);
      expect(patterns(scene)).toEqual([]);
      expect(scene.desk.status().verdicts).toMatchObject([
        { hostname, country: "IR", state: "burned", level: "country" },
      ]);
      expect(scene.desk.status().orders.filter(({ state }) => state === "open")).toEqual([]);
    }));

  test("of one country is no other's", () =>
    inScene(async (scene) => {
      await start(scene, { lineageSize: 60 });
      const readers = await scene.admit(40);
      await ordinaryDays(scene, readers);
      const [hostname = ""] = readers[0]?.mirrors ?? [];
      await scene.serve(hostname, readers.slice(0, 20), { ...HERE, country: "DE" });
      await scene.inquiry.tick();
      expect([skyOver(scene), skyOver(scene, "DE")]).toEqual(["shutdown", "normal"]);
      await confirm(scene, [hostname], { country: "DE" });
      expect(patterns(scene)).toEqual([`${hostname} DE censor`]);
    }));
});
