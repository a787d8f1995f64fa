// What a mesh of a size does in a day, counted by whoever bills it. Each row says how it follows from the code.
import { ASSUMED, MESH } from "./constants.ts";
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
  const { zones, lineages, burnsADay, requestsADay, sightingsADay } = shape;
  const shown = MESH.mirrorsAGroup;
  const isolates = zones * ASSUMED.isolatesAZone;
  const posts = isolates * busyParts(sightingsADay / isolates, MESH.paceSeconds);
  // A sighting goes to the objects of all mirrors its reader is shown; a post tells each object once.
  const notes = Math.min(sightingsADay, posts * Math.max(1, sightingsADay / posts)) * shown;
  const reports = burnsADay * ASSUMED.reportsABurn;
  const rosterCopies = lineages * shown;
  const refreshes = (copies: number, key: keyof typeof MESH.refresh) =>
    (copies * DAY) / (MESH.refresh[key].refreshSeconds * MESH.refreshPart);
  return [
    mirrors("requests", "readers' requests", requestsADay),
    mirrors(
      "KV reads",
      "records, once in a relay's memory",
      isolates * ASSUMED.keysARequest * rereads(requestsADay / isolates),
    ),
    mirrors("KV writes", "rosters written anew before they grow old", refreshes(rosterCopies, "roster")),
    mirrors("KV writes", "zones written anew", refreshes(zones, "zone")),
    // The burned mirror's zone and those of its replacement and of the split's second half; the rosters that show them.
    mirrors("KV writes", "a burn's zones and rosters", burnsADay * (3 + 2 * shown)),
    warden("requests", "relays' posts", posts),
    warden("object requests", "the registry takes posts", posts),
    warden("object requests", "evidence of hostnames is told", notes + reports),
    warden("object requests", "evidence forgets", shape.mirrors * (DAY / MESH.retentionSeconds)),
    warden("rows written", "sightings, and their forgetting", 2 * sightingsADay * shown),
    warden("rows written", "reports, and their forgetting", 2 * reports),
    warden(
      "rows read",
      "what a post looks up: mirror, reader, group, lineage of each sighting",
      4 * sightingsADay + posts,
    ),
    // A judged host reads two days of its own sightings, and a report is a reason to judge.
    warden("rows read", "a judge reads a host's two days", reports * sightingRows(shape)),
    warden("API calls", "new zones' relays", (burnsADay / MESH.groupsAZone) * ASSUMED.callsAZone),
    warden("API calls", "zones looked at", (zones * ASSUMED.reconcilesADay) / MESH.groupsAZone),
    warden("requests", "re-tests of what is burned", burnsADay * MESH.retestsABurn),
  ];
}

/** Rows one mirror's object holds. */
function sightingRows({ sightingsADay, groups }: Shape): number {
  return (2 * sightingsADay) / groups;
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

function mirrors(unit: Unit, what: string, perDay: number): Operation {
  return { who: "mirrors", unit, what, perDay };
}

function warden(unit: Unit, what: string, perDay: number): Operation {
  return { who: "warden", unit, what, perDay };
}
