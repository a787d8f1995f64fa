// The keyring as KV has it: the root of trust of every other read.

import { type Keyring, openKeyring } from "../domain/keyring.ts";
import type { Verifier } from "../domain/signature.ts";
import { keyringKey, RELAY_MEMORY_SECONDS } from "./keys.ts";
import { createMemory, type KeyValueReader } from "./memory.ts";

export interface KeyringReaderOptions {
  readonly kv: KeyValueReader;
  readonly root: () => Promise<Verifier>;
  readonly now: () => number;
}

export function createKeyringReader({ kv, root, now }: KeyringReaderOptions): () => Promise<Keyring | undefined> {
  const memory = createMemory<Keyring>({
    load: (key) => kv.get(key),
    open: async (text, held) => {
      const opened = await openKeyring(text, { root: await root(), atLeast: held?.body.version ?? 0 });
      return opened.ok ? opened.value : undefined;
    },
    now,
    seconds: RELAY_MEMORY_SECONDS,
  });
  return () => memory.read(keyringKey());
}
