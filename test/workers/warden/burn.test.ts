import { describe, expect, test } from "vitest";
import { openBlocklist } from "../../../shared/domain/blocklist.ts";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { openRecord } from "../../../shared/domain/record.ts";
import { openRoster } from "../../../shared/domain/roster.ts";
import { openTicket, readerKey } from "../../../shared/domain/ticket.ts";
import { ZoneBody } from "../../../shared/domain/zonerecord.ts";
import type { Admission } from "../../../shared/wardenapi.ts";
import { burn, unburn } from "../../../workers/warden/moves/burn.ts";
import { claim, ready } from "../../../workers/warden/moves/mint.ts";
import { rotate } from "../../../workers/warden/moves/order.ts";
import { inWorld, start, sure, type World } from "./mesh.ts";

const zoneOf = (hostname: string) => hostname.slice(hostname.indexOf(".") + 1);
const stateOf = ({ desk }: World, hostname: string) =>
  desk.status().mirrors.find((mirror) => mirror.hostname === hostname)?.state;

async function readers(world: World, count: number, channel = "family"): Promise<readonly Admission[]> {
  const wish = { service: "news", channel, level: 0, days: 7, uses: count };
  const { code } = sure(await world.desk.invite(wish));
  const admissions: Admission[] = [];
  for (let at = 0; at < count; at++) admissions.push(sure(await world.desk.admit(code)));
  return admissions;
}

async function blocklist({ kv, keyring, now }: World) {
  const opened = await openBlocklist(kv.get("blocklist") ?? "", { keyring, now: now(), atLeast: 0 });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

/** The mirrors a reader's own roster names, as its lifeboat would read it. */
async function rosterOf(world: World, { ticket }: Admission): Promise<readonly string[]> {
  const bytes = fromBase64url(ticket) as Bytes;
  const opened = await openTicket(bytes, { keyring: world.keyring, now: world.now() });
  if (!opened.ok) throw new Error(opened.reason);
  const { lineage } = opened.value;
  const options = { lineage, readerKey: await readerKey(bytes), keyring: world.keyring, now: world.now(), atLeast: 0 };
  const roster = await openRoster(world.kv.get(`roster:${lineage}`) ?? "", options);
  if (!roster.ok) throw new Error(roster.reason);
  return roster.value.mirrors.map((mirror) => mirror.hostname);
}

async function publishAll(world: World): Promise<void> {
  world.pass(15);
  await world.desk.flush();
  expect(world.desk.status().unpublished).toEqual([]);
}

describe("burning", () => {
  test("a burned mirror is in KV's blocklist, is ordered anew and goes on serving who holds a ticket", () =>
    inWorld(async (world) => {
      await start(world);
      const [reader] = await readers(world, 1);
      const [hostname = ""] = reader?.mirrors.map((mirror) => mirror.hostname) ?? [];
      await publishAll(world);
      world.pass(2);
      const answer = sure(await world.desk.change((book) => burn(book, { pattern: hostname, cause: "censor" })));
      expect(answer).toMatchObject({ entry: { pattern: hostname, cause: "censor" }, burned: [hostname] });
      expect(answer.orders).toHaveLength(1);
      expect(await (await blocklist(world)).blocks(hostname)).toBe(true);
      const record = await openRecord(
        { type: "zone", schema: ZoneBody },
        world.kv.get(`zone:${zoneOf(hostname)}`) ?? "",
        { keyring: world.keyring, now: world.now(), atLeast: 0 },
      );
      const [label] = hostname.split(".");
      const entry = record.ok ? record.value.mirrors.find((mirror) => mirror.label === label) : undefined;
      expect(entry).toMatchObject({ burned: true });
      expect(entry?.lineages).toHaveLength(2);
    }));

  test("the reader's next roster names reserve mirrors and not the burned one", () =>
    inWorld(async (world) => {
      await start(world);
      const [reader] = await readers(world, 1);
      if (reader === undefined) throw new Error("no reader");
      await publishAll(world);
      const before = await rosterOf(world, reader);
      expect([...before].sort()).toEqual(reader.mirrors.map((mirror) => mirror.hostname).sort());
      sure(await world.desk.change((book) => burn(book, { pattern: before[0] ?? "" })));
      await publishAll(world);
      const after = await rosterOf(world, reader);
      expect(after).not.toContain(before[0]);
      expect(after).toHaveLength(2);
    }));

  test("a group of several is split in two parts that share no mirror once each has its own", () =>
    inWorld(async (world) => {
      await start(world, { lineageSize: 64 });
      const family = await readers(world, 6);
      const [hostname = ""] = family[0]?.mirrors.map((mirror) => mirror.hostname) ?? [];
      sure(await world.desk.change((book) => burn(book, { pattern: hostname })));
      await world.mintAll();
      await publishAll(world);
      const rosters = await Promise.all(family.map(async (reader) => (await rosterOf(world, reader)).join()));
      const parts = [...new Set(rosters)];
      expect(parts).toHaveLength(2);
      expect(parts.map((part) => rosters.filter((roster) => roster === part).length)).toEqual([3, 3]);
      const hosts = parts.flatMap((part) => part.split(","));
      expect(new Set(hosts).size).toBe(hosts.length);
      expect(world.desk.status().events.filter(({ event }) => event === "split")).toHaveLength(1);
    }));

  test("nobody is cut off while a split waits for new mirrors", () =>
    inWorld(async (world) => {
      await start(world, { lineageSize: 64, mirrors: { live: 2, reserve: 0, perGroup: 2 } });
      const family = await readers(world, 4);
      const [hostname = ""] = family[0]?.mirrors.map((mirror) => mirror.hostname) ?? [];
      sure(await world.desk.change((book) => burn(book, { pattern: hostname })));
      await publishAll(world);
      for (const reader of family) expect(await rosterOf(world, reader)).toHaveLength(1);
    }));

  test("after a zone burn the two parts never share a zone", () =>
    inWorld(async (world) => {
      await start(world, { lineageSize: 64 });
      const family = await readers(world, 4);
      const zone = zoneOf(family[0]?.mirrors[0]?.hostname ?? "");
      const answer = sure(await world.desk.change((book) => burn(book, { pattern: `*.${zone}` })));
      expect(answer.burned.every((hostname) => zoneOf(hostname) === zone)).toBe(true);
      for (let at = 0; at < 4; at++) {
        for (const order of world.desk.status().orders.filter(({ state }) => state === "open")) {
          const free = ["garden.example", "bakery.example", "chess.example", "river.example"].filter(
            (name) => name !== zone,
          );
          await world.mint(order, `moon-${order.id}.${free[order.id % free.length]}`);
        }
      }
      await publishAll(world);
      const zones = new Map<string, Set<string>>();
      for (const reader of family) {
        const roster = await rosterOf(world, reader);
        zones.set(roster.join(), new Set(roster.map(zoneOf)));
      }
      const [left = new Set(), right = new Set()] = [...zones.values()];
      expect(zones.size).toBe(2);
      expect([...left].filter((name) => right.has(name))).toEqual([]);
    }));

  test.each(["provider", "quota", "origin"] as const)("a %s's fault splits nobody", (cause) =>
    inWorld(async (world) => {
      await start(world);
      const [reader] = await readers(world, 3);
      sure(await world.desk.change((book) => burn(book, { pattern: reader?.mirrors[0]?.hostname ?? "", cause })));
      expect(world.desk.status().events.filter(({ event }) => event === "split")).toEqual([]);
    }),
  );

  test("a suffix wider than a zone burns everything under it and blames nobody", () =>
    inWorld(async (world) => {
      const hostnames = await start(world);
      await readers(world, 3);
      const { burned } = sure(await world.desk.change((book) => burn(book, { pattern: "*.example" })));
      expect([...burned].sort()).toEqual([...hostnames].sort());
      expect(world.desk.status().events.filter(({ event }) => event === "split")).toEqual([]);
    }));

  test("newcomers are not born into a lineage that was split", () =>
    inWorld(async (world) => {
      await start(world, { lineageSize: 64 });
      const [first] = await readers(world, 2);
      sure(await world.desk.change((book) => burn(book, { pattern: first?.mirrors[0]?.hostname ?? "" })));
      await world.mintAll();
      const [next] = await readers(world, 1);
      const lineage = async (admission: Admission | undefined) => {
        const opened = await openTicket(fromBase64url(admission?.ticket ?? "") as Bytes, {
          keyring: world.keyring,
          now: world.now(),
        });
        return opened.ok ? opened.value.lineage : undefined;
      };
      expect(await lineage(next)).not.toBe(await lineage(first));
    }));

  test("a burn in one country also ends hand-outs, and is told apart in the blocklist", () =>
    inWorld(async (world) => {
      const [hostname = ""] = await start(world);
      sure(await world.desk.change((book) => burn(book, { pattern: hostname, country: "IR" })));
      expect(stateOf(world, hostname)).toBe("burned");
      const list = await blocklist(world);
      expect([
        await list.blocks(hostname),
        await list.blocks(hostname, "IR"),
        await list.blocks(hostname, "DE"),
      ]).toEqual([false, true, false]);
    }));

  test("burning twice changes nothing more", () =>
    inWorld(async (world) => {
      const [hostname = ""] = await start(world);
      sure(await world.desk.change((book) => burn(book, { pattern: hostname })));
      const before = world.desk.status();
      const again = sure(await world.desk.change((book) => burn(book, { pattern: hostname })));
      expect(again.burned).toEqual([]);
      expect(world.desk.status()).toEqual(before);
    }));

  test("a mirror burned while it is minted never becomes ready, and its order is open again", () =>
    inWorld(async (world) => {
      await start(world);
      sure(await world.desk.change((book) => burn(book, { pattern: "*.river.example" })));
      const [order] = world.desk.status().orders.filter(({ state }) => state === "open");
      const wish = { hostname: "x.chess.example", zone: "chess.example", door: "abcdefgh", maskKey: "A".repeat(43) };
      sure(await world.desk.change((book) => claim(book, order?.id ?? 0, wish)));
      sure(await world.desk.change((book) => burn(book, { pattern: "x.chess.example" })));
      expect(await world.desk.change((book) => ready(book, "x.chess.example"))).toMatchObject({ reason: "conflict" });
      expect(world.desk.status().orders.find(({ id }) => id === order?.id)?.state).toBe("open");
    }));

  test("a replacement does not retire a mirror that burned before it was ready", () =>
    inWorld(async (world) => {
      const [hostname = ""] = await start(world);
      world.pass(10);
      await world.desk.change((book) => rotate(book, { olderThanSeconds: 1 }));
      sure(await world.desk.change((book) => burn(book, { pattern: hostname })));
      await world.mintAll();
      expect(stateOf(world, hostname)).toBe("burned");
    }));
});

describe("unburning", () => {
  test("lifts the entry for mirrors to come and brings no burned mirror back", () =>
    inWorld(async (world) => {
      const [hostname = ""] = await start(world);
      const zone = zoneOf(hostname);
      sure(await world.desk.change((book) => burn(book, { pattern: `*.${zone}` })));
      const version = world.desk.status().blocklist.version;
      world.pass(2);
      const answer = sure(await world.desk.change((book) => unburn(book, { pattern: `*.${zone}` })));
      expect(answer).toMatchObject({ removed: [{ pattern: `*.${zone}` }], stillBurned: [hostname] });
      expect(stateOf(world, hostname)).toBe("burned");
      const list = await blocklist(world);
      expect(list.version).toBeGreaterThan(version);
      expect(await list.blocks(hostname)).toBe(false);
    }));
});
