// Hostname → the mirror it names, if it names one. Every label of the zone costs the same: one look into what the zone's
// record says, which memory holds, so a stranger's random labels cost no look-ups and take no other time than a mirror.

import { parseHostname } from "../../shared/domain/hostname.ts";
import type { ReadOptions } from "../../shared/store/memory.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import type { FoundMirror, HouseholdOf } from "./household.ts";

export type { FoundMirror } from "./household.ts";

/** Where a request stands; whether a mirror lies there is the zone record's to say. */
export interface Spot {
  readonly hostname: string;
  /** The one label under the zone; the apex, `a.b.zone` and hosts of elsewhere have none. */
  readonly label?: string;
}

/** `host` in any spelling: capitals, a root dot, a port. */
export function parseSpot(host: string, zone: string): Spot {
  const parsed = parseHostname(host);
  if (!parsed.ok) return { hostname: "" };
  const hostname = parsed.value;
  const label = hostname.endsWith(`.${zone}`) ? hostname.slice(0, -zone.length - 1) : "";
  return label === "" || label.includes(".") ? { hostname } : { hostname, label };
}

export type FindMirror = (spot: Spot, options?: ReadOptions) => Promise<FoundMirror | undefined>;

export interface FindMirrorPorts {
  readonly mesh: Pick<MeshView, "zone" | "service">;
  readonly zone: string;
  readonly householdOf: HouseholdOf;
}

export function createFindMirror({ mesh, zone, householdOf }: FindMirrorPorts): FindMirror {
  return async (spot, options) => {
    const record = await mesh.zone(zone, options);
    if (record === undefined) return undefined;
    const household = await householdOf(record, await mesh.service(record.service));
    return spot.label === undefined ? undefined : household.get(spot.label);
  };
}
