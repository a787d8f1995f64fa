// The keys that relays of one service share: made by the clock, taken from who lost them, given to nobody else.

import { describe, expect, test } from "vitest";
import { type JarKeys, JarKeysBody } from "../../../shared/domain/jarkeys.ts";
import { openRecord } from "../../../shared/domain/record.ts";
import { jarKeysKey } from "../../../shared/store/keys.ts";
import type { MeshSettings } from "../../../shared/wardenapi.ts";
import { dead, well } from "../../../workers/warden/moves/account.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { restore } from "../../../workers/warden/moves/restore.ts";
import { takeTables } from "../../../workers/warden/snapshots/memory.ts";
import { createElsewhere, storesOf } from "./accounts.ts";
import { inWorld, START_MS, settings, start, sure, type World } from "./mesh.ts";

const DAY = 86_400;
const KEY = jarKeysKey("news");

async function open(world: World, kv: ReadonlyMap<string, string> = world.kv): Promise<JarKeys> {
  const options = { keyring: world.keyring, now: START_MS / 1000, atLeast: 0 };
  const opened = await openRecord({ type: "jarkeys", schema: JarKeysBody }, kv.get(KEY) ?? "", options);
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

const ids = ({ keys }: JarKeys) => keys.map(({ id, carriedOnly }) => (carriedOnly ? `${id} carried` : `${id}`));

async function tickAfter(world: World, seconds: number, kv?: ReadonlyMap<string, string>): Promise<JarKeys> {
  world.pass(seconds);
  await world.desk.tick();
  return open(world, kv);
}

describe("jar keys", () => {
  test("are new each week, told of before they are sealed with, and two open cookies", () =>
    inWorld(async (world) => {
      await start(world);
      const first = await open(world);
      const born = first.keys[0]?.id ?? 0;
      expect(ids(first)).toEqual([`${world.now()}`]);
      expect(ids(await tickAfter(world, 6 * DAY))).toEqual([`${born}`]);
      const told = await tickAfter(world, DAY);
      expect(ids(told)).toEqual([`${born}`, `${world.now()}`]);
      expect(ids(await tickAfter(world, 300))).toEqual(ids(told));
      expect(ids(await tickAfter(world, 300))).toEqual([`${born + 7 * DAY}`, `${born}`]);
      const third = await tickAfter(world, 7 * DAY);
      expect(ids(third)).toEqual([`${born + 7 * DAY}`, `${world.now()}`, `${born} carried`]);
      expect(new Set(third.keys.map(({ key }) => key)).size).toBe(3);
      expect(third.keys.find(({ id }) => id === born)?.key).toBe(first.keys[0]?.key);
    }));

  test("open a carried ticket for five weeks, and no more than eight of them", () =>
    inWorld(async (world) => {
      await start(world);
      const born = (await open(world)).keys[0]?.id ?? 0;
      let last = await open(world);
      for (let week = 0; week < 5; week++) {
        await tickAfter(world, 7 * DAY);
        last = await tickAfter(world, 600);
      }
      expect(ids(last)).toContain(`${born + 7 * DAY} carried`);
      expect(ids(last)).not.toContain(`${born} carried`);
      for (let lost = 0; lost < 12; lost++) {
        world.pass(60);
        await world.desk.change((book) => dead(book, { account: "main", detail: "closed" }));
        await world.desk.change((book) => well(book, "main"));
      }
      world.pass(60);
      await world.desk.flush();
      expect((await open(world)).keys.length).toBeLessThanOrEqual(8);
    }));

  test("of a service whose account was lost are new at once and open no cookie any more; another service's stay", () => {
    const [one, two, three] = [createElsewhere(), createElsewhere(), createElsewhere()];
    return inWorld(
      async (world) => {
        sure(await world.desk.replaceKeyring(world.keyringText));
        await world.desk.change((book) => configure(book, MESH));
        for (const order of world.desk.status().orders) {
          const zone = order.service === "wiki" ? "river.example" : ["garden.example", "chess.example"][order.id % 2];
          await world.mint(order, `leaf-${order.id}.${zone}`);
        }
        world.pass(30);
        await world.desk.flush();
        const before = await open(world, one.kv);
        expect(await open(world, two.kv)).toEqual(before);
        expect([three.kv.has(KEY), three.kv.has(jarKeysKey("wiki")), one.kv.has(jarKeysKey("wiki"))]).toEqual([
          ...[false, true, false],
        ]);
        const wiki = three.kv.get(jarKeysKey("wiki"));
        await world.desk.change((book) => dead(book, { account: "one", detail: "closed" }));
        world.pass(5);
        await world.desk.flush();
        const [old] = before.keys;
        const after = await open(world, two.kv);
        expect(after.keys).toHaveLength(2);
        expect(after.keys[0]?.id).toBeGreaterThan(old?.id ?? 0);
        expect(after.keys[1]).toEqual({ ...old, carriedOnly: true });
        // Who has the account now learns none of it, and being told twice that it is dead changes nothing.
        expect(await open(world, one.kv)).toEqual(before);
        await world.desk.change((book) => dead(book, { account: "one", detail: "closed" }));
        world.pass(5);
        await world.desk.flush();
        expect(await open(world, two.kv)).toEqual(after);
        expect(three.kv.get(jarKeysKey("wiki"))).toBe(wiki);
        await world.desk.change((book) => well(book, "one"));
        expect((await open(world, one.kv)).keys).toEqual(after.keys);
      },
      { storesOf: storesOf({ one, two, three }) },
    );
  });

  test("go to an account with its first mirror of the service", () => {
    const [one, two] = [createElsewhere(), createElsewhere()];
    const mesh = settings({
      zones: [zone("garden.example", "one", "news"), zone("chess.example", "two", "news")],
      mirrors: { live: 2, reserve: 0, perGroup: 2 },
    });
    return inWorld(
      async (world) => {
        await world.desk.change((book) => configure(book, mesh));
        const [first, second] = world.desk.status().orders;
        if (!first || !second) throw new Error("two orders");
        await world.mint(first, "leaf-1.garden.example");
        expect([one.kv.has(KEY), two.kv.has(KEY)]).toEqual([true, false]);
        await world.mint(second, "leaf-2.chess.example");
        expect(two.kv.get(KEY)).toBeDefined();
      },
      { storesOf: storesOf({ one, two }) },
    );
  });

  test("of volunteers' relays open no cookie, and are nothing to the operator's", () =>
    inWorld(async (world) => {
      const own = settings();
      const theirs = own.services.map((service) => ({ ...service, tier: "volunteer" as const }));
      await start(world, { services: theirs });
      const [first] = (await open(world)).keys;
      expect(first).toMatchObject({ carriedOnly: true });
      world.pass(60);
      await world.desk.change((book) => configure(book, own));
      const [now, before] = (await open(world)).keys;
      expect(now).not.toHaveProperty("carriedOnly");
      expect(now?.key).not.toBe(first?.key);
      expect(before).toEqual(first);
    }));

  test("go no more to a zone that the config took from the service", () => {
    const [one, two] = [createElsewhere(), createElsewhere()];
    const zones = [zone("garden.example", "one", "news"), zone("chess.example", "two", "news")];
    const mesh = settings({ zones, mirrors: { live: 2, reserve: 0, perGroup: 2 } });
    return inWorld(
      async (world) => {
        await world.desk.change((book) => configure(book, mesh));
        const [first, second] = world.desk.status().orders;
        if (!first || !second) throw new Error("two orders");
        await world.mint(first, "leaf-1.garden.example");
        await world.mint(second, "leaf-2.chess.example");
        await world.desk.change((book) => configure(book, { ...mesh, zones: zones.slice(0, 1) }));
        await tickAfter(world, 7 * DAY, one.kv);
        const [held, left] = [await open(world, one.kv), await open(world, two.kv)];
        expect([held.keys.length, left.keys.length]).toEqual([2, 1]);
      },
      { storesOf: storesOf({ one, two }) },
    );
  });

  test("of a restored warden are new: those the lost account knew open carried tickets only", () =>
    inWorld(async (world) => {
      await start(world);
      const old = await open(world);
      const tables = takeTables(world.storage.sql);
      await inWorld(async (other) => {
        other.pass(3600);
        sure(restore(other.storage.sql, { v: 1, number: 1, takenAt: world.now(), tables }, other.now()));
        await other.desk.change((book) => configure(book, settings()));
        const renewed = await open(other);
        expect(renewed.version).toBeGreaterThan(old.version);
        expect(ids(renewed)).toEqual([`${other.now()}`, `${old.keys[0]?.id} carried`]);
      });
    }));
});

const zone = (name: string, account: string, service: string) => {
  return { zone: name, account, service, scheme: "https" } as const;
};
const MESH: MeshSettings = settings({
  services: settings().services.flatMap((service) => [
    service,
    { ...service, id: "wiki", primary: "https://wiki.test" },
  ]),
  zones: [
    zone("garden.example", "one", "news"),
    zone("chess.example", "two", "news"),
    zone("river.example", "three", "wiki"),
  ],
  mirrors: { live: 2, reserve: 0, perGroup: 2 },
});
