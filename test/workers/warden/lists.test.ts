// What the warden gives who publishes sealed lists: every lineage's roster as it reads now, which its readers open.

import { env } from "cloudflare:test";
import { describe, expect, test } from "vitest";
import { type Bytes, fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { deriveListKey } from "../../../shared/domain/evidencekeys.ts";
import { openRoster } from "../../../shared/domain/roster.ts";
import { openTicket, readerKey } from "../../../shared/domain/ticket.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { inWorld, settings, start, sure, type World } from "./mesh.ts";

const PLACES = ["https://files.example/letters/"];

async function reader(world: World, channel: string) {
  const { code } = sure(await world.desk.invite({ service: "news", channel, level: 0, days: 7, uses: 1 }));
  const bytes = fromBase64url(sure(await world.desk.admit(code)).ticket) as Bytes;
  const ticket = await openTicket(bytes, { keyring: world.keyring, now: world.now() });
  if (!ticket.ok) throw new Error(ticket.reason);
  return { lineage: ticket.value.lineage, readerKey: await readerKey(bytes) };
}

async function opened(world: World, text: string, { lineage, readerKey }: Awaited<ReturnType<typeof reader>>) {
  const roster = await openRoster(text, { lineage, readerKey, keyring: world.keyring, now: world.now(), atLeast: 0 });
  if (!roster.ok) throw new Error(roster.reason);
  return roster.value;
}

describe("sealed lists, from the warden", () => {
  test("need a keyring", () =>
    inWorld(async (world) => {
      expect(await world.desk.lists("")).toMatchObject({ ok: false, reason: "conflict" });
    }));

  test("say what the roster in KV says, with its version, its lineage's list key and the places", () =>
    inWorld(async (world) => {
      await start(world, { sealedLists: PLACES });
      sure(await world.desk.replaceKeyring(world.keyringText));
      const mine = await reader(world, "family");
      world.pass(15);
      await world.desk.flush();
      const page = sure(await world.desk.lists(""));
      expect(page).toMatchObject({ keyring: world.keyringText, more: false });
      const listed = await opened(world, page.rosters[0]?.roster ?? "", mine);
      expect(listed).toEqual(await opened(world, world.kv.get(`roster:${mine.lineage}`) ?? "", mine));
      const key = await deriveListKey(fromBase64url(env.EVIDENCE_KEY ?? "") as Bytes, mine.lineage);
      expect(listed).toMatchObject({ sealedLists: PLACES, listKey: toBase64url(key) });
    }));

  test("come a few lineages at a time, each once, in order", () =>
    inWorld(async (world) => {
      await start(world);
      sure(await world.desk.replaceKeyring(world.keyringText));
      const lineages: string[] = [];
      for (let at = 0; at < 20; at++) lineages.push((await reader(world, `channel-${at}`)).lineage);
      const first = sure(await world.desk.lists(""));
      expect(first).toMatchObject({ more: true });
      const second = sure(await world.desk.lists(first.rosters.at(-1)?.lineage ?? ""));
      expect(second.more).toBe(false);
      expect([...first.rosters, ...second.rosters].map(({ lineage }) => lineage)).toEqual(lineages.sort());
    }));

  test("readers are told when the places change", () =>
    inWorld(async (world) => {
      await start(world);
      sure(await world.desk.replaceKeyring(world.keyringText));
      const mine = await reader(world, "family");
      world.pass(15);
      await world.desk.flush();
      await world.desk.change((book) => configure(book, settings({ sealedLists: PLACES })));
      world.pass(2);
      await world.desk.flush();
      const roster = await opened(world, world.kv.get(`roster:${mine.lineage}`) ?? "", mine);
      expect(roster.sealedLists).toEqual(PLACES);
    }));
});

describe("a roster, from the warden,", () => {
  test("tells how to report until the operator says no, and again when he takes that back", () =>
    inWorld(async (world) => {
      await start(world);
      sure(await world.desk.replaceKeyring(world.keyringText));
      const mine = await reader(world, "family");
      const tells = async (changed: Parameters<typeof settings>[0]) => {
        await world.desk.change((book) => configure(book, settings(changed)));
        world.pass(15);
        await world.desk.flush();
        return (await opened(world, world.kv.get(`roster:${mine.lineage}`) ?? "", mine)).report !== undefined;
      };
      expect([await tells({}), await tells({ reports: false }), await tells({})]).toEqual([true, false, true]);
    }));

  test("numbers providers by whose addresses they have, not by accounts", () =>
    inWorld(async (world) => {
      const zones = settings().zones.map((zone, at) => ({ ...zone, account: `account-${at}`, provider: "one firm" }));
      await start(world, { zones });
      sure(await world.desk.replaceKeyring(world.keyringText));
      const mine = await reader(world, "family");
      const providers = async () => {
        world.pass(15);
        await world.desk.flush();
        const { mirrors } = await opened(world, world.kv.get(`roster:${mine.lineage}`) ?? "", mine);
        return mirrors.map(({ provider }) => provider);
      };
      expect(await providers()).toEqual([0, 0]);
      const apart = zones.map((zone, at) => ({ ...zone, provider: `firm ${at}` }));
      await world.desk.change((book) => configure(book, settings({ zones: apart })));
      expect(await providers()).toEqual([0, 1]);
    }));
});
