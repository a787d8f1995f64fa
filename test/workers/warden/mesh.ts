// A warden on a real Durable Object's SQLite, with a clock the test moves and a KV the test can break.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { type Bytes, fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import { type Keyring, openKeyring, signKeyring } from "../../../shared/domain/keyring.ts";
import { createSigner, createVerifier } from "../../../shared/domain/signature.ts";
import { createLog } from "../../../shared/log.ts";
import type { MeshSettings, Order } from "../../../shared/wardenapi.ts";
import { createDesk, type Desk } from "../../../workers/warden/desk.ts";
import { listKeysOf, openEvidenceKey, openReportKey, reportingOf } from "../../../workers/warden/evidence/keys.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { claim, publish, ready } from "../../../workers/warden/moves/mint.ts";
import type { Moved } from "../../../workers/warden/moves/move.ts";
import { migrate } from "../../../workers/warden/schema.ts";
import { type OwnStore, onlyStore, type Stores } from "../../../workers/warden/stores.ts";

const ROOT_SEED = new Uint8Array(32).fill(7);
export const ONLINE_SEED = new Uint8Array(32).fill(9);
const ONLINE_PUBLIC = "_RckOFqgx1tk-3jNYC-h2ZH96_drE8WO1wLqyDXp9hg";
export const START_MS = Date.UTC(2026, 10, 22, 12);

export const ZONES = ["garden.example", "bakery.example", "chess.example", "river.example"] as const;

export function settings(change: Partial<MeshSettings> = {}): MeshSettings {
  return {
    services: [
      { id: "news", primary: "https://news.test", secondaries: [], policy: "read-only", authority: "public-interest" },
    ],
    zones: ZONES.map((zone) => ({ zone, account: "main", service: "news", scheme: "https" })),
    mirrors: { live: 2, reserve: 1, perGroup: 2 },
    lineageSize: 4,
    ...change,
  };
}

export interface World {
  readonly storage: DurableObjectStorage;
  readonly desk: Desk;
  /** What KV holds. */
  readonly kv: Map<string, string>;
  /** Every write KV took, in order. */
  readonly writes: { readonly key: string; readonly text: string; readonly atMs: number }[];
  readonly alarms: number[];
  readonly logged: string[];
  readonly keyring: Keyring;
  readonly keyringText: string;
  /** Seconds since the epoch. */
  now(): number;
  pass(seconds: number): void;
  /** KV refuses every write while this is set. */
  breakKv(isBroken: boolean): void;
  /** KV takes its next write only after `release`; `started` is when it was asked. */
  holdKv(): { readonly started: Promise<void>; readonly release: () => void };
  /** A new desk over the same storage, as after a crash. */
  restart(): Desk;
  /** Fill one order as the minter does. */
  mint(order: Order, hostname: string): Promise<void>;
  /** Fill every open order, zones in turn; the new hostnames. */
  mintAll(): Promise<readonly string[]>;
}

export function inWorld(run: (world: World) => Promise<void>, options: WorldOptions = {}): Promise<void> {
  const stub = env.REGISTRY.get(env.REGISTRY.newUniqueId());
  return runInDurableObject(stub, async (_, state) => run(await createWorld(state.storage, options)));
}

export interface WorldOptions {
  readonly seed?: number;
  /** Where records go besides KV; absent: all go to KV, whatever the account. */
  readonly storesOf?: (kv: OwnStore) => Stores;
}

export async function createWorld(
  storage: DurableObjectStorage,
  { seed = 1, storesOf = onlyStore }: WorldOptions = {},
): Promise<World> {
  migrate(storage);
  const kv = new Map<string, string>();
  const [writes, alarms, logged]: [World["writes"], number[], string[]] = [[], [], []];
  let nowMs = START_MS;
  let isBroken = false;
  const held = createHold();
  let minted = 0;
  const random = createRandom(seed);
  const { keyring, text } = await createKeyring();
  const root = createVerifier(fromBase64url(env.ROOT_KEY) as Bytes);
  const restart = () =>
    createDesk({
      storage,
      stores: storesOf({
        put: async (key, text) => {
          await held.next();
          if (isBroken) throw new TypeError("KV is away");
          kv.set(key, text);
          writes.push({ key, text, atMs: nowMs });
        },
      }),
      signer: () => createSigner(1, ONLINE_SEED),
      root: () => root,
      reporting: async () => reportingOf(openEvidenceKey(env.EVIDENCE_KEY), await openReportKey(env.REPORT_KEY)),
      listKeyOf: listKeysOf(openEvidenceKey(env.EVIDENCE_KEY)) as (lineage: string) => Promise<string>,
      clock: () => nowMs,
      random,
      wakeAt: async (atMs) => void alarms.push(atMs),
      log: createLog((line) => logged.push(line)),
    });
  const desk = restart();
  const mint = async (order: Order, hostname: string) => {
    const zone = hostname.slice(hostname.indexOf(".") + 1);
    const maskKey = toBase64url(random(32));
    sure(await desk.change((book) => claim(book, order.id, { hostname, zone, door: "abcdefgh", maskKey })));
    sure(await desk.change((book) => publish(book, hostname)));
    sure(await desk.change((book) => ready(book, hostname)));
  };
  return {
    ...{ storage, desk, kv, writes, alarms, logged, keyring, keyringText: text, restart, mint },
    now: () => Math.floor(nowMs / 1000),
    pass: (seconds) => {
      nowMs += seconds * 1000;
    },
    breakKv: (broken) => {
      isBroken = broken;
    },
    holdKv: held.hold,
    mintAll: async () => {
      const hostnames: string[] = [];
      for (const order of desk.status().orders.filter(({ state }) => state === "open")) {
        const hostname = `leaf-${++minted}.${ZONES[minted % ZONES.length]}`;
        await mint(order, hostname);
        hostnames.push(hostname);
      }
      return hostnames;
    },
  };
}

/** A configured mesh with all its first mirrors. */
export async function start(world: World, change: Partial<MeshSettings> = {}): Promise<readonly string[]> {
  await world.desk.change((book) => configure(book, settings(change)));
  return world.mintAll();
}

export function sure<T>(moved: Moved<T>): T {
  if (!moved.ok) throw new Error(`${moved.reason}: ${moved.detail}`);
  return moved.value;
}

async function createKeyring(): Promise<{ readonly keyring: Keyring; readonly text: string }> {
  const issuedAt = START_MS / 1000 - 3600;
  const notAfter = issuedAt + 29 * 86_400;
  const key = {
    id: 1,
    key: ONLINE_PUBLIC,
    uses: ["ticket", "record", "roster"] as const,
    notBefore: issuedAt,
    notAfter,
  };
  const body = { v: 1 as const, version: 1, issuedAt, keys: [{ ...key, uses: [...key.uses] }], revoked: [] };
  const text = await signKeyring(body, await createSigner(0, ROOT_SEED));
  const opened = await openKeyring(text, {
    root: await createVerifier(fromBase64url(env.ROOT_KEY) as Bytes),
    atLeast: 0,
  });
  if (!opened.ok) throw new Error(opened.reason);
  return { keyring: opened.value, text };
}

/** A turnstile that can be shut for one passer. */
function createHold() {
  let shut: { readonly arrive: () => void; readonly opened: Promise<void> } | undefined;
  return {
    next: async () => {
      const mine = shut;
      shut = undefined;
      mine?.arrive();
      await mine?.opened;
    },
    hold: () => {
      const [arrival, opening] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
      shut = { arrive: arrival.resolve, opened: opening.promise };
      return { started: arrival.promise, release: opening.resolve };
    },
  };
}

/** Repeatable chance: xorshift32 over a seed. */
function createRandom(seed: number): (lengthBytes: number) => Bytes {
  let state = (seed * 2_654_435_761) >>> 0 || 1;
  return (lengthBytes) =>
    Uint8Array.from({ length: lengthBytes }, () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return (state >>> 8) & 255;
    });
}
