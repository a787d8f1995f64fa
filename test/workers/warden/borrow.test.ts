// A mesh as `hezar start` makes it: three mirrors, all of one group, nothing in reserve.

import { describe, expect, test } from "vitest";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { openRecord } from "../../../shared/domain/record.ts";
import { openTicket } from "../../../shared/domain/ticket.ts";
import { ZoneBody } from "../../../shared/domain/zonerecord.ts";
import type { Admission } from "../../../shared/wardenapi.ts";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { inWorld, start, sure, type World } from "./mesh.ts";

const mirrors = { live: 3, reserve: 0, perGroup: 3 };
const wish = { service: "news", channel: "direct", level: 0, days: 30, uses: 100 };

const hostnames = (admission: Admission) => admission.mirrors.map(({ hostname }) => hostname).sort();
const openOrders = ({ desk }: World) => desk.status().orders.filter(({ state }) => state === "open").length;

/** A mesh of these readers; the code that made them and what they are shown. */
async function inhabited(world: World, readers: number) {
  await start(world, { mirrors, lineageSize: 64 });
  const { code } = sure(await world.desk.invite(wish));
  const shown: string[][] = [];
  for (let at = 0; at < readers; at++) shown.push(hostnames(sure(await world.desk.admit(code))));
  world.pass(60);
  await world.desk.flush();
  return { code, shown: shown[0] ?? [] };
}

const burnOne = async (world: World, hostname = "") =>
  sure(await world.desk.change((book) => burn(book, { pattern: hostname })));

/** Mirrors among `shown` whose zone's record in KV lets this reader's lineage in. */
async function letIn({ kv, keyring, now }: World, { ticket }: Admission, shown: readonly string[]) {
  const opened = await openTicket(fromBase64url(ticket) as Bytes, { keyring, now: now() });
  if (!opened.ok) throw new Error(opened.reason);
  const open: string[] = [];
  for (const hostname of shown) {
    const [label = "", zone] = hostname.split(/\.(.*)/);
    const text = kv.get(`zone:${zone}`) ?? "";
    const record = await openRecord({ type: "zone", schema: ZoneBody }, text, { keyring, now: now(), atLeast: 0 });
    if (!record.ok) throw new Error(record.reason);
    const mirror = record.value.mirrors.find((candidate) => candidate.label === label);
    if (mirror?.lineages.includes(opened.value.lineage)) open.push(hostname);
  }
  return open;
}

describe("borrowing", () => {
  test("a burn orders what the two halves lack, and nothing for a lineage nobody is in", () =>
    inWorld(async (world) => {
      const { shown } = await inhabited(world, 2);
      expect((await burnOne(world, shown[0])).orders).toHaveLength(1 + 3);
      expect(world.desk.status().groups).toEqual({ lineages: 2, groups: 3, readers: 2 });
    }));

  test("a reader who is alone costs one order a burn", () =>
    inWorld(async (world) => {
      const { shown } = await inhabited(world, 1);
      for (const [at, hostname] of shown.entries()) {
        expect((await burnOne(world, hostname)).orders).toHaveLength(at + 1);
      }
    }));

  test("a newcomer after a burn is shown what still stands, where KV lets the new lineage in already", () =>
    inWorld(async (world) => {
      const { code, shown } = await inhabited(world, 2);
      await burnOne(world, shown[0]);
      world.pass(60);
      await world.desk.flush();
      world.breakKv(true);
      const newcomer = sure(await world.desk.admit(code));
      expect(hostnames(newcomer)).toEqual(shown.slice(1));
      expect(await letIn(world, newcomer, shown)).toEqual(shown.slice(1));
      expect(openOrders(world)).toBe(1 + 3 + 3);
    }));

  test("a newcomer after burn and mint is shown the new mirror too", () =>
    inWorld(async (world) => {
      const { code, shown } = await inhabited(world, 1);
      await burnOne(world, shown[0]);
      const fresh = await world.mintAll();
      expect(fresh).toHaveLength(1);
      expect(hostnames(sure(await world.desk.admit(code)))).toEqual([...shown.slice(1), ...fresh].sort());
    }));

  test("minting gives the newcomer's lineage mirrors of its own, and the borrowed ones are let go", () =>
    inWorld(async (world) => {
      const { code, shown } = await inhabited(world, 2);
      await burnOne(world, shown[0]);
      sure(await world.desk.admit(code));
      const fresh = await world.mintAll();
      const next = sure(await world.desk.admit(code));
      expect(next.mirrors).toHaveLength(3);
      expect(hostnames(next).every((hostname) => fresh.includes(hostname))).toBe(true);
      const held = world.desk.status().mirrors.filter(({ state }) => state === "live");
      expect(held.map(({ groups }) => groups)).toEqual(Array(9).fill(1));
      expect(openOrders(world)).toBe(0);
    }));

  test("new mirrors go first to those who own the fewest", () =>
    inWorld(async (world) => {
      const { code, shown } = await inhabited(world, 2);
      await burnOne(world, shown[0]);
      sure(await world.desk.admit(code));
      for (const order of world.desk
        .status()
        .orders.filter(({ state }) => state === "open")
        .slice(0, 4)) {
        await world.mint(order, `moon-${order.id}.river.example`);
      }
      const groups = await world.desk.change((book) => book.groups.all());
      expect(groups.map(({ owned }) => owned.length)).toEqual([2, 2, 2]);
    }));

  test("a reserve stays for a burn until somebody is in the new lineage, who is shown the borrowed ones first", () =>
    inWorld(async (world) => {
      await start(world, { mirrors: { ...mirrors, reserve: 1 }, lineageSize: 1 });
      const { code } = sure(await world.desk.invite(wish));
      const first = hostnames(sure(await world.desk.admit(code)));
      expect(world.desk.status().mirrors.filter(({ state }) => state === "reserve")).toHaveLength(1);
      expect(hostnames(sure(await world.desk.admit(code)))).toEqual(first);
      expect(world.desk.status().mirrors.filter(({ state }) => state === "reserve")).toEqual([]);
    }));

  test("a burned mirror that an empty lineage borrowed is drained all the same", () =>
    inWorld(async (world) => {
      await start(world, { mirrors, lineageSize: 64 });
      const { code } = sure(await world.desk.invite({ ...wish, days: 2 }));
      const [hostname = ""] = hostnames(sure(await world.desk.admit(code)));
      sure(await world.desk.invite(wish));
      await burnOne(world, hostname);
      world.pass(3 * 86_400);
      await world.desk.tick();
      expect(world.desk.status().mirrors.find((mirror) => mirror.hostname === hostname)?.state).toBe("retired");
    }));

  test("another channel never borrows: it waits for its own orders", () =>
    inWorld(async (world) => {
      await inhabited(world, 1);
      const { code } = sure(await world.desk.invite({ ...wish, channel: "paper" }));
      expect(openOrders(world)).toBe(3);
      expect(sure(await world.desk.admit(code)).mirrors).toEqual([]);
    }));
});
