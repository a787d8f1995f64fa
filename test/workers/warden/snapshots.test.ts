// The warden's memory as it leaves its account, and another warden that goes on with it.

import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { fromBase64url } from "../../../shared/domain/bytes.ts";
import { openRecord } from "../../../shared/domain/record.ts";
import { createSigner, createVerifier } from "../../../shared/domain/signature.ts";
import { openSnapshot } from "../../../shared/domain/snapshot.ts";
import { ZoneBody } from "../../../shared/domain/zonerecord.ts";
import { createLog } from "../../../shared/log.ts";
import { type Snapshot, SnapshotForm, snapshotNumber } from "../../../shared/snapshotform.ts";
import { burn } from "../../../workers/warden/moves/burn.ts";
import { configure } from "../../../workers/warden/moves/configure.ts";
import { restore } from "../../../workers/warden/moves/restore.ts";
import { createKeeper } from "../../../workers/warden/snapshots/keeper.ts";
import { LEFT_OUT, TAKEN, takeTables } from "../../../workers/warden/snapshots/memory.ts";
import type { Shelf } from "../../../workers/warden/snapshots/shelves.ts";
import { createWorld, ONLINE_SEED, settings, start, sure, type World } from "./mesh.ts";

const ONLINE_PUBLIC = "_RckOFqgx1tk-3jNYC-h2ZH96_drE8WO1wLqyDXp9hg";

interface TestShelf extends Shelf {
  readonly held: Map<string, Uint8Array<ArrayBuffer>>;
  isAway: boolean;
}

function createShelf(id: string, perDay?: number): TestShelf {
  const held = new Map<string, Uint8Array<ArrayBuffer>>();
  const shelf: TestShelf = {
    ...{ id, perDay, held, isAway: false },
    put: async (name, bytes) => {
      if (shelf.isAway) throw new TypeError("no connection");
      held.set(name, bytes);
    },
    remove: async (name) => void held.delete(name),
  };
  return shelf;
}

async function withKeeper(
  shelves: readonly TestShelf[],
  run: (place: {
    readonly world: World;
    readonly sql: SqlStorage;
    readonly wakes: number[];
    /** Make a change and let the time pass that it waits for. */
    readonly change: () => Promise<void>;
    /** Ring every alarm that is due. */
    readonly ring: () => Promise<void>;
    readonly open: (shelf: TestShelf) => Promise<Snapshot>;
  }) => Promise<void>,
): Promise<void> {
  const stub = env.REGISTRY.get(env.REGISTRY.newUniqueId());
  await runInDurableObject(stub, async (_, { storage }) => {
    const world = await createWorld(storage);
    const operator = (await crypto.subtle.generateKey({ name: "ECDH", namedCurve: "P-256" }, true, [
      "deriveBits",
    ])) as CryptoKeyPair;
    const wakes: number[] = [];
    const keeper = createKeeper({
      ...{ storage, shelves },
      to: new Uint8Array((await crypto.subtle.exportKey("raw", operator.publicKey)) as ArrayBuffer),
      signer: () => createSigner(1, ONLINE_SEED),
      clock: () => world.now() * 1000,
      wakeAt: async (atMs) => void wakes.push(atMs),
      log: createLog(() => undefined),
    });
    let changes = 0;
    await run({
      ...{ world, wakes, sql: storage.sql },
      change: async () => {
        sure(await world.desk.change((book) => burn(book, { pattern: `host-${++changes}.example` })));
        await keeper.noteChange();
      },
      ring: async () => {
        for (const at of wakes.splice(0)) world.pass(Math.max(0, at / 1000 - world.now()));
        await keeper.run();
      },
      open: async (shelf) => {
        const name = [...shelf.held.keys()].sort().at(-1) ?? "";
        const verifierOf = () => createVerifier(fromBase64url(ONLINE_PUBLIC) ?? new Uint8Array());
        const number = snapshotNumber(name) ?? 0;
        const opened = await openSnapshot(shelf.held.get(name) ?? new Uint8Array(), {
          ...{ number, key: operator.privateKey, verifierOf },
        });
        if (!opened.ok) throw new Error(opened.reason);
        const clear = new Blob([opened.value]).stream().pipeThrough(new DecompressionStream("gzip"));
        return v.parse(SnapshotForm, JSON.parse(await new Response(clear).text()));
      },
    });
  });
}

describe("snapshots", () => {
  test("take every table along, or say why not; nothing of a reader's visits is among them", () =>
    withKeeper([], async ({ sql }) => {
      const tables = sql
        .exec<{ name: string }>(
          "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_cf%' ESCAPE '\\' AND name NOT LIKE 'sqlite%'",
        )
        .toArray()
        .map(({ name }) => name);
      expect(tables.sort()).toEqual([...TAKEN, ...Object.keys(LEFT_OUT)].sort());
      expect(Object.keys(LEFT_OUT)).toEqual(expect.arrayContaining(["tagKeys", "seenTags", "served", "reportIds"]));
    }));

  test("leave five seconds after a change, once for all changes meanwhile, to every shelf", async () => {
    const [one, two] = [createShelf("one"), createShelf("two")];
    await withKeeper([one, two], async ({ world, wakes, change, ring, open }) => {
      await change();
      await change();
      expect(wakes).toEqual([world.now() * 1000 + 5_000]);
      await change();
      await ring();
      expect([one.held.size, two.held.size]).toEqual([1, 1]);
      const snapshot = await open(two);
      expect(snapshot).toMatchObject({ number: 1, takenAt: world.now() });
      expect(snapshot.tables.blocklist?.rows).toHaveLength(3);
      await ring();
      expect(wakes).toEqual([]);
      expect(one.held.size).toBe(1);
    });
  });

  test("wait for a shelf that is away, ever longer, while the other gets its own", async () => {
    const [one, two] = [createShelf("one"), createShelf("two")];
    two.isAway = true;
    await withKeeper([one, two], async ({ world, wakes, change, ring, open }) => {
      await change();
      await ring();
      expect([one.held.size, two.held.size]).toEqual([1, 0]);
      expect(wakes).toEqual([world.now() * 1000 + 5_000]);
      await ring();
      expect(wakes).toEqual([world.now() * 1000 + 10_000]);
      two.isAway = false;
      await ring();
      expect([one.held.size, two.held.size]).toEqual([1, 1]);
      expect((await open(two)).tables.blocklist?.rows).toHaveLength(1);
      expect(world.desk.status().snapshots).toMatchObject([
        { id: "one", number: 1, failures: 0 },
        { id: "two", number: 3, failures: 0 },
      ]);
    });
  });

  test("reach one shelf in five seconds however long the other has been away", async () => {
    const [one, two] = [createShelf("one"), createShelf("two")];
    two.isAway = true;
    await withKeeper([one, two], async ({ world, wakes, change, ring }) => {
      await change();
      for (let at = 0; at < 8; at++) await ring();
      expect((wakes.at(-1) ?? 0) / 1000 - world.now()).toBeGreaterThan(600);
      await change();
      expect(wakes.at(-1)).toBe(world.now() * 1000 + 5_000);
      wakes.shift();
      await ring();
      expect(one.held.size).toBe(2);
    });
  });

  test("keep to what a shelf may take a day: a burst goes out at once, then they spread", async () => {
    const shelf = createShelf("kv", 100);
    await withKeeper([shelf], async ({ world, change, ring }) => {
      const startedAt = world.now();
      for (let at = 0; at < 30; at++) {
        await change();
        await ring();
      }
      expect(shelf.held.size).toBe(30);
      expect(world.now() - startedAt).toBe(30 * 5);
      // One in 14.4 minutes from here on, and whatever changes meanwhile is in it.
      await change();
      await ring();
      await change();
      await ring();
      expect(shelf.held.size).toBe(31);
      expect(world.now() - startedAt).toBeGreaterThan(12 * 60);
      expect(world.now() - startedAt).toBeLessThan(15 * 60);
    });
  });

  test("are kept, the newest fifty", async () => {
    const shelf = createShelf("url");
    await withKeeper([shelf], async ({ change, ring }) => {
      for (let at = 0; at < 53; at++) {
        await change();
        await ring();
      }
      const numbers = [...shelf.held.keys()].map((name) => snapshotNumber(name) ?? 0);
      expect([numbers.length, Math.min(...numbers), Math.max(...numbers)]).toEqual([50, 4, 53]);
    });
  });
});

describe("a warden that takes another's memory", () => {
  test("knows the mesh, and goes on above every version that was ever published", async () => {
    let memory: Snapshot["tables"] = {};
    let before: ReturnType<World["desk"]["status"]> | undefined;
    await withKeeper([], async ({ world, sql }) => {
      sure(await world.desk.replaceKeyring(world.keyringText));
      await start(world);
      const { code } = sure(await world.desk.invite({ service: "news", channel: "f", level: 0, days: 7, uses: 3 }));
      sure(await world.desk.admit(code));
      memory = takeTables(sql);
      before = world.desk.status();
    });
    await withKeeper([], async ({ world, sql }) => {
      const snapshot = { v: 1, number: 12, takenAt: world.now(), tables: memory } as const;
      expect(world.desk.restore(snapshot)).toEqual({ ok: true, value: { number: 12 } });
      expect(world.desk.restore(snapshot)).toEqual({ ok: true, value: { number: 12 } });
      await world.desk.change((book) => configure(book, settings()));
      const { mirrors, groups, orders, blocklist } = world.desk.status();
      expect({ mirrors, groups, orders, entries: blocklist.entries }).toEqual({
        ...{ mirrors: before?.mirrors, groups: before?.groups, orders: before?.orders },
        entries: before?.blocklist.entries,
      });
      const [key = "", text = ""] = [...world.kv].find(([name]) => name.startsWith("zone:")) ?? [];
      const options = { keyring: world.keyring, now: world.now(), atLeast: 1_000_000 };
      expect(await openRecord({ type: "zone", schema: ZoneBody }, text, options)).toMatchObject({ ok: true });
      expect(world.kv.has(key)).toBe(true);
      expect(restore(sql, { ...snapshot, number: 13 }, world.now())).toMatchObject({ ok: false, reason: "conflict" });
    });
  });

  test("takes what an older one did not have yet as its default, and drops what it does not know", async () => {
    let tables: Record<string, { columns: string[]; rows: (string | number | null)[][] }> = {};
    let before: readonly string[] = [];
    const hostnames = (world: World) => world.desk.status().mirrors.map(({ hostname }) => hostname);
    await withKeeper([], async ({ world, sql }) => {
      await start(world);
      tables = structuredClone(takeTables(sql));
      before = hostnames(world);
    });
    const { mirrors = { columns: [], rows: [] } } = tables;
    const at = mirrors.columns.indexOf("drainsUntil");
    const older = {
      columns: [...mirrors.columns.filter((_, index) => index !== at), "colour"],
      rows: mirrors.rows.map((row) => [...row.filter((_, index) => index !== at), "green"]),
    };
    await withKeeper([], async ({ world }) => {
      sure(world.desk.restore({ v: 1, number: 1, takenAt: 0, tables: { ...tables, mirrors: older } }));
      expect(hostnames(world)).toEqual(before);
    });
  });
});
