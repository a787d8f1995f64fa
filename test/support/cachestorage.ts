// The Cache API in memory, as far as a lifeboat uses it.

import type { createLocker } from "../../workers/lifeboat/failover/locker.ts";

// The tests know no browser's types but what the lifeboat asks for.
type CacheStorage = Parameters<typeof createLocker>[0]["caches"];

export interface MemoryCaches {
  readonly caches: CacheStorage;
  /** What lies there, by cache and address: a page of the origin reads and writes it as well. */
  readonly entries: Map<string, Map<string, Response>>;
}

export function createMemoryCaches(): MemoryCaches {
  const entries = new Map<string, Map<string, Response>>();
  const open = async (name: string) => {
    const cache = entries.get(name) ?? new Map<string, Response>();
    entries.set(name, cache);
    return {
      match: async (key: string) => cache.get(key)?.clone(),
      put: async (key: string, response: Response) => void cache.set(key, response),
      delete: async (key: string) => cache.delete(key),
      keys: async () => [...cache.keys()],
      matchAll: async () => [...cache.values()],
    };
  };
  const storage = { open, delete: async (name: string) => entries.delete(name), keys: async () => [...entries.keys()] };
  return { caches: storage as unknown as CacheStorage, entries };
}
