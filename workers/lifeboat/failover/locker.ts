// What a lifeboat keeps between its lives, as one sealed piece in the Cache API. A page's scripts can read, take and put back
// whatever lies in their origin's storage: they read nothing here, and what they put here opens as nothing.

import { createSeal } from "../../../shared/domain/aead.ts";
import { type Bytes, fromUtf8, utf8 } from "../../../shared/domain/bytes.ts";
import type { JarEntry } from "../../../shared/domain/jar.ts";
import type { Remembered } from "./hold.ts";

/** Only grows by optional fields: an older lifeboat reads what a newer one kept. */
export interface Kept {
  readonly keyring?: string;
  readonly roster?: string;
  /** Of the newest roster and keyring seen, which nothing older replaces. */
  readonly seen?: { readonly roster: number; readonly keyring: number; readonly issuedAt: number };
  readonly carried?: string;
  readonly jar?: readonly JarEntry[];
  /** Ids of entries that the own mirror's browser does not have yet. */
  readonly owed?: readonly string[];
  /** By hostname and, where the browser tells, kind of network: how each mirror did when it was last asked. */
  readonly states?: readonly (readonly [hostname: string, state: Remembered])[];
  readonly reports?: readonly string[];
  /** By hostname: when it was last reported, seconds since the epoch. */
  readonly reported?: Readonly<Record<string, number>>;
  readonly silent?: boolean;
  /** Of sealed lists, by code. */
  readonly places?: readonly string[];
}

export interface Locker {
  load(): Promise<Kept>;
  /** Of what changes in one turn only the last is written. */
  save(kept: Kept): void;
  clear(): Promise<void>;
}

export interface LockerPorts {
  readonly caches: CacheStorage;
  readonly door: string;
  readonly boatKey: Bytes;
}

const PURPOSE = "hezar/locker/v1";

export function createLocker({ caches, door, boatKey }: LockerPorts): Locker {
  const name = `${door}-locker`;
  const place = `/${door}/locker`;
  const sealing = createSeal(boatKey, PURPOSE);
  let waiting: Kept | undefined;
  let writing: Promise<void> = Promise.resolve();
  const write = async () => {
    const kept = waiting;
    waiting = undefined;
    if (kept === undefined) return;
    const nonce = crypto.getRandomValues(new Uint8Array(12));
    const sealed = await (await sealing).seal(utf8(JSON.stringify(kept)), door, nonce);
    await (await caches.open(name)).put(place, new Response(sealed));
  };
  return {
    async load() {
      const found = await (await caches.open(name)).match(place);
      const clear = found && (await (await sealing).open(new Uint8Array(await found.arrayBuffer()), door));
      return clear ? (JSON.parse(fromUtf8(clear) ?? "{}") as Kept) : {};
    },
    save(kept) {
      waiting = kept;
      // Storage may be full, or forbidden: then the next life begins anew.
      writing = writing.then(write).catch(() => undefined);
    },
    clear: async () => {
      waiting = undefined;
      await writing;
      await caches.delete(name);
    },
  };
}
