// What every signed value in KV has in common: it is read beside the keyring, opened against it, and never goes back to
// an older version.

import type { Keyring } from "../domain/keyring.ts";
import type { OpenOptions, Versioned } from "../domain/record.ts";
import type { Result } from "../domain/result.ts";
import { RELAY_MEMORY_SECONDS } from "./keys.ts";
import { createMemory, type KeyValueReader, type Memory } from "./memory.ts";

export interface StoreOptions {
  readonly kv: KeyValueReader;
  readonly keyring: () => Promise<Keyring | undefined>;
  /** Seconds since the epoch. */
  readonly now: () => number;
  /** How long memory is good; absent: RELAY_MEMORY_SECONDS. */
  readonly memorySeconds?: number;
}

export interface SignedValue<T> {
  readonly keyOf: (name: string) => string;
  readonly open: (text: string, options: OpenOptions, name: string) => Promise<Result<T>>;
}

export function createSignedReader<T extends Versioned>(
  { keyOf, open }: SignedValue<T>,
  { kv, keyring, now, memorySeconds = RELAY_MEMORY_SECONDS }: StoreOptions,
): Memory<T> {
  return createMemory<T>({
    // Both at once: on a cold start the keyring must not cost a second round trip.
    load: async (name) => (await Promise.all([kv.get(keyOf(name)), keyring()]))[0],
    open: async (text, held, name) => {
      const keys = await keyring();
      if (keys === undefined) return undefined;
      const opened = await open(text, { keyring: keys, now: now(), atLeast: held?.version ?? 0 }, name);
      return opened.ok ? opened.value : undefined;
    },
    now,
    seconds: memorySeconds,
  });
}
