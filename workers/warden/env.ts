// What the warden is deployed with.

import type { Registry } from "./registry.ts";

export interface WardenEnv {
  readonly KV: KVNamespace;
  readonly REGISTRY: DurableObjectNamespace<Registry>;
  readonly ADMIN_TOKEN: string;
  readonly BEACON_TOKEN: string;
  /** JSON: { "id": 1–255, "seed": base64url of 32 bytes }. */
  readonly ONLINE_KEY: string;
  /** base64url, raw Ed25519. */
  readonly ROOT_KEY: string;
}
