// The blocklist, opened for look-ups.

import { type Blocklist, openBlocklist } from "../domain/blocklist.ts";
import { blocklistKey } from "./keys.ts";
import { createSignedReader, type StoreOptions } from "./signed.ts";

export function createBlocklistReader(options: StoreOptions): () => Promise<Blocklist | undefined> {
  const memory = createSignedReader<Blocklist>(
    { keyOf: blocklistKey, open: (text, openOptions) => openBlocklist(text, openOptions) },
    options,
  );
  return () => memory.read("");
}
