// The numbers the mesh runs by, and those that were assumed.
import { DEFAULT_MIRRORS } from "../../../shared/config/checked.ts";
import { GROUPS_PER_ZONE } from "../../../shared/domain/groups.ts";
import { WINDOWS } from "../../../shared/domain/verdict/windows.ts";
import { KEYS, KV_SNAPSHOTS_PER_DAY, RELAY_MEMORY_SECONDS } from "../../../shared/store/keys.ts";
import { readConstant } from "../constant.ts";

export const MESH = {
  mirrorsAGroup: DEFAULT_MIRRORS.perGroup,
  groupsAZone: GROUPS_PER_ZONE,
  slotSeconds: WINDOWS.slotSeconds,
  paceSeconds: readConstant("workers/relay/collect.ts", "PACE_SECONDS"),
  memorySeconds: RELAY_MEMORY_SECONDS,
  refreshPart: readConstant("workers/warden/moves/tidy.ts", "REFRESH_PART"),
  refresh: KEYS,
  snapshotsADay: KV_SNAPSHOTS_PER_DAY,
  retestsABurn: WINDOWS.retestSeconds.length,
  retentionSeconds: WINDOWS.retentionSeconds,
} as const;

/** What people and the world do: assumed, each in one place. */
export const ASSUMED = {
  visitsADay: 3,
  pagesAVisit: 3,
  /** With a lifeboat that keeps files; measured on five pages in docs/performance.md. */
  invocationsAPage: 3.6,
  /** A visit touches so many slots of a few minutes. */
  slotsAVisit: 2,
  /** Places of the provider's edge at which a zone's relay is awake at any time. */
  isolatesAZone: 3,
  /** Records a request looks up: zone, service, blocklist, keyring. */
  keysARequest: 4,
  /** All that is burned was burned within so many days. */
  burnedInDays: 365,
  reportsABurn: 15,
  /** Visits that fail by bad luck and are reported, as in the simulation of detection. */
  noise: 0.01,
  /** The provider's API is called so often to raise a zone's relay. */
  callsAZone: 10,
  /** And for each mirror: is its zone active, has its account room, are its three records there. */
  callsAMirror: 7,
  /** Each zone is looked at by a reconcile so many times a day. */
  reconcilesADay: 24,
} as const;
