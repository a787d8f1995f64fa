// Every key the mesh writes to KV: prefix, what it holds, lifetime, size; and what KV allows. Only the warden writes.
// docs/kv-schema.md is held to this list by a test.

export interface KeySpec {
  readonly prefix: string;
  /** What follows the prefix; empty for a single key. */
  readonly suffix: string;
  readonly holds: string;
  /** Written once changed and again before this age; KV itself never expires it. */
  readonly refreshSeconds: number;
  readonly maxBytes: number;
}

const DAY = 86_400;
const KIB = 1024;

export const KEYS = {
  keyring: { prefix: "keyring", suffix: "", holds: "root-signed keyring", refreshSeconds: 7 * DAY, maxBytes: 16 * KIB },
  blocklist: {
    prefix: "blocklist",
    suffix: "",
    holds: "burned hostnames and zones, one signed snapshot",
    refreshSeconds: 7 * DAY,
    maxBytes: 4 * KIB * KIB,
  },
  zone: {
    prefix: "zone:",
    suffix: "<zone>",
    holds: "the mirrors of a zone, their doors, the lineages each admits",
    refreshSeconds: 7 * DAY,
    maxBytes: 256 * KIB,
  },
  service: {
    prefix: "service:",
    suffix: "<service id>",
    holds: "a service's origins and policy",
    refreshSeconds: 7 * DAY,
    maxBytes: 32 * KIB,
  },
  jarkeys: {
    prefix: "jarkeys:",
    suffix: "<service id>",
    holds: "the keys that a service's relays share",
    refreshSeconds: 7 * DAY,
    maxBytes: 4 * KIB,
  },
  roster: {
    prefix: "roster:",
    suffix: "<lineage>",
    holds: "the sealed mirror lists of a lineage's groups",
    refreshSeconds: DAY,
    maxBytes: 256 * KIB,
  },
} as const satisfies Record<string, KeySpec>;

/** A relay keeps what it read in memory this long before it asks KV again. */
export const RELAY_MEMORY_SECONDS = 30;
/** What a free account's KV takes by the UTC day, every pair of a bulk write counting. */
export const FREE_WRITES_PER_DAY = 1_000;
/** Of them, what the warden's snapshots take at most where they are kept in a KV: the mesh's own records need the rest. */
export const KV_SNAPSHOTS_PER_DAY = 200;
/** KV's own floor for edge caching of a read. */
export const KV_CACHE_TTL_SECONDS = 30;

/**
 * Not for relays: half of what makes readers into tags for a day (workers/warden/evidence/dayhalf.ts), in the warden's own account.
 * The one key that KV itself drops, with its day.
 */
export const tagDayKey = (day: number): string => `tagday:${day}`;

export const keyringKey = (): string => KEYS.keyring.prefix;
export const blocklistKey = (): string => KEYS.blocklist.prefix;
export const zoneKey = (zone: string): string => `${KEYS.zone.prefix}${zone}`;
export const serviceKey = (id: string): string => `${KEYS.service.prefix}${id}`;
export const jarKeysKey = (service: string): string => `${KEYS.jarkeys.prefix}${service}`;
export const rosterKey = (lineage: string): string => `${KEYS.roster.prefix}${lineage}`;
