// A reader brings one more: into the same group, at the same mirror, three times, and who was brought brings nobody. A problem
// is told as one of a few words, and not without end.

import { describe, expect, test } from "vitest";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import type { Shared } from "../../../shared/domain/readerwish.ts";
import { openTicket } from "../../../shared/domain/ticket.ts";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { inWorld, settings, start, sure, type World } from "./mesh.ts";

const wish = { service: "news", channel: "family", level: 3, days: 7, uses: 1 };

async function opened({ keyring, now }: World, ticket: string) {
  const read = await openTicket(fromBase64url(ticket) as Bytes, { keyring, now: now() });
  if (!read.ok) throw new Error(read.reason);
  return read.value;
}

async function reader(world: World) {
  await start(world);
  const admission = sure(await world.desk.admit(sure(await world.desk.invite(wish)).code));
  const { hostname } = admission.mirrors[0] as { hostname: string };
  const [label = "", ...zone] = hostname.split(".");
  const ticket = await opened(world, admission.ticket);
  const share = (by: { lineage: string; reader: string }, at = label) =>
    world.desk.share(zone.join("."), JSON.stringify({ v: 1, label: at, lineage: by.lineage, reader: by.reader }));
  return { hostname, label, zone: zone.join("."), ticket, share };
}

describe("a reader", () => {
  test("brings three, into the same lineage and group, for as long as the own ticket is good", () =>
    inWorld(async (world) => {
      const { ticket, share, hostname } = await reader(world);
      const { groups } = world.desk.status().groups;
      const shared = sure(await share(ticket)) as Shared;
      expect(shared).toMatchObject({ origin: `https://${hostname}`, left: 2 });
      const brought = await opened(world, shared.ticket);
      expect(brought).toMatchObject({ lineage: ticket.lineage, notAfterHour: ticket.notAfterHour, level: 2 });
      expect(brought.reader).not.toBe(ticket.reader);
      expect(world.desk.status().groups).toMatchObject({ groups, readers: 2 });
      expect(await share(brought)).toMatchObject({ ok: false, reason: "unknown" });
      sure(await share(ticket));
      sure(await share(ticket));
      expect(await share(ticket)).toMatchObject({ ok: false, reason: "unknown" });
    }));

  test("brings nobody with a made-up number, at another's mirror, at a burned one, or when the ticket is over", () =>
    inWorld(async (world) => {
      const { ticket, share, hostname } = await reader(world);
      expect(await share({ ...ticket, reader: "0".repeat(16) })).toMatchObject({ reason: "unknown" });
      expect(await share({ ...ticket, lineage: "0".repeat(12) })).toMatchObject({ reason: "unknown" });
      expect(await share(ticket, "elsewhere")).toMatchObject({ reason: "conflict" });
      expect(await world.desk.share("garden.example", "{}")).toMatchObject({ reason: "invalid" });
      await world.desk.change((book) => burn(book, { pattern: hostname, country: "", cause: "operator" }));
      expect(await share(ticket)).toMatchObject({ reason: "conflict" });
      world.pass(8 * 86_400);
      expect(await share(ticket)).toMatchObject({ reason: "unknown" });
    }));

  test("brings nobody while the operator wants none brought, and loses nothing by it", () =>
    inWorld(async (world) => {
      const { ticket, share } = await reader(world);
      const set = (changed: Parameters<typeof settings>[0]) =>
        world.desk.change((book) => configure(book, settings(changed)));
      await set({ sharing: false });
      expect(await share(ticket)).toMatchObject({ reason: "unknown" });
      await set({});
      expect(sure(await share(ticket))).toMatchObject({ left: 2 });
    }));

  test("tells of a problem, which stands among the events, at most 24 a day and mirror", () =>
    inWorld(async (world) => {
      const { zone, label, hostname } = await reader(world);
      const tell = (kind: string, at = label) => world.desk.problem(zone, JSON.stringify({ v: 1, label: at, kind }));
      for (let count = 0; count < 30; count++) sure(await tell("broken"));
      const told = world.desk.events(0).filter(({ event }) => event === "problem");
      expect(told).toHaveLength(24);
      expect(told[0]).toMatchObject({ hostname, service: "news", detail: "broken" });
      world.pass(86_401);
      sure(await tell("suspect"));
      expect(world.desk.events(0).at(-1)).toMatchObject({ event: "problem", detail: "suspect" });
      expect(await tell("anything")).toMatchObject({ reason: "invalid" });
      expect(await tell("slow", "nobody")).toMatchObject({ reason: "unknown" });
    }));
});
