// A provider in memory: Workers with their zones' routes, and KV that is read up to minutes late and may refuse what is
// written. `ensure` and `remove` are several calls each, as at a real provider, so that a process can die between them, and
// an account can be shut at any of them.

import { buildOf } from "../../../scripts/providers/build.ts";
import { type Provider, ProviderError, type ZoneGuard } from "../../../scripts/providers/provider.ts";
import type { Dice } from "./chance.ts";
import type { Fate } from "./fate.ts";
import type { Time } from "./time.ts";

interface Standing {
  readonly build: string;
  readonly zone: string | undefined;
  /** False: somebody else's, without our tag. */
  readonly isOurs: boolean;
}

export interface Cloud {
  readonly workers: Map<string, Standing>;
  /** Zones whose routes lead to a Worker. */
  readonly routes: Map<string, string>;
  readonly guards: Map<string, ZoneGuard>;
  readonly kv: StaleKv;
  readonly door: Door;
}

/**
 * What the account's API says to our token. `locked`: no, though the mirrors go on serving. `closed`: no, and everything that
 * stood there is gone.
 */
export type Access = "open" | "locked" | "closed";

export interface Door {
  readonly access: Access;
  /** Once so many more calls have come. */
  shut(access: Access, afterCalls: number): void;
  open(): void;
  /** One call comes. */
  knock(): void;
}

export interface StaleKv {
  put(key: string, text: string): Promise<void>;
  /** As a reader sees it: what was written at least `lagSeconds` ago. */
  read(key: string): string | undefined;
}

export function createCloud(kv: StaleKv, onShut: (access: Access) => void): Cloud {
  const foreign = { build: "", zone: undefined, isOurs: false };
  const workers = new Map<string, Standing>([["shop", foreign]]);
  const routes = new Map<string, string>();
  const door = createDoor((access) => {
    onShut(access);
    if (access !== "closed") return;
    workers.clear();
    routes.clear();
  });
  return { workers, routes, guards: new Map(), kv, door };
}

function createDoor(onShut: (access: Access) => void): Door {
  let access: Access = "open";
  let next: { readonly access: Access; left: number } | undefined;
  return {
    get access() {
      return access;
    },
    shut: (wanted, afterCalls) => {
      next = { access: wanted, left: afterCalls };
    },
    open: () => {
      next = undefined;
      if (access === "locked") access = "open";
    },
    knock: () => {
      if (next === undefined) return;
      next.left -= 1;
      if (next.left > 0) return;
      access = next.access;
      next = undefined;
      onShut(access);
    },
  };
}

/** One KV for the mesh: the warden is its only writer. */
export function createStaleKv(time: Time, lagSeconds: number): StaleKv {
  const history = new Map<string, { readonly text: string; readonly at: number }[]>();
  return {
    put: async (key, text) => {
      const values = history.get(key) ?? [];
      values.push({ text, at: time.now() });
      history.set(key, values);
    },
    read: (key) => history.get(key)?.findLast(({ at }) => at <= time.now() - lagSeconds * 1000)?.text,
  };
}

/** The same, with writes of which as many as `odds` says fail: some of them only in what is answered. */
export function createBrittleKv(kv: StaleKv, { dice, odds }: { readonly dice: Dice; odds(): number }): StaleKv {
  return {
    ...kv,
    put: async (key, text) => {
      const fails = dice.hits(odds());
      if (!fails || dice.hits(0.3)) await kv.put(key, text);
      if (fails) throw new Error(`KV did not answer for ${key}`);
    },
  };
}

/** The account's provider as one process sees it. */
export function createProvider(cloud: Cloud, { call }: Fate): Provider {
  const asProvider = async <T>(name: string, work: () => T): Promise<T> => {
    try {
      return await call(name, async () => {
        cloud.door.knock();
        if (cloud.door.access !== "open") throw new ProviderError("credential", `${name}: HTTP 403`, { next: "" });
        return work();
      });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw new ProviderError("unavailable", `${name}: no answer`, { next: "Run it again.", cause: error });
    }
  };
  return {
    verify: () => asProvider("look at the account", () => undefined),
    list: () =>
      asProvider("list", () =>
        [...cloud.workers].flatMap(([name, { build, zone, isOurs }]) =>
          isOurs ? [{ name, build, ...(zone !== undefined && { zone }) }] : [],
        ),
      ),
    ensure: async (spec) => {
      const { name, zone } = spec;
      await asProvider(`upload ${name}`, () => cloud.workers.set(name, { build: buildOf(spec), zone, isOurs: true }));
      if (zone !== undefined) await asProvider(`route ${zone}`, () => cloud.routes.set(zone, name));
      return { changed: true };
    },
    ensureGuard: async (zone, guard) => {
      await asProvider(`guard ${zone}`, () => cloud.guards.set(zone, guard));
      return { changed: true, notes: [] };
    },
    guardOf: (zone) => asProvider(`look at the guard of ${zone}`, () => cloud.guards.get(zone) ?? {}),
    remove: async ({ name, zone }) => {
      if (cloud.workers.get(name)?.isOurs === false) throw new Error(`${name} is somebody else's`);
      if (zone !== undefined) await asProvider(`unroute ${zone}`, () => cloud.routes.delete(zone));
      await asProvider(`remove ${name}`, () => cloud.workers.delete(name));
    },
    ensureNamespace: async () => "kv",
    readValue: (_, key) =>
      asProvider(`read ${key}`, () => {
        const text = cloud.kv.read(key);
        return text === undefined ? undefined : new Uint8Array(new TextEncoder().encode(text));
      }),
    suffixUrl: async (name) => `https://${name}.test`,
    zones: async (names) => names.map((zone) => ({ zone, status: "active" })),
    logging: async () => [],
    usage: async () => ({ workers: cloud.workers.size, namespaces: 1, routes: [] }),
  };
}
