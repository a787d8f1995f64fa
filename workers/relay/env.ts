// What the relay's Worker is given: its bindings.

export interface RelayEnv {
  readonly KV: KVNamespace;
  /** The mesh's root, raw Ed25519 public key, base64url. */
  readonly ROOT_KEY: string;
  readonly ZONE: string;
  /** 32 bytes, base64url; every secret of the zone's mirrors derives from it. */
  readonly ZONE_SECRET: string;
  /** The way to private upstreams; only a local mesh grants it. */
  readonly PRIVATE?: Fetcher;
}
