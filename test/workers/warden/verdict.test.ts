import { describe, expect, test } from "vitest";
import type { ProbeResult } from "../../../shared/domain/verdict/evidence.ts";
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";
import { unburn } from "../../../workers/warden/moves/burn.ts";
import { sayHealthy } from "../../../workers/warden/moves/word.ts";
import { inScene, type Reader, type Scene, zoneOf } from "./evidence.ts";
import { start } from "./mesh.ts";

const HOUR = 3600;
const BIG = { lineageSize: 40, mirrors: { live: 2, reserve: 2, perGroup: 2 } };

/** A day on which every reader is served by both mirrors, hour by hour. */
async function ordinaryDay(scene: Scene, readers: readonly Reader[], hours = 8): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    for (const hostname of readers[0]?.mirrors ?? []) await scene.serve(hostname, readers);
    scene.pass(HOUR);
  }
}

const probe = (scene: Scene, hostname: string, change: Partial<ProbeResult> = {}): ProbeResult => ({
  ...{ at: scene.now(), hostname, country: "IR", network: "AS58224", vantage: "operator" },
  ...{ control: "ok", blocking: "tls-sni", tls: "connection_reset" },
  ...change,
});

describe("a mirror whose readers stay away and say why", () => {
  test("burns in their country, is split from its readers and replaced, and can be explained", () =>
    inScene(async (scene) => {
      await start(scene, BIG);
      const readers = await scene.admit(24);
      const [blocked = "", other = ""] = readers[0]?.mirrors ?? [];
      await ordinaryDay(scene, readers);
      for (let slot = 0; slot < 4; slot++) {
        await scene.serve(other, readers);
        scene.pass(WINDOWS.slotSeconds);
      }
      for (let at = 0; at < 6; at++) {
        await scene.report(blocked, readers.slice(at, at + 1), { network: `AS${at}` });
        scene.pass(200);
        await scene.serve(other, readers);
      }
      expect(scene.stateOf(blocked)).toBe("burned");
      const status = scene.desk.status();
      expect(status.blocklist.entries).toMatchObject([{ pattern: blocked, country: "IR", cause: "censor" }]);
      expect(status.verdicts).toContainEqual(
        expect.objectContaining({
          hostname: blocked,
          country: "IR",
          state: "burned",
          cause: "censor",
          level: "hostname",
        }),
      );
      expect(status.groups.groups).toBe(2);
      expect(status.events.map(({ event }) => event)).toEqual(expect.arrayContaining(["judged", "burned", "split"]));
      const why = await scene.inquiry.why(blocked);
      expect(why?.verdicts[0]?.lines[0]).toBe(`${blocked} is burned in IR, cause censor.`);
      expect(status.wishes).toMatchObject([{ hostname: blocked, country: "IR", reason: "confirm" }]);
      expect(scene.stateOf(other)).toBe("live");
    }));

  test("does not burn by reports alone while its readers come as before", () =>
    inScene(async (scene) => {
      await start(scene, BIG);
      const readers = await scene.admit(24);
      const [framed = ""] = readers[0]?.mirrors ?? [];
      await ordinaryDay(scene, readers);
      for (let at = 0; at < 10; at++) {
        await scene.report(framed, readers.slice(at, at + 1), { network: `AS${at}` });
        scene.pass(200);
        for (const hostname of readers[0]?.mirrors ?? []) await scene.serve(hostname, readers.slice(10));
      }
      expect(scene.stateOf(framed)).not.toBe("burned");
      expect(scene.desk.status().blocklist.entries).toEqual([]);
    }));
});

describe("a group too small to be judged", () => {
  test("gets a spare for the mirror it reports, and a probe is wished for", () =>
    inScene(async (scene) => {
      await start(scene);
      const readers = await scene.admit(3);
      const [reader] = readers;
      if (reader === undefined) throw new Error("no reader");
      const [reported = ""] = reader.mirrors;
      await scene.report(reported, [reader]);
      expect(scene.stateOf(reported)).toBe("suspect");
      scene.pass(15);
      await scene.desk.flush();
      const shown = (await scene.roster(reader)).mirrors.map(({ hostname }) => hostname);
      expect(shown).toHaveLength(2);
      expect(shown).not.toContain(reported);
      const { wishes, orders } = scene.desk.status();
      expect(wishes).toMatchObject([{ hostname: reported, country: "IR", reason: "suspect", dueAt: scene.now() - 15 }]);
      expect(wishes[0]?.canary).toMatch(new RegExp(`^[a-z]+-[a-z-]+\\.${reported.slice(reported.indexOf(".") + 1)}$`));
      expect(orders.filter(({ state }) => state === "open")).toHaveLength(1);
    }));

  test("has doubted it no longer than what it told is kept: no single lie keeps a mirror and a wish forever", () =>
    inScene(async (scene) => {
      await start(scene);
      const readers = await scene.admit(3);
      const [reported = ""] = readers[0]?.mirrors ?? [];
      await scene.report(reported, readers.slice(0, 1), { country: "TR" });
      expect(scene.stateOf(reported)).toBe("suspect");
      scene.pass(WINDOWS.retentionSeconds + HOUR);
      await scene.wake(reported);
      await scene.inquiry.tick();
      const { verdicts, wishes } = scene.desk.status();
      expect(scene.stateOf(reported)).toBe("live");
      expect(verdicts.filter(({ state }) => state !== "healthy")).toEqual([]);
      expect(wishes).toEqual([]);
    }));

  test("is heard when it says that a whole provider fails: once an hour, and nobody is blamed for it", () =>
    inScene(async (scene) => {
      await start(scene);
      const readers = await scene.admit(3);
      const [reported = ""] = readers[0]?.mirrors ?? [];
      await scene.report(reported, readers.slice(0, 2), { change: { alike: true } });
      const doubted = () => scene.desk.status().events.filter(({ event }) => event === "provider-doubted");
      expect(doubted()).toMatchObject([{ hostname: reported, detail: "main IR" }]);
      expect(scene.stateOf(reported)).toBe("suspect");
      expect(scene.desk.status().blocklist.entries).toEqual([]);
      scene.pass(HOUR);
      await scene.report(reported, readers.slice(2), { network: "AS7", change: { alike: true } });
      expect(doubted()).toHaveLength(2);
    }));

  test("forces no more than two a day, however many it reports", () =>
    inScene(async (scene) => {
      await start(scene, { mirrors: { live: 2, reserve: 8, perGroup: 2 } });
      const [reader] = await scene.admit(2);
      if (reader === undefined) throw new Error("no reader");
      for (let at = 0; at < 6; at++) {
        scene.pass(400);
        await scene.desk.flush();
        const [shown] = (await scene.roster(reader)).mirrors;
        await scene.report(shown?.hostname ?? "", [reader], { network: `AS${at}` });
      }
      expect(scene.desk.status().events.filter(({ event }) => event === "spared")).toHaveLength(2);
      scene.pass(24 * HOUR);
      await scene.desk.tick();
      const [shown] = (await scene.roster(reader)).mirrors;
      await scene.report(shown?.hostname ?? "", [reader], { network: "AS99" });
      expect(scene.desk.status().events.filter(({ event }) => event === "spared")).toHaveLength(3);
    }));

  test("keeps a suspect mirror where the reserve is empty, and a newcomer is still shown one", () =>
    inScene(async (scene) => {
      await start(scene, { mirrors: { live: 2, reserve: 0, perGroup: 2 } });
      const [reader] = await scene.admit(1);
      if (reader === undefined) throw new Error("no reader");
      for (const hostname of reader.mirrors) {
        await scene.report(hostname, [reader]);
        scene.pass(400);
      }
      expect(reader.mirrors.map(scene.stateOf)).toEqual(["suspect", "suspect"]);
      expect((await scene.roster(reader)).mirrors).toHaveLength(2);
      const [newcomer] = await scene.admit(1);
      expect(newcomer?.mirrors).toHaveLength(2);
    }));
});

describe("probes", () => {
  test("burn on a re-run, not on the first one, and put the level and the way of blocking into words", () =>
    inScene(async (scene) => {
      await start(scene);
      const [reader] = await scene.admit(1);
      const [blocked = ""] = reader?.mirrors ?? [];
      expect(await scene.inquiry.probe([probe(scene, blocked)])).toMatchObject({
        taken: 1,
        leftOut: 0,
        verdicts: [{ hostname: blocked, state: "suspect" }],
      });
      expect(scene.desk.status().wishes).toMatchObject([{ reason: "confirm", dueAt: scene.now() + 181 }]);
      scene.pass(200);
      const answer = await scene.inquiry.probe([probe(scene, blocked)]);
      expect(answer.verdicts).toMatchObject([{ hostname: blocked, country: "IR", state: "burned", cause: "censor" }]);
      expect(scene.stateOf(blocked)).toBe("burned");
      expect((await scene.inquiry.why(blocked))?.verdicts[0]?.lines.join(" ")).toContain("AS58224");
    }));

  test("of a canary decide between a leak and a zone, and are wished for until they do", () =>
    inScene(async (scene) => {
      await start(scene);
      const [reader] = await scene.admit(1);
      const [blocked = ""] = reader?.mirrors ?? [];
      const zone = blocked.slice(blocked.indexOf(".") + 1);
      await scene.inquiry.probe([probe(scene, blocked)]);
      scene.pass(200);
      const canary = scene.desk.status().wishes[0]?.canary ?? "";
      await scene.inquiry.probe([probe(scene, blocked), probe(scene, canary)]);
      // The mirror is burned; its canary was seen once, which confirms nothing.
      const patterns = () => scene.desk.status().blocklist.entries.map(({ pattern }) => pattern);
      expect(patterns()).toEqual([blocked]);
      expect(scene.desk.status().wishes).toMatchObject([{ hostname: blocked, canary, dueAt: scene.now() + 181 }]);
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, canary)]);
      expect(patterns().toSorted()).toEqual([`*.${zone}`, blocked]);
      const standing = scene.desk.status().verdicts.find(({ hostname }) => hostname === blocked);
      expect(standing).toMatchObject({ state: "burned", level: "zone" });
      // The mirror's own, and the zone's.
      expect(scene.desk.status().wishes.map(({ reason }) => reason)).toEqual(["retest", "retest"]);
    }));

  test("are wished for at once where readers alone have burned a mirror: is it the zone?", () =>
    inScene(async (scene) => {
      await start(scene, BIG);
      const readers = await scene.admit(24);
      await ordinaryDay(scene, readers);
      const [blocked = "", other = ""] = readers[0]?.mirrors ?? [];
      await scene.serve(other, readers);
      await scene.report(blocked, readers);
      expect(scene.stateOf(blocked)).toBe("burned");
      const [wish] = scene.desk.status().wishes;
      expect(wish).toMatchObject({ hostname: blocked, reason: "confirm" });
      expect(wish?.dueAt).toBeLessThanOrEqual(scene.now());
    }));

  test("lift a burn when two of them get through, and never one alone; readers never do", () =>
    inScene(async (scene) => {
      await start(scene);
      const readers = await scene.admit(3);
      const [blocked = ""] = readers[0]?.mirrors ?? [];
      await scene.inquiry.probe([probe(scene, blocked)]);
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, blocked)]);
      scene.pass(12 * HOUR);
      await scene.serve(blocked, readers);
      await scene.inquiry.tick();
      expect(scene.desk.status().blocklist.entries).toHaveLength(1);
      const { wishes } = scene.desk.status();
      expect(wishes).toMatchObject([{ hostname: blocked, reason: "retest" }]);
      expect((wishes[0]?.dueAt ?? 0) - scene.now()).toBeLessThanOrEqual(0);
      await scene.inquiry.probe([probe(scene, blocked, { blocking: "none" })]);
      expect(scene.desk.status().blocklist.entries).toHaveLength(1);
      expect(scene.desk.status().wishes).toMatchObject([{ reason: "confirm" }]);
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, blocked, { blocking: "none" })]);
      expect(scene.desk.status().blocklist.entries).toEqual([]);
      expect(scene.desk.status().wishes).toEqual([]);
      // The mirror itself never returns: its readers have moved on.
      expect(scene.stateOf(blocked)).toBe("burned");
      await scene.inquiry.tick();
      expect(scene.desk.status().blocklist.entries).toEqual([]);
    }));

  test("that find it blocked again leave the burn, and the next one is wished for later", () =>
    inScene(async (scene) => {
      await start(scene);
      const [reader] = await scene.admit(1);
      const [blocked = ""] = reader?.mirrors ?? [];
      const twice = async () => {
        await scene.inquiry.probe([probe(scene, blocked)]);
        scene.pass(200);
        await scene.inquiry.probe([probe(scene, blocked)]);
      };
      await twice();
      const burnedAt = scene.desk.status().blocklist.entries[0]?.at ?? 0;
      const dues: number[] = [];
      for (const _ of WINDOWS.retestSeconds) {
        const due = scene.desk.status().wishes[0]?.dueAt ?? 0;
        dues.push(due - burnedAt);
        scene.pass(due - scene.now() + 1);
        await twice();
      }
      expect(dues).toEqual([...WINDOWS.retestSeconds]);
      expect(scene.desk.status().wishes).toEqual([]);
      expect(scene.desk.status().blocklist.entries).toHaveLength(1);
    }));

  test("about hostnames that are neither mirrors nor canaries are left out", () =>
    inScene(async (scene) => {
      await start(scene);
      expect(await scene.inquiry.probe([probe(scene, "stranger.example")])).toEqual({
        taken: 0,
        leftOut: 1,
        verdicts: [],
      });
    }));
});

describe("what is no censor's doing", () => {
  test("a flag burns everywhere by its name; a fallen origin burns nothing and moves nobody", () =>
    inScene(async (scene) => {
      await start(scene);
      const [reader] = await scene.admit(1);
      const [flagged = "", other = ""] = reader?.mirrors ?? [];
      await scene.inquiry.signal([
        { at: scene.now(), kind: "flagged", hostname: flagged, detail: "SOCIAL_ENGINEERING" },
      ]);
      expect(scene.desk.status().blocklist.entries).toMatchObject([{ pattern: flagged, cause: "flagged" }]);
      await scene.inquiry.signal([{ at: scene.now(), kind: "origin-down", service: "news", detail: "502" }]);
      if (reader !== undefined) await scene.report(other, [reader]);
      expect(scene.stateOf(other)).toBe("live");
      expect((await scene.inquiry.why(other))?.verdicts[0]).toMatchObject({ state: "suspect", cause: "origin" });
    }));

  test("a flagged zone burns as one, whatever its mirrors, and its groups are split once, however often it is told", () =>
    inScene(async (scene) => {
      const mirrors = await start(scene, BIG);
      const readers = await scene.admit(6);
      const zone = zoneOf(readers[0]?.mirrors[0] ?? "");
      const before = scene.desk.status().groups.groups;
      const flag = () => ({ at: scene.now(), kind: "flagged", zone, detail: "SOCIAL_ENGINEERING" }) as const;
      const told = await scene.inquiry.signal([flag()]);
      expect(told.toSorted()).toEqual(mirrors.filter((hostname) => zoneOf(hostname) === zone).toSorted());
      const entries = () => scene.desk.status().blocklist.entries.map(({ at: _at, ...entry }) => entry);
      expect(entries()).toEqual([{ pattern: `*.${zone}`, cause: "flagged" }]);
      expect(scene.desk.status().verdicts).toContainEqual(
        expect.objectContaining({ hostname: told[0], state: "burned", cause: "flagged" }),
      );
      scene.pass(300);
      expect(await scene.inquiry.signal([flag()])).toEqual([]);
      scene.pass(300);
      await scene.inquiry.tick();
      expect(entries()).toEqual([{ pattern: `*.${zone}`, cause: "flagged" }]);
      expect(scene.desk.status().groups.groups).toBe(before + 1);
      expect(scene.desk.status().events.filter(({ event }) => event === "split")).toMatchObject([
        { detail: `*.${zone}` },
      ]);
      const why = await scene.inquiry.why(told[0] ?? "");
      expect(why?.blocklist).toMatchObject([{ pattern: `*.${zone}`, cause: "flagged" }]);
      const lines = why?.verdicts[0]?.lines.join(" ");
      expect(lines).toContain("cause flagged");
      expect(lines).toContain("SOCIAL_ENGINEERING");
    }));

  test("a flagged zone without any mirror is burned before there is one; a zone of somebody else's never is", () =>
    inScene(async (scene) => {
      await start(scene, { mirrors: { live: 0, reserve: 0, perGroup: 2 } });
      for (const zone of ["river.example", "example", "garden.example.org"])
        await scene.inquiry.signal([{ at: scene.now(), kind: "flagged", zone, detail: "MALWARE" }]);
      const { blocklist, mirrors } = scene.desk.status();
      expect(mirrors).toEqual([]);
      expect(blocklist.entries).toMatchObject([{ pattern: "*.river.example", cause: "flagged" }]);
    }));

  test("a flagged zone that the operator takes off the list stays off until it is flagged anew", () =>
    inScene(async (scene) => {
      await start(scene);
      const [reader] = await scene.admit(1);
      const zone = zoneOf(reader?.mirrors[0] ?? "");
      const flag = () => ({ at: scene.now(), kind: "flagged", zone, detail: "MALWARE" }) as const;
      await scene.inquiry.signal([flag()]);
      scene.pass(60);
      await scene.desk.change((book) => sayHealthy(book, { pattern: `*.${zone}` }));
      scene.pass(60);
      await scene.inquiry.tick();
      expect(scene.desk.status().blocklist.entries).toEqual([]);
      await scene.inquiry.signal([flag()]);
      expect(scene.desk.status().blocklist.entries).toMatchObject([{ pattern: `*.${zone}`, cause: "flagged" }]);
    }));

  test("what the operator took off the blocklist is not burned again by what burned it", () =>
    inScene(async (scene) => {
      await start(scene);
      const [reader] = await scene.admit(1);
      const [blocked = ""] = reader?.mirrors ?? [];
      await scene.inquiry.probe([probe(scene, blocked)]);
      scene.pass(200);
      await scene.inquiry.probe([probe(scene, blocked)]);
      await scene.desk.change((book) => {
        unburn(book, { pattern: blocked });
        book.words.say({ pattern: blocked, country: "IR", says: "healthy" });
      });
      scene.pass(1);
      await scene.inquiry.tick();
      expect(scene.desk.status().blocklist.entries).toEqual([]);
    }));
});
