// What an autopilot asks of the warden: a lease that only one holds, a reserve that grows with the mesh, a rotation that
// lets readers finish, and releases written down as the batches they were.

import { describe, expect, test } from "vitest";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { lease } from "../../../workers/warden/moves/lease.ts";
import { claim, ready } from "../../../workers/warden/moves/mint.ts";
import { order, rotate } from "../../../workers/warden/moves/order.ts";
import { retire } from "../../../workers/warden/moves/retire.ts";
import { inWorld, settings, start, sure, type World } from "./mesh.ts";

const ask = (world: World, holder: string, seconds = 60) =>
  world.desk.change((book) => lease(book, { holder, seconds }));
const wish = { hostname: "leaf.garden.example", zone: "garden.example", door: "abcdefgh", maskKey: "A".repeat(43) };
const openOrders = (world: World) => world.desk.status().orders.filter(({ state }) => state === "open");
const find = (world: World, hostname: string) =>
  world.desk.status().mirrors.find((mirror) => mirror.hostname === hostname);

describe("the lease", () => {
  test("is one autopilot's until it ends, and the next one's number is higher", () =>
    inWorld(async (world) => {
      expect(await ask(world, "server")).toEqual({
        granted: true,
        holder: "server",
        fence: 1,
        until: world.now() + 60,
      });
      world.pass(59);
      expect(await ask(world, "laptop")).toMatchObject({ granted: false, holder: "server", fence: 1 });
      world.pass(1);
      expect(await ask(world, "laptop")).toMatchObject({ granted: true, holder: "laptop", fence: 2 });
      expect(await ask(world, "server")).toMatchObject({ granted: false, holder: "laptop" });
    }));

  test("keeps its number while it is renewed, and takes a new one after it ended", () =>
    inWorld(async (world) => {
      await ask(world, "server");
      world.pass(30);
      expect(await ask(world, "server")).toMatchObject({ fence: 1, until: world.now() + 60 });
      world.pass(61);
      expect(await ask(world, "server")).toMatchObject({ granted: true, fence: 2 });
    }));

  test("given back is free at once", () =>
    inWorld(async (world) => {
      await ask(world, "server");
      await ask(world, "server", 0);
      expect(world.desk.status().lease).toBeUndefined();
      expect(await ask(world, "laptop")).toMatchObject({ granted: true, fence: 2 });
    }));

  test("stands in the status while it holds", () =>
    inWorld(async (world) => {
      expect(world.desk.status().lease).toBeUndefined();
      await ask(world, "server");
      expect(world.desk.status().lease).toMatchObject({ holder: "server" });
      world.pass(60);
      expect(world.desk.status().lease).toBeUndefined();
    }));

  test("a claim under a lease that is over is refused; one without a number is a person's", () =>
    inWorld(async (world) => {
      await world.desk.change((book) => configure(book, settings()));
      await ask(world, "server");
      world.pass(61);
      const late = { ...wish, fence: 1 };
      expect(await world.desk.change((book) => claim(book, 1, late))).toMatchObject({ reason: "conflict" });
      await ask(world, "laptop");
      expect(await world.desk.change((book) => claim(book, 1, late))).toMatchObject({ reason: "conflict" });
      sure(await world.desk.change((book) => claim(book, 1, { ...wish, fence: 2 })));
      sure(await world.desk.change((book) => claim(book, 2, { ...wish, hostname: "bush.garden.example" })));
    }));
});

describe("the reserve", () => {
  const wantedOf = (live: number, reserve: number) =>
    inWorld(async (world) => {
      await world.desk.change((book) => configure(book, settings({ mirrors: { live, reserve, perGroup: 1 } })));
      expect(openOrders(world)).toHaveLength(live + Math.max(reserve, reserve === 0 ? 0 : Math.ceil(live / 9)));
    });
  test.each([
    [9, 1],
    [10, 1],
    [40, 1],
    [10, 5],
    [10, 0],
  ])("of %i live mirrors with %i asked for is at least a tenth of all, unless none is wanted", wantedOf);
});

describe("a mirror that is replaced", () => {
  const rotated = async (world: World, drainSeconds = 86_400) => {
    await start(world, { mirrors: { live: 1, reserve: 1, perGroup: 1 }, drainSeconds });
    const invited = sure(await world.desk.invite({ service: "news", channel: "paper", uses: 2, level: 0, days: 7 }));
    const admitted = sure(await world.desk.admit(invited.code));
    const shown = admitted.mirrors[0]?.hostname ?? "";
    world.pass(7200);
    await world.mintAll();
    world.pass(7200);
    await world.desk.change((book) => rotate(book, { olderThanSeconds: 7201, service: "news", most: 10 }));
    await world.mintAll();
    return { shown, code: invited.code };
  };

  test("is shown to nobody more, serves who is there for a day, and is retired by the cron", () =>
    inWorld(async (world) => {
      const { shown, code } = await rotated(world);
      expect(find(world, shown)).toMatchObject({ state: "live", groups: 0, drainsUntil: world.now() + 86_400 });
      const newcomer = sure(await world.desk.admit(code));
      expect(newcomer.mirrors.map(({ hostname }) => hostname)).not.toContain(shown);
      expect(newcomer.mirrors).not.toEqual([]);
      world.pass(86_399);
      await world.desk.tick();
      expect(find(world, shown)?.state).toBe("live");
      world.pass(1);
      await world.desk.tick();
      expect(find(world, shown)?.state).toBe("retired");
      expect(openOrders(world)).toEqual([]);
    }));

  test("is not rotated again, and burns like any other", () =>
    inWorld(async (world) => {
      const { shown } = await rotated(world);
      world.pass(3600);
      const again = await world.desk.change((book) => rotate(book, { olderThanSeconds: 3600 }));
      expect(again.map(({ replaces }) => replaces)).not.toContain(shown);
      sure(await world.desk.change((book) => burn(book, { pattern: shown })));
      expect(find(world, shown)?.state).toBe("burned");
      world.pass(86_400);
      await world.desk.tick();
      expect(find(world, shown)?.state).toBe("burned");
    }));

  test("drains as long as the config says, and a person may retire it sooner", () =>
    inWorld(async (world) => {
      const { shown } = await rotated(world, 600);
      expect(find(world, shown)?.drainsUntil).toBe(world.now() + 600);
      sure(await world.desk.change((book) => retire(book, shown)));
      expect(find(world, shown)?.state).toBe("retired");
    }));

  test("the oldest goes first where only some may", () =>
    inWorld(async (world) => {
      const [first = ""] = await start(world);
      world.pass(60);
      sure(await world.desk.change((book) => order(book, { service: "news", count: 1 })));
      await world.mintAll();
      world.pass(60);
      const orders = await world.desk.change((book) => rotate(book, { olderThanSeconds: 1, most: 1 }));
      expect(orders.map(({ replaces }) => replaces)).toEqual([first]);
    }));
});

describe("a release", () => {
  test("within a minute of another is of its batch, later it is a batch of its own", () =>
    inWorld(async (world) => {
      const together = await start(world);
      const batches = new Set(together.map((hostname) => find(world, hostname)?.batch));
      expect([...batches]).toEqual([world.now()]);
      world.pass(60);
      sure(await world.desk.change((book) => order(book, { service: "news", count: 1 })));
      const [later = ""] = await world.mintAll();
      expect(find(world, later)?.batch).toBe(world.now());
      world.pass(600);
      sure(await world.desk.change((book) => ready(book, later)));
      expect(find(world, later)?.batch).toBe(world.now() - 600);
    }));
});
