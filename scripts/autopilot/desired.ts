// What the operator wants of the mesh, as far as the plan is made from it.

import type { AutopilotConfig } from "../../shared/config.ts";
import type { MeshZone } from "../mint/mesh.ts";

export interface Desired extends AutopilotConfig {
  readonly zones: readonly Pick<MeshZone, "zone" | "account" | "service">[];
  /** Accounts of the warden and the beacon. */
  readonly apart: readonly string[];
  /** Where the readers are. */
  readonly country: string;
  readonly timeZone: string;
}
