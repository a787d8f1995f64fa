// What the relay's Worker is given: its bindings.

export interface RelayEnv {
  readonly KV: KVNamespace;
  /** The mesh's root, raw Ed25519 public key, base64url. */
  readonly ROOT_KEY: string;
  readonly ZONE: string;
  /** 32 bytes, base64url; every secret of the zone's mirrors derives from it. */
  readonly ZONE_SECRET: string;
  /** Where the warden answers, and what this zone's relay shows it; absent: nobody is told what is seen here. */
  readonly WARDEN_URL?: string;
  readonly COLLECT_TOKEN?: string;
  /** The way to a warden that no public address leads to; only a local mesh grants it. */
  readonly WARDEN?: Fetcher;
  /** A factor on all spans of what is collected, for tests. */
  readonly PACE?: string;
  /** The way to private upstreams; only a local mesh grants it. */
  readonly PRIVATE?: Fetcher;
}
