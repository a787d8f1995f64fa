// What the operator wants of the mesh, as far as the plan is made from it.

import type { AutopilotConfig, VantageConfig } from "../../shared/config.ts";
import type { MeshZone } from "../mint/mesh.ts";

export interface Desired extends AutopilotConfig {
  readonly zones: readonly Pick<MeshZone, "zone" | "account" | "service">[];
  /** Accounts of the warden and the beacon. */
  readonly apart: readonly string[];
  /** There are places for sealed lists. */
  readonly hasLists?: boolean;
  /** Where to look from, the best first; absent: nowhere. */
  readonly vantages?: readonly Pick<VantageConfig, "id" | "country">[];
  /** Where the readers are. */
  readonly country: string;
  readonly timeZone: string;
  /** How long a zone's relay outlives its last mirror: what was asked of it just before may be a film. */
  readonly removeAfterSeconds: number;
}
