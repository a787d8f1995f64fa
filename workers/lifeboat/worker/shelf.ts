// What is kept lies in the Cache API, in one cache a build of the lifeboat: at most so many entries, of so many bytes each and
// together, the oldest go first. A page's scripts can read and write it as everything else of their origin; nothing lies
// here that they could not have asked for.

import { freshnessOf } from "./freshness.ts";
import { mayKeep } from "./keeping.ts";

const ENTRIES_LIMIT = 400;
const ENTRY_BYTES_LIMIT = 2 << 20;
const SHELF_BYTES_LIMIT = 48 << 20;
/** To trim reads every entry's headers. */
const PUTS_A_TRIM = 16;

/** Beside each entry: when it came, until when it is good, until when shown stale, its bytes. */
const NOTE = "mirror-kept";

export interface ShelfOptions {
  readonly caches: CacheStorage;
  readonly door: string;
  readonly build: string;
  /** Seconds since the epoch. */
  readonly now: () => number;
}

export interface Found {
  readonly response: Response;
  readonly isStale: boolean;
}

export interface Place {
  readonly key: string;
  /** What was asked for; an answer that was made anew does not say. */
  readonly url: string;
}

export interface Shelf {
  find(key: string): Promise<Found | undefined>;
  wants(url: string, response: Response): boolean;
  /** Reads `response` to its end, where it is wanted, else drops what was kept; the caller hands out a clone. */
  keep(place: Place, response: Response): Promise<void>;
  /** Drops what older builds kept. */
  sweep(): Promise<void>;
}

export function createShelf({ caches, door, build, now }: ShelfOptions): Shelf {
  const name = `${door}-${build}`;
  let opened: Promise<Cache> | undefined;
  let puts = 0;
  const freshnessAt = (url: string, response: Response) =>
    mayKeep(response) ? freshnessOf(url, response.headers, now()) : undefined;
  const cache = () => {
    opened ??= caches.open(name);
    return opened;
  };

  return {
    async find(key) {
      const kept = await (await cache()).match(key);
      const [keptAt, freshUntil, staleUntil] = noteOf(kept);
      // A clock that was set back says nothing.
      if (!kept || keptAt > now() || !(staleUntil > now())) return undefined;
      return { response: bare(kept), isStale: freshUntil <= now() };
    },
    wants: (url, response) => freshnessAt(url, response) !== undefined,
    async keep({ key, url }, response) {
      const freshness = freshnessAt(url, response);
      const body = freshness && (await readAll(response));
      const kept = await cache();
      if (!freshness || !body) {
        await kept.delete(key);
        return response.body?.cancel();
      }
      const headers = new Headers(response.headers);
      headers.set(NOTE, [now(), freshness.freshUntil, freshness.staleUntil, body.size].join(" "));
      await kept.put(key, new Response(body, { headers }));
      if (puts++ % PUTS_A_TRIM === 0) await trim(kept);
    },
    async sweep() {
      const names = await caches.keys();
      await Promise.all(
        // Not the locker's, which is shorter.
        names
          .filter((one) => one.length === name.length && one !== name && one.startsWith(door))
          .map((one) => caches.delete(one)),
      );
    },
  };
}

type Note = readonly [keptAt: number, freshUntil: number, staleUntil: number, bytes: number];

function noteOf(kept: Response | undefined): Note {
  return (kept?.headers.get(NOTE)?.split(" ").map(Number) ?? [0, 0, 0, 0]) as unknown as Note;
}

function bare(kept: Response): Response {
  const headers = new Headers(kept.headers);
  headers.delete(NOTE);
  return new Response(kept.body, { headers });
}

/** `undefined`: larger than one entry may be. Of most the length is said; few of the others are large. */
async function readAll(response: Response): Promise<Blob | undefined> {
  if (Number(response.headers.get("content-length")) > ENTRY_BYTES_LIMIT) return undefined;
  const body = await response.blob();
  return body.size > ENTRY_BYTES_LIMIT ? undefined : body;
}

/** Keys come in the order they were put. */
async function trim(cache: Cache): Promise<void> {
  const [keys, entries] = await Promise.all([cache.keys(), cache.matchAll()]);
  const sizes = entries.map((entry) => noteOf(entry)[3]);
  let bytes = sizes.reduce((sum, size) => sum + size, 0);
  for (const [at, key] of keys.entries()) {
    if (keys.length - at <= ENTRIES_LIMIT && bytes <= SHELF_BYTES_LIMIT) return;
    await cache.delete(key);
    bytes -= sizes[at] ?? 0;
  }
}
