import { describe, expect, test } from "vitest";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { openTicket } from "../../../shared/domain/ticket.ts";
import type { Admission } from "../../../shared/wardenapi.ts";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { inWorld, start, sure, type World } from "./mesh.ts";

const wish = { service: "news", channel: "family", level: 3, days: 7, uses: 2 };

async function ticketOf({ keyring, now }: World, { ticket }: Admission) {
  const opened = await openTicket(fromBase64url(ticket) as Bytes, { keyring, now: now() });
  if (!opened.ok) throw new Error(opened.reason);
  return opened.value;
}

describe("admission", () => {
  test("a code makes as many readers as it has uses, each with a ticket of the invite's level and days", () =>
    inWorld(async (world) => {
      await start(world);
      const { code, expiresAt } = sure(await world.desk.invite(wish));
      expect(expiresAt).toBe(world.now() + 7 * 86_400);
      const admissions = [sure(await world.desk.admit(code)), sure(await world.desk.admit(code))];
      const tickets = await Promise.all(admissions.map((admission) => ticketOf(world, admission)));
      expect(new Set(tickets.map(({ reader }) => reader)).size).toBe(2);
      expect(new Set(tickets.map(({ lineage }) => lineage)).size).toBe(1);
      expect(tickets[0]).toMatchObject({ level: 3, notAfterHour: Math.floor((world.now() + 7 * 86_400) / 3600) });
      world.pass(601);
      expect(await world.desk.admit(code)).toMatchObject({ ok: false, reason: "unknown" });
    }));

  test("the last use can be repeated for ten minutes and is the same reader", () =>
    inWorld(async (world) => {
      await start(world);
      const { code } = sure(await world.desk.invite({ ...wish, uses: 1 }));
      const first = sure(await world.desk.admit(code));
      world.pass(600);
      expect(sure(await world.desk.admit(code))).toEqual(first);
      expect(world.desk.status().groups.readers).toBe(1);
    }));

  test("an expired code is as good as an unknown one", () =>
    inWorld(async (world) => {
      await start(world);
      const { code } = sure(await world.desk.invite(wish));
      world.pass(7 * 86_400);
      expect(await world.desk.admit(code)).toEqual(await world.desk.admit("00000-00000-00000-00000"));
    }));

  test("channels never share a mirror", () =>
    inWorld(async (world) => {
      await start(world);
      const shown: string[] = [];
      for (const channel of ["family", "paper", "radio"]) {
        const { code } = sure(await world.desk.invite({ ...wish, channel }));
        await world.mintAll();
        shown.push(...sure(await world.desk.admit(code)).mirrors.map(({ hostname }) => hostname));
      }
      expect(shown).toHaveLength(6);
      expect(new Set(shown).size).toBe(6);
    }));

  test("a full lineage gets no newcomers, and the next one waits with mirrors that already let it in", () =>
    inWorld(async (world) => {
      await start(world, { lineageSize: 2 });
      const { code } = sure(await world.desk.invite({ ...wish, uses: 5 }));
      const lineages: string[] = [];
      for (let at = 0; at < 5; at++) {
        await world.mintAll();
        const admission = sure(await world.desk.admit(code));
        expect(admission.mirrors).toHaveLength(2);
        lineages.push((await ticketOf(world, admission)).lineage);
      }
      expect(lineages.map((lineage) => lineages.indexOf(lineage))).toEqual([0, 0, 2, 2, 4]);
    }));

  test("without a mirror to show the list is empty and orders stand", () =>
    inWorld(async (world) => {
      await start(world, { mirrors: { live: 0, reserve: 0, perGroup: 2 } });
      const { code } = sure(await world.desk.invite(wish));
      expect(sure(await world.desk.admit(code)).mirrors).toEqual([]);
      const open = world.desk.status().orders.filter(({ state }) => state === "open");
      expect(open.map(({ reason }) => reason)).toEqual(["group", "group"]);
    }));

  test("a mirror whose readers are gone is not given to another channel", () =>
    inWorld(async (world) => {
      await start(world, { lineageSize: 1 });
      const { code } = sure(await world.desk.invite({ ...wish, uses: 1, days: 1 }));
      const [old] = sure(await world.desk.admit(code)).mirrors;
      world.pass(0.9 * 86_400);
      sure(await world.desk.change((book) => burn(book, { pattern: old?.hostname ?? "" })));
      await world.mintAll();
      world.pass(0.2 * 86_400);
      await world.desk.tick();
      const idle = world.desk.status().mirrors.filter(({ state, groups }) => state === "live" && groups === 0);
      expect(idle).toHaveLength(1);
      const other = sure(await world.desk.invite({ ...wish, channel: "paper" }));
      await world.mintAll();
      const shown = sure(await world.desk.admit(other.code)).mirrors.map(({ hostname }) => hostname);
      expect(shown).toHaveLength(2);
      expect(shown).not.toContain(idle[0]?.hostname);
    }));

  test("readers are forgotten when their ticket is over, and mirrors nobody can open are drained", () =>
    inWorld(async (world) => {
      await start(world, { lineageSize: 1 });
      const { code } = sure(await world.desk.invite({ ...wish, uses: 1, days: 2 }));
      const { mirrors } = sure(await world.desk.admit(code));
      world.pass(3 * 86_400);
      await world.desk.tick();
      expect(world.desk.status().groups).toEqual({ lineages: 1, groups: 0, readers: 0 });
      const states = new Map(world.desk.status().mirrors.map(({ hostname, state }) => [hostname, state]));
      expect(mirrors.map(({ hostname }) => states.get(hostname))).toEqual(["retired", "retired"]);
    }));
});
