// What minting needs to know of the mesh: the checked config with its covers read and its accounts' KV namespaces found.

import type { CoverSite } from "../../shared/domain/cover.ts";
import type { ServiceSettings, ZoneSettings } from "../../shared/wardenapi.ts";
import type { Provider } from "../providers/provider.ts";

export interface MeshZone extends ZoneSettings {
  readonly cover: CoverSite;
  /** Its relay may reach upstreams on private addresses: a local mesh only. */
  readonly privateUpstreams: boolean;
}

export interface Mesh {
  readonly services: readonly ServiceSettings[];
  readonly zones: readonly MeshZone[];
  /** By account. */
  readonly namespaces: Readonly<Record<string, string>>;
  /** Accounts of the warden and the beacon, which carry mirrors only where no other does. */
  readonly apart?: readonly string[];
  /** How many Workers an account takes by its plan, others' included; absent for one that takes as many as come. */
  readonly workersMost?: Readonly<Record<string, number>>;
  /** Where the readers are: two upper-case letters. */
  readonly country?: string;
}

/** By account. */
export type Providers = ReadonlyMap<string, Provider>;
