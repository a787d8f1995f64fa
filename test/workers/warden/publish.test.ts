import { describe, expect, test } from "vitest";
import { openBlocklist } from "../../../shared/domain/blocklist.ts";
import { openRecord } from "../../../shared/domain/record.ts";
import { ServiceBody } from "../../../shared/domain/service.ts";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { rosterWindows } from "../../../workers/warden/windows.ts";
import { inWorld, settings, start, sure } from "./mesh.ts";

const DAY = 86_400;

describe("the outbox", () => {
  test("a change that KV refuses stands, is shown as unpublished, and goes out when KV is back", () =>
    inWorld(async (world) => {
      const [hostname = ""] = await start(world);
      world.pass(5);
      await world.desk.flush();
      world.breakKv(true);
      sure(await world.desk.change((book) => burn(book, { pattern: hostname })));
      const zone = hostname.slice(hostname.indexOf(".") + 1);
      expect(world.desk.status().unpublished).toEqual(["blocklist", `zone:${zone}`]);
      expect(world.alarms.at(-1)).toBe(world.now() * 1000 + 1000);
      world.breakKv(false);
      world.pass(1);
      await world.desk.flush();
      expect(world.desk.status().unpublished).toEqual([]);
      const list = await openBlocklist(world.kv.get("blocklist") ?? "", {
        keyring: world.keyring,
        now: world.now(),
        atLeast: 0,
      });
      expect(list.ok && (await list.value.blocks(hostname))).toBe(true);
    }));

  test("failures back off, up to five minutes, and other changes do not shorten the wait", () =>
    inWorld(async (world) => {
      world.breakKv(true);
      await world.desk.change((book) => configure(book, settings()));
      const waits: number[] = [];
      for (let at = 0; at < 10; at++) {
        const dueAt = world.alarms.at(-1) ?? 0;
        waits.push(dueAt / 1000 - world.now());
        sure(await world.desk.change((book) => burn(book, { pattern: `host-${at}.example` })));
        world.pass(waits.at(-1) ?? 0);
        await world.desk.flush();
      }
      expect(Math.max(...waits)).toBeLessThanOrEqual(300);
      expect(world.desk.status().unpublished).toEqual(["blocklist", "jarkeys:news", "service:news"]);
    }));

  test("many changes while KV is away are one write of the newest record", () =>
    inWorld(async (world) => {
      world.breakKv(true);
      for (let at = 0; at < 20; at++)
        sure(await world.desk.change((book) => burn(book, { pattern: `host-${at}.example` })));
      world.breakKv(false);
      world.pass(600);
      await world.desk.flush();
      const list = await openBlocklist(world.kv.get("blocklist") ?? "", {
        keyring: world.keyring,
        now: world.now(),
        atLeast: 0,
      });
      expect(world.writes.map(({ key }) => key)).toEqual(["blocklist"]);
      expect(list).toMatchObject({ ok: true, value: { version: 20, count: 20 } });
    }));

  test("a key written just now waits out its second", () =>
    inWorld(async (world) => {
      sure(await world.desk.change((book) => burn(book, { pattern: "a.example" })));
      sure(await world.desk.change((book) => burn(book, { pattern: "b.example" })));
      expect(world.writes).toHaveLength(1);
      expect(world.alarms).toEqual([world.now() * 1000 + 1100]);
      world.pass(2);
      await world.desk.flush();
      expect(world.writes).toHaveLength(2);
    }));

  test("what a crash between commit and write left behind goes out after the restart", () =>
    inWorld(async (world) => {
      world.breakKv(true);
      sure(await world.desk.change((book) => burn(book, { pattern: "a.example" })));
      world.breakKv(false);
      world.pass(60);
      await world.restart().tick();
      expect(world.writes.map(({ key }) => key)).toEqual(["blocklist"]);
      expect(world.restart().status().unpublished).toEqual([]);
    }));

  test("a change made while KV is writing is not lost, and no older body overtakes it", () =>
    inWorld(async (world) => {
      const { started, release } = world.holdKv();
      const first = world.desk.change((book) => burn(book, { pattern: "a.example" }));
      await started;
      const second = world.desk.change((book) => burn(book, { pattern: "b.example" }));
      release();
      await Promise.all([first, second]);
      expect(world.desk.status().unpublished).toEqual(["blocklist"]);
      world.pass(2);
      await world.desk.flush();
      expect(world.writes.map(({ text }) => Number(/"count":(\d+)/.exec(text)?.[1]))).toEqual([1, 2]);
    }));

  test("more keys than one request may write go out in turns", () =>
    inWorld(async (world) => {
      const [service] = settings().services;
      if (service === undefined) throw new Error("no service");
      const services = Array.from({ length: 60 }, (_, at) => ({ ...service, id: `news-${at}` }));
      await world.desk.change((book) => configure(book, settings({ services })));
      expect([world.writes.length, world.alarms]).toEqual([40, [world.now() * 1000]]);
      await world.desk.flush();
      expect([world.writes.length, world.alarms]).toEqual([80, [world.now() * 1000, world.now() * 1000]]);
      await world.desk.flush();
      expect([world.writes.length, world.desk.status().unpublished]).toEqual([120, []]);
    }));

  test("a failure is logged by its class alone", () =>
    inWorld(async (world) => {
      world.breakKv(true);
      sure(await world.desk.change((book) => burn(book, { pattern: "a.example" })));
      expect(world.logged).toEqual(['{"event":"publish","error":"TypeError"}']);
    }));
});

describe("records", () => {
  test("a service is published once and again only when it reads differently", () =>
    inWorld(async (world) => {
      await world.desk.change((book) => configure(book, settings()));
      world.pass(5);
      await world.desk.change((book) => configure(book, settings({ lineageSize: 9 })));
      expect(world.writes.filter(({ key }) => key === "service:news")).toHaveLength(1);
      const opened = await openRecord({ type: "service", schema: ServiceBody }, world.kv.get("service:news") ?? "", {
        keyring: world.keyring,
        now: world.now(),
        atLeast: 0,
      });
      expect(opened).toMatchObject({ ok: true, value: { id: "news", primary: "https://news.test", version: 1 } });
    }));

  test("records are written anew before they grow old, and no sooner", () =>
    inWorld(async (world) => {
      await start(world);
      sure(await world.desk.invite({ service: "news", channel: "family", level: 0, days: 30, uses: 3 }));
      world.pass(20);
      await world.desk.tick();
      const settled = world.writes.length;
      world.pass(0.5 * DAY);
      await world.desk.tick();
      expect(world.writes).toHaveLength(settled);
      world.pass(0.5 * DAY);
      await world.desk.tick();
      expect(world.writes.slice(settled).map(({ key }) => key.split(":")[0])).toEqual(["roster"]);
      world.pass(6 * DAY);
      await world.desk.tick();
      const kinds = world.writes.slice(settled + 1).map(({ key }) => key.split(":")[0]);
      expect(new Set(kinds)).toEqual(new Set(["jarkeys", "roster", "service", "zone"]));
    }));

  test("a roster's spans are scaled by the factor that scales the judge's, and by nothing that is no number", () => {
    expect(rosterWindows(undefined)).toEqual({
      ...{ refreshSeconds: 3600, retrySeconds: 300, pauseSeconds: 10, reportSeconds: 3600 },
    });
    expect(rosterWindows("0.01")).toEqual({
      ...{ refreshSeconds: 36, retrySeconds: 3, pauseSeconds: 0.1, reportSeconds: 36 },
    });
    for (const no of ["", "x", "0", "-1", "Infinity"]) expect(rosterWindows(no)).toEqual(rosterWindows(undefined));
  });
});
