// A lineage's roster, handed on as the text it is: it is sealed to its readers, and only they can check it.

import { rosterVersion } from "../domain/rosterlines.ts";
import { RELAY_MEMORY_SECONDS, rosterKey } from "./keys.ts";
import { createMemory, type Memory } from "./memory.ts";
import type { StoreOptions } from "./signed.ts";

type RosterReaderOptions = Pick<StoreOptions, "kv" | "now" | "memorySeconds">;

export function createRosterReader({
  kv,
  now,
  memorySeconds = RELAY_MEMORY_SECONDS,
}: RosterReaderOptions): Memory<string> {
  return createMemory<string>({
    load: (lineage) => kv.get(rosterKey(lineage)),
    open: async (text, held) => {
      const version = rosterVersion(text);
      const atLeast = held === undefined ? 0 : (rosterVersion(held) ?? 0);
      return version === undefined || version < atLeast ? undefined : text;
    },
    now,
    seconds: memorySeconds,
  });
}
