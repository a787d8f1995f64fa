// What comes in bulk, again, or forged: rows stay bounded, each report is good once, and nothing that is written down
// anywhere names a reader.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";
import { SLOTS_A_DAY } from "../../../workers/warden/evidence/allowance.ts";
import { createKeeper, type Keeper } from "../../../workers/warden/evidence/keeper.ts";
import type { HostContext, ReportNote, SightingNote } from "../../../workers/warden/evidence/notes.ts";
import { REPORTS_LIMIT, SHELF_STEPS, SIGHTINGS_LIMIT } from "../../../workers/warden/evidence/shelf.ts";
import { migrate } from "../../../workers/warden/schema.ts";
import { createTags } from "../../../workers/warden/tables/tags.ts";
import { batchOf, HERE, inScene, type Reader, type Scene, seal, zoneOf } from "./evidence.ts";
import { start } from "./mesh.ts";

const NOW = 1_795_000_000;
const CONTEXT: HostContext = {
  hostname: "a.example",
  groups: [],
  signals: [],
  words: [],
  standing: [],
  doubted: [],
  cleared: [],
};

const DAY = 86_400;

type Counter = (table: string) => number;

/** An object of its own, and how many rows it has. */
const inKeeper = (run: (keeper: Keeper, count: Counter) => Promise<void>) =>
  runInDurableObject(env.EVIDENCE.get(env.EVIDENCE.newUniqueId()), (_, { storage }) => {
    migrate(storage, SHELF_STEPS);
    const keeper = createKeeper({ storage, windows: WINDOWS, clock: () => NOW * 1000, wakeAt: async () => undefined });
    const query = (table: string) => `SELECT count(*) AS rows FROM ${table}`;
    return run(keeper, (table) => storage.sql.exec<{ rows: number }>(query(table)).one().rows);
  });

const ROW = { group: "g", network: "AS1", country: "IR", level: 1 } as const;

test("a hundred thousand sightings leave rows of a known number", () =>
  inKeeper(async (keeper, count) => {
    for (let from = 0; from < 100_000; from += 1000) {
      const sightings = Array.from({ length: 1000 }, (_, at): SightingNote => {
        return { ...ROW, tag: `${from + at}`, at: NOW - from - at, served: true };
      });
      await keeper.note({ sightings, reports: [], probes: [] }, CONTEXT);
    }
    expect(count("sightings")).toBeLessThanOrEqual(SIGHTINGS_LIMIT);
    expect(count("sightings")).toBeGreaterThan(SIGHTINGS_LIMIT / 2);
  }));

test("ten thousand reports leave rows of a known number", () =>
  inKeeper(async (keeper, count) => {
    for (let from = 0; from < 10_000; from += 200) {
      const reports = Array.from({ length: 200 }, (_, at): ReportNote => {
        return { ...ROW, network: `AS${from + at}`, at: NOW - at, outcome: "tls", control: "ok" };
      });
      await keeper.note({ sightings: [], reports, probes: [] }, CONTEXT);
    }
    expect(count("reports")).toBeLessThanOrEqual(REPORTS_LIMIT);
  }));

async function accused(scene: Scene): Promise<{
  readonly readers: readonly Reader[];
  readonly first: Reader;
  readonly hostname: string;
  readonly other: string;
}> {
  await start(scene, { mirrors: { live: 2, reserve: 0, perGroup: 2 } });
  const readers = await scene.admit(3);
  const [first] = readers;
  const [hostname = "", other = ""] = first?.mirrors ?? [];
  if (first === undefined) throw new Error("no reader");
  return { readers, first, hostname, other };
}

const carried = (scene: Scene, other: string, sealed: string, network = HERE.network) =>
  scene.inquiry.collect(
    batchOf(zoneOf(other), {
      reports: [{ label: other.slice(0, other.indexOf(".")), ...HERE, network, at: scene.now(), sealed }],
    }),
  );

test("a report that comes again, through another relay and from another network, is one report", () =>
  inScene(async (scene) => {
    const { first, hostname, other } = await accused(scene);
    const sealed = await seal(await scene.roster(first), { hostname, other, now: scene.now(), wish: {} });
    for (let times = 0; times < 5; times++) await carried(scene, other, sealed, `AS${times}`);
    expect(await scene.count(hostname, "reports")).toBe(1);
    scene.pass(4 * 3600);
    await carried(scene, other, sealed, "AS9");
    expect(await scene.count(hostname, "reports")).toBe(1);
  }));

test("one network and group has one vote a day, however often it reports", () =>
  inScene(async (scene) => {
    const { first, hostname } = await accused(scene);
    for (let times = 0; times < 20; times++) {
      await scene.report(hostname, [first], { network: "AS1" });
      scene.pass(200);
    }
    const [verdict] = (await scene.inquiry.why(hostname))?.verdicts ?? [];
    expect(verdict?.numbers.votes).toMatchObject({ failed: 1 });
    expect(await scene.count(hostname, "reports")).toBeLessThanOrEqual(8);
  }));

test("a second mirror that fails the same network within the residual window is not counted", () =>
  inScene(async (scene) => {
    const { first, hostname, other } = await accused(scene);
    await scene.report(hostname, [first], { network: "AS1", through: other });
    scene.pass(60);
    await scene.report(other, [first], { network: "AS1", through: hostname });
    expect([await scene.count(hostname, "reports"), await scene.count(other, "reports")]).toEqual([1, 0]);
    scene.pass(WINDOWS.residualSeconds + 1);
    await scene.report(other, [first], { network: "AS1", through: hostname });
    expect(await scene.count(other, "reports")).toBe(1);
  }));

test.each([
  ["without the group's key", { key: "A".repeat(43) }],
  ["in another group's name", { group: "ffffffffffffffff" }],
])("a report %s counts for nothing", (_, change) =>
  inScene(async (scene) => {
    const { first, hostname, other } = await accused(scene);
    const { group, report } = await scene.roster(first);
    const { key = report?.key ?? "", group: named = group } = change as { key?: string; group?: string };
    const forged = { group: named, report: { to: report?.to ?? "", key } };
    await carried(scene, other, await seal(forged, { hostname, other, now: scene.now(), wish: {} }));
    expect(await scene.count(hostname, "reports")).toBe(0);
  }),
);

test("a report about a mirror its group was never shown counts for nothing", () =>
  inScene(async (scene) => {
    const { first, other } = await accused(scene);
    await scene.mintAll();
    const [stranger] = await scene.admit(1, { channel: "paper" });
    await scene.mintAll();
    const foreign =
      scene.desk.status().mirrors.find(({ hostname }) => !first.mirrors.includes(hostname))?.hostname ?? "";
    expect(stranger).toBeDefined();
    const sealed = await seal(await scene.roster(first), { hostname: foreign, other, now: scene.now(), wish: {} });
    await carried(scene, other, sealed);
    expect(await scene.count(foreign, "reports")).toBe(0);
  }));

test("nothing that is kept, said or logged names a reader; after two days their tags and the key are gone", () =>
  inScene(async (scene) => {
    const { readers, first, hostname, other } = await accused(scene);
    for (const mirror of first.mirrors) await scene.serve(mirror, readers, { network: "AS1" });
    await scene.report(hostname, readers.slice(0, 1));
    const numbers = readers.map(({ ticket }) => ticket.reader);
    const said = JSON.stringify([scene.desk.status(), scene.desk.events(0), await scene.inquiry.why(hostname)]);
    const kept = await scene.dump(hostname);
    expect(kept).toMatch(/AS1/);
    for (const number of numbers) expect(`${said} ${kept} ${scene.logged.join(" ")}`).not.toContain(number);
    expect([...scene.kv.values()].some((text) => numbers.some((number) => text.includes(number)))).toBe(false);
    expect(scene.logged).toEqual([]);

    expect(await scene.counted(["tagKeys", "seenTags"])).toEqual([1, 3]);
    const today = await scene.dump(hostname);
    scene.pass(86_400);
    await scene.desk.tick();
    expect(await scene.counted(["tagKeys", "seenTags"])).toEqual([0, 0]);
    await scene.serve(other, readers);
    // Another day, another key: the same readers have other tags.
    expect((await scene.dump(hostname)).length).toBeGreaterThan(today.length);
    expect(await scene.distinctTags(hostname)).toBe(6);
    scene.pass(86_400 * 2);
    await scene.desk.tick();
    await scene.wake(hostname);
    await scene.wake(other);
    for (const mirror of first.mirrors)
      expect([await scene.count(mirror, "sightings"), await scene.count(mirror, "reports")]).toEqual([0, 0]);
    expect(await scene.counted(["tagKeys", "seenTags", "reportIds", "lastFailures"])).toEqual([0, 0, 0, 0]);
  }));

test("a hostname whose object is out of order keeps nobody else's evidence from being heard", () =>
  inScene(async (scene) => {
    const { readers, first, hostname, other } = await accused(scene);
    scene.breakEvidence(hostname);
    await scene.serve(other, readers);
    expect(await scene.count(other, "sightings")).toBe(3);
    expect(scene.logged).toEqual([]);
    expect(first.mirrors).toContain(hostname);
  }));

test("a reader who knocks day and night fills eight hours of a day, at every mirror alike; the next day is a new one", () =>
  inScene(async (scene) => {
    const { first, hostname, other } = await accused(scene);
    scene.pass(DAY - (scene.now() % DAY));
    const slots = async (count: number) => {
      for (let slot = 0; slot < count; slot++) {
        await scene.serve(hostname, [first]);
        if (slot % 16 === 0) await scene.serve(other, [first]);
        scene.pass(WINDOWS.slotSeconds);
      }
    };
    await slots(SLOTS_A_DAY);
    const full = [await scene.count(hostname, "sightings"), await scene.count(other, "sightings")];
    await slots(17);
    expect([await scene.count(hostname, "sightings"), await scene.count(other, "sightings")]).toEqual(full);
    scene.pass(DAY - (scene.now() % DAY));
    await slots(1);
    expect(await scene.count(hostname, "sightings")).toBeGreaterThan(full[0] ?? 0);
  }));

test("that a mirror served somebody is written once a slot, however many it serves", () =>
  inScene(async ({ storage, now }) => {
    const serve = (after: number) => createTags(storage.sql, { now: now() + after, windows: WINDOWS });
    const written = [0, 1, WINDOWS.slotSeconds - 1, WINDOWS.slotSeconds].map((after) => {
      const tags = serve(after);
      tags.serve("a.example", "IR");
      return (tags.served()[0]?.at ?? 0) - now();
    });
    expect(written).toEqual([0, 0, 0, WINDOWS.slotSeconds]);
  }));
