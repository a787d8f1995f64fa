// What a mesh of a size does in a day, counted by whoever bills it. Each row says how it follows from the code.
import { ASSUMED, MESH } from "./constants.ts";
import { QUOTAS } from "./quotas.ts";
import type { Shape } from "./shape.ts";

export const UNITS = [
  "requests",
  "KV reads",
  "KV writes",
  "object requests",
  "rows written",
  "rows read",
  "API calls",
] as const;
export type Unit = (typeof UNITS)[number];

export interface Operation {
  readonly unit: Unit;
  /** On whose account. */
  readonly who: "mirrors" | "warden";
  readonly what: string;
  readonly perDay: number;
}

const DAY = 86_400;

export function countOperations(shape: Shape): readonly Operation[] {
  const { readers, zones, lineages, mirrors, burnsADay, requestsADay, sightingsADay, reportsADay } = shape;
  const shown = MESH.mirrorsAGroup;
  const isolates = zones * ASSUMED.isolatesAZone;
  const posts = isolates * busyParts(sightingsADay / isolates, MESH.paceSeconds);
  // A sighting goes to the objects of all mirrors its reader is shown.
  const notes = sightingsADay * shown;
  const rosterCopies = lineages * shown;
  const refreshes = (copies: number, key: keyof typeof MESH.refresh) =>
    (copies * DAY) / (MESH.refresh[key].refreshSeconds * MESH.refreshPart);
  return [
    row("mirrors", "requests", "readers' requests", requestsADay),
    row(
      "mirrors",
      "KV reads",
      "records a relay's memory has outlived",
      isolates * ASSUMED.keysARequest * rereads(requestsADay / isolates),
    ),
    row("mirrors", "KV writes", "rosters written anew before they grow old", refreshes(rosterCopies, "roster")),
    row("mirrors", "KV writes", "zones written anew", refreshes(zones, "zone")),
    row("mirrors", "KV writes", "blocklists written anew, one an account", refreshes(freeAccounts(shape), "blocklist")),
    // The burned mirror's zone and those of its replacement and of the split's second half; the rosters that show them.
    row("mirrors", "KV writes", "a burn's zones and rosters", burnsADay * (3 + 2 * shown)),
    // An account is told of burns on its own zones only (workers/warden/need.ts), and a zone lies on one.
    row("mirrors", "KV writes", "the blocklist, to the account of the burned mirror", burnsADay),
    row("warden", "requests", "relays' posts", posts),
    row("warden", "object requests", "the registry takes posts", posts),
    row("warden", "object requests", "evidence of hostnames is told", notes + reportsADay),
    row("warden", "object requests", "evidence forgets", mirrors * (DAY / MESH.retentionSeconds)),
    row("warden", "rows written", "the registry's counts of who was seen and what served", 3 * sightingsADay),
    row("warden", "rows written", "evidence's sightings, and their forgetting", 2 * notes),
    row("warden", "rows written", "reports, and their forgetting", 3 * reportsADay),
    // Mirror, reader, group of each sighting; lineages and groups of each mirror told.
    row("warden", "rows read", "the registry looks up what posts name", 3 * sightingsADay + notes * ROWS_A_CONTEXT),
    row("warden", "rows read", "judges read their hosts' two days", judgements(shape) * sightingsHeld(shape)),
    row(
      "warden",
      "rows read",
      "snapshots of the whole memory",
      MESH.snapshotsADay * (readers + mirrors + shape.burned),
    ),
    row("warden", "API calls", "new zones' relays", (burnsADay / MESH.groupsAZone) * ASSUMED.callsAZone),
    row("warden", "API calls", "burned mirrors' replacements", burnsADay * ASSUMED.callsAMirror),
    row("warden", "API calls", "zones looked at", zones * ASSUMED.reconcilesADay),
    row("warden", "requests", "re-tests of what is burned", burnsADay * MESH.retestsABurn),
  ];
}

/** As many as the readers' requests need. */
function freeAccounts({ requestsADay }: Shape): number {
  return Math.ceil(requestsADay / QUOTAS.requests.free);
}

/** Who is shown a mirror: its admitted lineage, the lineage's groups joined with it, the count of readers. */
const ROWS_A_CONTEXT = 5;

/** At each report, and in every slot that has news of a host in doubt: for two days after a burn. */
function judgements({ groups, sightingsADay, reportsADay, burnsADay }: Shape): number {
  const inDoubt = (burnsADay * MESH.retentionSeconds) / DAY;
  return reportsADay + inDoubt * busyParts(sightingsADay / groups, MESH.slotSeconds);
}

/** Rows one mirror's object holds. */
function sightingsHeld({ sightingsADay, groups }: Shape): number {
  return (sightingsADay * MESH.retentionSeconds) / DAY / groups;
}

/** Of a day's parts of `seconds`, those in which at least one of `events` falls (Poisson). */
function busyParts(events: number, seconds: number): number {
  const parts = DAY / seconds;
  return parts * (1 - Math.exp(-events / parts));
}

/** A key asked for again once memory is old: the first request after it. */
function rereads(requests: number): number {
  return requests / (1 + (requests * MESH.memorySeconds) / DAY);
}

function row(who: Operation["who"], unit: Unit, what: string, perDay: number): Operation {
  return { who, unit, what, perDay };
}
