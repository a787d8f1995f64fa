// The warden's memory leaves its account after every change: taken whole, sealed to the operator, put on every shelf that
// holds an older one. Changes of a few seconds share one snapshot. What it costs: one pass over the memory and one PUT a
// shelf for each burst of changes, at most 200 a day where the shelf is a KV. A shelf that fails is tried again by the alarm.

import type { Bytes } from "../../../shared/domain/bytes.ts";
import { toHex, utf8 } from "../../../shared/domain/bytes.ts";
import type { Signer } from "../../../shared/domain/signature.ts";
import { sealSnapshot } from "../../../shared/domain/snapshot.ts";
import type { Log } from "../../../shared/log.ts";
import { snapshotName } from "../../../shared/snapshotform.ts";
import { createSettings } from "../tables/settings.ts";
import { takeTables } from "./memory.ts";
import type { Shelf } from "./shelves.ts";
import { failed, readyAt, type SnapshotsState, shelfNow, taken } from "./state.ts";

/** Changes this close share a snapshot; what an account's sudden death can lose. */
const COALESCE_MS = 5_000;

export interface KeeperDeps {
  readonly storage: DurableObjectStorage;
  readonly shelves: readonly Shelf[];
  /** The operator's P-256 point. */
  readonly to: Bytes;
  readonly signer: () => Promise<Signer>;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly wakeAt: (atMs: number) => Promise<void>;
  readonly log: Log;
}

export interface Keeper {
  /** The memory may read differently now. */
  noteChange(): Promise<void>;
  /** Put what is due on the shelves. Never throws. */
  run(): Promise<void>;
}

export function createKeeper(deps: KeeperDeps): Keeper {
  let last: Promise<void> = Promise.resolve();
  let wakesAt = 0;
  return {
    noteChange: async () => {
      const now = deps.clock();
      const soon = now + COALESCE_MS;
      // A shelf that is away may be waited for much longer; the others are not to wait with it.
      if (deps.shelves.length === 0 || (wakesAt > now && wakesAt <= soon)) return;
      wakesAt = soon;
      await deps.wakeAt(soon);
    },
    run: () => {
      last = last
        .then(async () => {
          if (deps.shelves.length === 0 || wakesAt > deps.clock()) return;
          wakesAt = 0;
          const next = await store(deps);
          if (next === undefined) return;
          wakesAt = next;
          await deps.wakeAt(next);
        })
        .catch((error: unknown) => deps.log.failed("snapshot", error));
      return last;
    },
  };
}

/** When to come back; undefined where every shelf holds what there is. */
async function store(deps: KeeperDeps): Promise<number | undefined> {
  const { storage, shelves, clock } = deps;
  const nowMs = clock();
  const settings = createSettings(storage.sql);
  const tables = takeTables(storage.sql);
  const digest = await digestOf(JSON.stringify(tables));
  const before = settings.snapshots();
  const behind = shelves.filter(({ id }) => before.shelves[id]?.digest !== digest);
  const due = behind.filter((shelf) => readyAtOf(shelf, before, nowMs) <= nowMs);
  if (due.length > 0) {
    const number = before.number + 1;
    // Before anything leaves: a number is never used twice, whatever dies.
    settings.saveSnapshots({ ...before, number });
    const takenAt = Math.floor(nowMs / 1000);
    const sealed = await seal(JSON.stringify({ v: 1, number, takenAt, tables }), number, deps);
    await Promise.all(due.map((shelf) => fill(shelf, { sealed, digest, number, takenAt }, deps)));
  }
  const after = settings.snapshots();
  const still = behind.filter(({ id }) => after.shelves[id]?.digest !== digest);
  const times = still.map((shelf) => readyAtOf(shelf, after, clock()));
  return times.length === 0 ? undefined : Math.min(...times);
}

interface Load {
  readonly sealed: Bytes;
  readonly digest: string;
  readonly number: number;
  readonly takenAt: number;
}

async function fill(shelf: Shelf, { sealed, ...told }: Load, { storage, clock, log }: KeeperDeps): Promise<void> {
  const name = snapshotName(told.number);
  const settings = createSettings(storage.sql);
  const now = () => shelfNow(settings.snapshots(), shelf.id, { perDay: shelf.perDay, nowMs: clock() });
  const save = (state: ReturnType<typeof now>) => {
    const all = settings.snapshots();
    settings.saveSnapshots({ ...all, shelves: { ...all.shelves, [shelf.id]: state } });
  };
  try {
    await shelf.put(name, sealed);
  } catch (error) {
    log.failed("snapshot put", error);
    return save(failed(now(), clock()));
  }
  const { shelf: state, surplus } = taken(now(), { ...told, name });
  save(state);
  // Where taking away is forbidden, it stays: a shelf that only grows is the better one.
  for (const old of surplus) await shelf.remove(old).catch(() => undefined);
}

async function seal(text: string, number: number, { to, signer }: KeeperDeps): Promise<Bytes> {
  const pair = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
    "deriveBits",
  ])) as CryptoKeyPair;
  const point = new Uint8Array((await crypto.subtle.exportKey("raw", pair.publicKey)) as ArrayBuffer);
  const ephemeral = { point, privateKey: pair.privateKey };
  return sealSnapshot(await gzip(text), { number, to, ephemeral, signer: await signer() });
}

async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Blob([text]).stream().pipeThrough(new CompressionStream("gzip"));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

async function digestOf(text: string): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest("SHA-256", utf8(text))));
}

function readyAtOf({ id, perDay }: Shelf, state: SnapshotsState, nowMs: number): number {
  return readyAt(shelfNow(state, id, { perDay, nowMs }), { perDay, nowMs });
}
