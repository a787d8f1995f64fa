// Hostname → the mirror it names, if it names one. Every label of the zone costs the same: one look into the zone's
// record, which memory holds, so a stranger's random labels cost no look-ups and take no other time than a mirror.

import { parseHostname } from "../../shared/domain/hostname.ts";
import type { MirrorRecord } from "../../shared/domain/mirror.ts";
import type { ReadOptions } from "../../shared/store/memory.ts";
import type { MeshView } from "../../shared/store/mesh.ts";

/** Where a request stands; whether a mirror lies there is the zone record's to say. */
export interface Spot {
  readonly hostname: string;
  /** The one label under the zone; the apex, `a.b.zone` and hosts of elsewhere have none. */
  readonly label?: string;
}

export interface FoundMirror extends MirrorRecord {
  readonly service: string;
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

export function createFindMirror(mesh: Pick<MeshView, "zone">, zone: string): FindMirror {
  return async (spot, options) => {
    const record = await mesh.zone(zone, options);
    const mirror = spot.label === undefined ? undefined : record?.mirrors.get(spot.label);
    return record && mirror && { ...mirror, service: record.service };
  };
}
