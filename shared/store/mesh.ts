// The mesh as one that only reads KV sees it: everything signed is checked, versions only grow, memory outlives KV.

import type { Blocklist } from "../domain/blocklist.ts";
import type { Bytes } from "../domain/bytes.ts";
import type { JarKeys } from "../domain/jarkeys.ts";
import type { Keyring } from "../domain/keyring.ts";
import type { Service } from "../domain/service.ts";
import { createVerifier, type Verifier } from "../domain/signature.ts";
import { createBlocklistReader } from "./blocklist.ts";
import { createJarKeysReader } from "./jarkeys.ts";
import { createKeyringReader } from "./keyring.ts";
import type { ReadOptions } from "./memory.ts";
import { createRosterReader } from "./roster.ts";
import { createServiceReader } from "./service.ts";
import type { StoreOptions } from "./signed.ts";
import { createZoneReader, type StoredZone } from "./zone.ts";

export interface MeshView {
  keyring(): Promise<Keyring | undefined>;
  zone(zone: string, options?: ReadOptions): Promise<StoredZone | undefined>;
  service(id: string): Promise<Service | undefined>;
  jarKeys(service: string): Promise<JarKeys | undefined>;
  /** The sealed record of a lineage, as it lies in KV. */
  roster(lineage: string): Promise<string | undefined>;
  blocklist(): Promise<Blocklist | undefined>;
}

export interface MeshViewOptions extends Pick<StoreOptions, "kv" | "now" | "memorySeconds"> {
  /** The mesh's offline root, raw Ed25519. */
  readonly rootKey: Bytes;
}

export function createMeshView({ rootKey, ...reading }: MeshViewOptions): MeshView {
  let verifier: Verifier | undefined;
  const root = async () => {
    verifier ??= await createVerifier(rootKey);
    return verifier;
  };
  const keyring = createKeyringReader({ ...reading, root });
  const options = { ...reading, keyring };
  const zones = createZoneReader(options);
  const services = createServiceReader(options);
  const jarKeys = createJarKeysReader(options);
  const rosters = createRosterReader(reading);
  return {
    keyring,
    zone: (zone, readOptions) => zones.read(zone, readOptions),
    service: (id) => services.read(id),
    jarKeys: (service) => jarKeys.read(service),
    roster: (lineage) => rosters.read(lineage),
    blocklist: createBlocklistReader(options),
  };
}
