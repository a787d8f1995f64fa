// Zones that lie under a suffix or a provider which is blocked as a whole in some country. No new name helps there, so mirrors
// go elsewhere while there is an elsewhere; after that such a zone is tried all the same, for two dead zones are enough to
// call a suffix dead, and its next zone may live.

import { suffixOf } from "../../shared/domain/registrable.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import type { MeshZone } from "./mesh.ts";

type Place = Pick<MeshZone, "zone" | "account">;

/** How many dead suffixes and providers it lies under, country by country; 0 where none is known. */
export function deadAbove({ zone, account }: Place, { dead = [], zones }: Pick<MeshStatus, "dead" | "zones">): number {
  const provider = zones.find((known) => known.zone === zone)?.provider ?? account;
  const names: Readonly<Record<string, string>> = { suffix: suffixOf(zone), provider };
  return dead.filter(({ level, name }) => names[level] === name).length;
}
