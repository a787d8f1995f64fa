// A service's jar keys: what its relays open each other's sealed things with.

import { type JarKeys, JarKeysBody } from "../domain/jarkeys.ts";
import { openRecord } from "../domain/record.ts";
import { refuse } from "../domain/result.ts";
import { jarKeysKey } from "./keys.ts";
import type { Memory } from "./memory.ts";
import { createSignedReader, type StoreOptions } from "./signed.ts";

export function createJarKeysReader(options: StoreOptions): Memory<JarKeys> {
  return createSignedReader<JarKeys>(
    {
      keyOf: jarKeysKey,
      open: async (text, openOptions, name) => {
        const opened = await openRecord({ type: "jarkeys", schema: JarKeysBody }, text, openOptions);
        return opened.ok && opened.value.service !== name ? refuse("another service's keys") : opened;
      },
    },
    options,
  );
}
