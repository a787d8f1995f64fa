import { describe, expect, test } from "vitest";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { openRecord } from "../../../shared/domain/record.ts";
import { openTicket } from "../../../shared/domain/ticket.ts";
import { ZoneBody } from "../../../shared/domain/zonerecord.ts";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { abandon, claim, publish, ready } from "../../../workers/warden/moves/mint.ts";
import { order, rotate } from "../../../workers/warden/moves/order.ts";
import { retire } from "../../../workers/warden/moves/retire.ts";
import { inWorld, settings, start, sure, type World } from "./mesh.ts";

const wish = { hostname: "leaf.garden.example", zone: "garden.example", door: "abcdefgh", maskKey: "A".repeat(43) };

async function zoneRecord({ kv, keyring, now }: World, zone: string) {
  const opened = await openRecord({ type: "zone", schema: ZoneBody }, kv.get(`zone:${zone}`) ?? "", {
    keyring,
    now: now(),
    atLeast: 0,
  });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

describe("orders", () => {
  test("a configured mesh orders its live and reserve mirrors", () =>
    inWorld(async ({ desk }) => {
      const orders = await desk.change((book) => configure(book, settings()));
      expect(orders).toHaveLength(3);
      expect(orders.map(({ reason }) => reason)).toEqual(["strength", "strength", "strength"]);
    }));

  test("configuring twice orders nothing twice", () =>
    inWorld(async ({ desk }) => {
      await desk.change((book) => configure(book, settings()));
      expect(await desk.change((book) => configure(book, settings()))).toHaveLength(3);
      expect(desk.status().events.filter(({ event }) => event === "configured")).toHaveLength(1);
    }));

  test("a smaller mesh withdraws what it no longer wants, but never the operator's own order", () =>
    inWorld(async ({ desk }) => {
      await desk.change((book) => configure(book, settings()));
      sure(await desk.change((book) => order(book, { service: "news", count: 1 })));
      await desk.change((book) => configure(book, settings({ mirrors: { live: 0, reserve: 0, perGroup: 2 } })));
      const open = desk.status().orders.filter(({ state }) => state === "open");
      expect(open.map(({ reason }) => reason)).toEqual(["operator"]);
    }));

  test("rotating orders a replacement for each old mirror and retires the old one when it is ready", () =>
    inWorld(async (world) => {
      const old = await start(world);
      world.pass(7200);
      expect(await world.desk.change((book) => rotate(book, { olderThanSeconds: 3600 }))).toHaveLength(3);
      expect(await world.desk.change((book) => rotate(book, { olderThanSeconds: 3600 }))).toHaveLength(0);
      const fresh = await world.mintAll();
      const states = new Map(world.desk.status().mirrors.map(({ hostname, state }) => [hostname, state]));
      expect(old.map((hostname) => states.get(hostname))).toEqual(["retired", "retired", "retired"]);
      expect(fresh.map((hostname) => states.get(hostname))).toEqual(["reserve", "reserve", "reserve"]);
      expect(world.desk.status().orders.filter(({ state }) => state === "open")).toEqual([]);
    }));
});

describe("claiming", () => {
  test("a repeated claim of the same hostname is the same claim, another hostname is refused", () =>
    inWorld(async ({ desk }) => {
      await desk.change((book) => configure(book, settings()));
      const first = sure(await desk.change((book) => claim(book, 1, wish)));
      expect(sure(await desk.change((book) => claim(book, 1, wish)))).toEqual(first);
      const other = await desk.change((book) => claim(book, 1, { ...wish, hostname: "other.garden.example" }));
      expect(other).toMatchObject({ ok: false, reason: "conflict" });
    }));

  test.each([
    ["a zone of nobody", { ...wish, hostname: "leaf.other.example", zone: "other.example" }, "invalid"],
    ["a hostname outside its zone", { ...wish, hostname: "leaf.bakery.example" }, "invalid"],
    ["two labels", { ...wish, hostname: "a.b.garden.example" }, "invalid"],
    ["the zone itself", { ...wish, hostname: "garden.example" }, "invalid"],
    ["www", { ...wish, hostname: "www.garden.example" }, "invalid"],
    ["upper case", { ...wish, hostname: "Leaf.garden.example" }, "invalid"],
  ])("%s is refused", (_, bad, reason) =>
    inWorld(async ({ desk }) => {
      await desk.change((book) => configure(book, settings()));
      expect(await desk.change((book) => claim(book, 1, bad))).toMatchObject({ ok: false, reason });
    }),
  );

  test("a hostname is never used twice, and none on the blocklist is claimed", () =>
    inWorld(async ({ desk }) => {
      await desk.change((book) => configure(book, settings()));
      sure(await desk.change((book) => claim(book, 1, wish)));
      sure(await desk.change((book) => abandon(book, wish.hostname)));
      expect(await desk.change((book) => claim(book, 1, wish))).toMatchObject({ reason: "conflict" });
      sure(await desk.change((book) => burn(book, { pattern: "*.bakery.example" })));
      const burned = { ...wish, hostname: "leaf.bakery.example", zone: "bakery.example" };
      expect(await desk.change((book) => claim(book, 1, burned))).toMatchObject({ reason: "conflict" });
    }));
});

describe("a mirror's life", () => {
  test("publishing puts the mirror into its zone's signed record with a probe lineage of its own", () =>
    inWorld(async (world) => {
      const { desk } = world;
      await desk.change((book) => configure(book, settings()));
      sure(await desk.change((book) => claim(book, 1, wish)));
      const published = sure(await desk.change((book) => publish(book, wish.hostname)));
      const record = await zoneRecord(world, "garden.example");
      expect(published).toEqual({ key: "zone:garden.example", version: record.version });
      expect(record.mirrors).toMatchObject([{ label: "leaf", door: "abcdefgh", burned: false }]);
      const probe = sure(await desk.probeTicket(wish.hostname));
      const ticket = await openTicket(fromBase64url(probe.ticket) as Bytes, {
        keyring: world.keyring,
        now: world.now(),
      });
      expect(ticket).toMatchObject({ ok: true, value: { lineage: record.mirrors[0]?.lineages[0], level: 0 } });
      expect(probe.notAfter - world.now()).toBeGreaterThanOrEqual(3600);
    }));

  test("every step can be repeated without a second effect", () =>
    inWorld(async (world) => {
      const { desk } = world;
      await desk.change((book) => configure(book, settings()));
      await world.mint(desk.status().orders[0] as never, wish.hostname);
      const before = desk.status();
      sure(await desk.change((book) => publish(book, wish.hostname)));
      sure(await desk.change((book) => ready(book, wish.hostname)));
      expect({ ...desk.status(), unpublished: [] }).toEqual({ ...before, unpublished: [] });
    }));

  test("an abandoned mirror leaves the record and its order is open again", () =>
    inWorld(async (world) => {
      const { desk } = world;
      await desk.change((book) => configure(book, settings()));
      sure(await desk.change((book) => claim(book, 1, wish)));
      sure(await desk.change((book) => publish(book, wish.hostname)));
      expect(sure(await desk.change((book) => abandon(book, wish.hostname)))).toMatchObject({ id: 1, state: "open" });
      world.pass(2);
      await desk.flush();
      expect((await zoneRecord(world, "garden.example")).mirrors).toEqual([]);
      expect(await desk.change((book) => ready(book, wish.hostname))).toMatchObject({ reason: "conflict" });
    }));

  test("a retired mirror is a stranger in its zone and another is ordered", () =>
    inWorld(async (world) => {
      const [hostname = ""] = await start(world);
      world.pass(2);
      sure(await world.desk.change((book) => retire(book, hostname)));
      const zone = hostname.slice(hostname.indexOf(".") + 1);
      expect((await zoneRecord(world, zone)).mirrors.map(({ label }) => label)).not.toContain(hostname.split(".")[0]);
      expect(world.desk.status().orders.filter(({ state }) => state === "open")).toHaveLength(1);
    }));
});
