// A warden with evidence: the world of mesh.ts, its inquiry, and one real keeper on real storage per hostname, all by the
// test's clock.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Bytes, fromBase64url } from "../../../shared/domain/bytes.ts";
import { mirrorDigest, type Outcome, type Report, sealReport } from "../../../shared/domain/report.ts";
import { openRoster, type Roster } from "../../../shared/domain/roster.ts";
import { openTicket, readerKey, type Ticket } from "../../../shared/domain/ticket.ts";
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";
import type { Batch } from "../../../workers/warden/evidence/batch.ts";
import { createDayHalf, type DayHalfPorts } from "../../../workers/warden/evidence/dayhalf.ts";
import { createInquiry, type Inquiry } from "../../../workers/warden/evidence/inquiry.ts";
import { createKeeper } from "../../../workers/warden/evidence/keeper.ts";
import { openEvidenceKey, openReportKey } from "../../../workers/warden/evidence/keys.ts";
import { SHELF_STEPS } from "../../../workers/warden/evidence/shelf.ts";
import { migrate } from "../../../workers/warden/schema.ts";
import { inWorld, sure, type World } from "./mesh.ts";

export interface Reader {
  readonly ticket: Ticket;
  readonly mirrors: readonly string[];
  readonly bytes: Bytes;
}

export interface Scene extends World {
  readonly inquiry: Inquiry;
  /** Halves of tag keys outside the object, by KV key. */
  readonly days: Map<string, { readonly text: string; readonly expiration: number }>;
  /** The registry's memory is gone; its storage and KV are not. */
  forgetHalf(): void;
  /** Newcomers of one channel. */
  admit(count: number, wish?: { readonly channel?: string; readonly level?: number }): Promise<readonly Reader[]>;
  /** These readers were served by this mirror, now. */
  serve(hostname: string, readers: readonly Reader[], where?: Partial<Where>): Promise<void>;
  /** Each of these readers reports the mirror, through another one, from networks of their own. */
  report(hostname: string, readers: readonly Reader[], wish?: ReportWish): Promise<void>;
  roster(reader: Reader): Promise<Roster>;
  stateOf(hostname: string): string | undefined;
  /** Rows of a table of a hostname's evidence. */
  count(hostname: string, table: string): Promise<number>;
  /** All of a hostname's rows, as text. */
  dump(hostname: string): Promise<string>;
  distinctTags(hostname: string): Promise<number>;
  /** Rows of the registry's own tables. */
  counted(tables: readonly string[]): Promise<readonly number[]>;
  /** From now on its object throws. */
  breakEvidence(hostname: string): void;
  /** As the object's alarm would. */
  wake(hostname: string): Promise<void>;
}

export interface Where {
  readonly country: string;
  readonly network: string;
  readonly level: number;
}

export interface ReportWish extends Partial<Where> {
  readonly outcome?: Outcome;
  readonly control?: Outcome;
  readonly change?: Partial<Report>;
  /** The mirror that works; absent: any other of the reader's. */
  readonly through?: string;
}

export const HERE: Where = { country: "IR", network: "AS44244", level: 1 };

export function inScene(run: (scene: Scene) => Promise<void>): Promise<void> {
  return inWorld(async (world) => run(await createScene(world)));
}

export const zoneOf = (hostname: string) => hostname.slice(hostname.indexOf(".") + 1);
const labelOf = (hostname: string) => hostname.slice(0, hostname.indexOf("."));

export function batchOf(zone: string, parts: Partial<Pick<Batch, "sightings" | "reports">>): Batch {
  return { v: 1, zone, sightings: [], reports: [], ...parts };
}

export function sightingOf(
  hostname: string,
  { ticket }: Reader,
  { now, where = {} }: { readonly now: number; readonly where?: Partial<Where> },
) {
  const { lineage, reader } = ticket;
  const at = Math.floor(now / WINDOWS.slotSeconds) * WINDOWS.slotSeconds;
  return { label: labelOf(hostname), lineage, reader, at, ...HERE, ...where };
}

async function createScene(world: World): Promise<Scene> {
  const clock = () => world.now() * 1000;
  const stubs = new Map<string, DurableObjectStub>();
  const stubOf = (hostname: string) => {
    const stub = stubs.get(hostname) ?? env.EVIDENCE.get(env.EVIDENCE.newUniqueId());
    stubs.set(hostname, stub);
    return stub;
  };
  const withStorage = async <T>(hostname: string, work: (storage: DurableObjectStorage) => Promise<T>) => {
    if (broken.has(hostname)) throw new Error(`the object of ${hostname} is out of order`);
    return inObject(hostname, work);
  };
  const inObject = <T>(hostname: string, work: (storage: DurableObjectStorage) => Promise<T>) =>
    runInDurableObject(stubOf(hostname), (_, { storage }) => {
      migrate(storage, SHELF_STEPS);
      return work(storage);
    });
  const broken = new Set<string>();
  const keeperOf = (storage: DurableObjectStorage) =>
    createKeeper({ storage, windows: WINDOWS, clock, wakeAt: async () => undefined });
  const evidenceKey = openEvidenceKey(env.EVIDENCE_KEY) as Bytes;
  const opened = await openReportKey(env.REPORT_KEY);
  if (opened === undefined) throw new Error("the tests' REPORT_KEY is no key");
  const days = new Map<string, { readonly text: string; readonly expiration: number }>();
  const kv: DayHalfPorts["kv"] = {
    get: async (key) => days.get(key)?.text ?? null,
    put: async (key, text, { expiration }) => void days.set(key, { text, expiration }),
  };
  const random = (lengthBytes: number) => crypto.getRandomValues(new Uint8Array(lengthBytes));
  const failed = (error: unknown) => {
    throw error;
  };
  let dayHalfOf = createDayHalf({ kv, random, failed });
  const inquiry = createInquiry({
    look: world.desk.look,
    change: world.desk.change,
    evidenceOf: (hostname) => ({
      note: (notes, context) => withStorage(hostname, (storage) => keeperOf(storage).note(notes, context)),
      judge: (context) => withStorage(hostname, (storage) => keeperOf(storage).judge(context)),
    }),
    keys: async () => ({ evidenceKey, reportKey: opened.privateKey }),
    dayHalfOf: (day) => dayHalfOf(day),
    random,
  });
  const roster: Scene["roster"] = async ({ ticket: { lineage }, bytes }) => {
    const options = {
      lineage,
      readerKey: await readerKey(bytes),
      keyring: world.keyring,
      now: world.now(),
      atLeast: 0,
    };
    const read = await openRoster(world.kv.get(`roster:${lineage}`) ?? "", options);
    if (!read.ok) throw new Error(read.reason);
    return read.value;
  };
  return {
    ...world,
    inquiry,
    days,
    forgetHalf: () => {
      dayHalfOf = createDayHalf({ kv, random, failed });
    },
    roster,
    admit: async (count, { channel = "family", level = 1 } = {}) => {
      const { code } = sure(await world.desk.invite({ service: "news", channel, level, days: 7, uses: count }));
      const readers: Reader[] = [];
      for (let at = 0; at < count; at++) {
        const admission = sure(await world.desk.admit(code));
        const bytes = fromBase64url(admission.ticket) as Bytes;
        const ticket = await openTicket(bytes, { keyring: world.keyring, now: world.now() });
        if (!ticket.ok) throw new Error(ticket.reason);
        readers.push({ ticket: ticket.value, bytes, mirrors: admission.mirrors.map(({ hostname }) => hostname) });
      }
      world.pass(15);
      await world.desk.flush();
      return readers;
    },
    serve: (hostname, readers, where = {}) => {
      const sightings = readers.map((reader) => sightingOf(hostname, reader, { now: world.now(), where }));
      return inquiry.collect(batchOf(zoneOf(hostname), { sightings }));
    },
    report: async (hostname, readers, wish = {}) => {
      for (const [at, reader] of readers.entries()) {
        const { mirrors, ...told } = await roster(reader);
        const other = wish.through ?? mirrors.find((mirror) => mirror.hostname !== hostname)?.hostname ?? hostname;
        const sealed = await seal(told, { hostname, other, now: world.now(), wish });
        const network = wish.network ?? `AS${100 + at}`;
        const carried = {
          label: labelOf(other),
          at: world.now(),
          level: wish.level ?? HERE.level,
          country: wish.country ?? HERE.country,
          network,
        };
        await inquiry.collect(batchOf(zoneOf(other), { reports: [{ ...carried, sealed }] }));
      }
    },
    stateOf: (hostname) => world.desk.status().mirrors.find((mirror) => mirror.hostname === hostname)?.state,
    count: (hostname, table) =>
      withStorage(
        hostname,
        async ({ sql }) => sql.exec<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).one().rows,
      ),
    dump: (hostname) =>
      withStorage(hostname, async ({ sql }) =>
        JSON.stringify(["sightings", "reports", "probes"].map((table) => sql.exec(`SELECT * FROM ${table}`).toArray())),
      ),
    distinctTags: (hostname) =>
      withStorage(
        hostname,
        async ({ sql }) => sql.exec<{ tags: number }>("SELECT count(DISTINCT tag) AS tags FROM sightings").one().tags,
      ),
    counted: async (tables) =>
      tables.map(
        (table) => world.storage.sql.exec<{ rows: number }>(`SELECT count(*) AS rows FROM ${table}`).one().rows,
      ),
    breakEvidence: (hostname) => void broken.add(hostname),
    wake: (hostname) => withStorage(hostname, (storage) => keeperOf(storage).tick()),
  };
}

interface Sealing {
  readonly hostname: string;
  readonly other: string;
  readonly now: number;
  readonly wish: ReportWish;
}

/** As a lifeboat seals it, from what its roster says. */
export async function seal(
  roster: Pick<Roster, "group" | "report">,
  { hostname, other, now, wish }: Sealing,
): Promise<string> {
  const pair = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
    "deriveBits",
  ])) as CryptoKeyPair;
  const point = new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer);
  const report: Report = {
    group: roster.group,
    hour: Math.floor(now / 3600),
    id: [...crypto.getRandomValues(new Uint8Array(8))].map((byte) => byte.toString(16).padStart(2, "0")).join(""),
    mirror: await mirrorDigest(hostname),
    outcome: wish.outcome ?? "tls",
    elapsed: "long",
    control: { mirror: await mirrorDigest(other), outcome: wish.control ?? "ok" },
    ...wish.change,
  };
  return sealReport(report, {
    to: fromBase64url(roster.report?.to ?? "") as Bytes,
    groupKey: fromBase64url(roster.report?.key ?? "") as Bytes,
    ephemeral: { point, privateKey: pair.privateKey },
  });
}
