// The keyring as KV has it: the root of trust of every other read.

import { type Keyring, openKeyring } from "../domain/keyring.ts";
import type { Verifier } from "../domain/signature.ts";
import { keyringKey, RELAY_MEMORY_SECONDS } from "./keys.ts";
import { createMemory } from "./memory.ts";
import type { StoreOptions } from "./signed.ts";

export interface KeyringReaderOptions extends Pick<StoreOptions, "kv" | "now" | "memorySeconds"> {
  readonly root: () => Promise<Verifier>;
}

export function createKeyringReader({
  kv,
  root,
  now,
  memorySeconds = RELAY_MEMORY_SECONDS,
}: KeyringReaderOptions): () => Promise<Keyring | undefined> {
  const memory = createMemory<Keyring>({
    load: (key) => kv.get(key),
    open: async (text, held) => {
      const opened = await openKeyring(text, { root: await root(), atLeast: held?.body.version ?? 0 });
      return opened.ok ? opened.value : undefined;
    },
    now,
    seconds: memorySeconds,
  });
  return () => memory.read(keyringKey());
}
