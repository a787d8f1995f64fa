// What the warden is deployed with.

/** What the Worker calls on the registry besides its `fetch`; named here, so that neither file needs the other. */
export interface RegistryCalls extends Rpc.DurableObjectBranded {
  tick(): Promise<void>;
}

export interface WardenEnv {
  readonly KV: KVNamespace;
  readonly REGISTRY: DurableObjectNamespace<RegistryCalls>;
  readonly ADMIN_TOKEN: string;
  readonly BEACON_TOKEN: string;
  /** JSON: { "id": 1–255, "seed": base64url of 32 bytes }. */
  readonly ONLINE_KEY: string;
  /** base64url, raw Ed25519. */
  readonly ROOT_KEY: string;
  /** JSON, as AccountsText of stores.ts has it: the accounts that records go to. Absent: all go to KV, whatever the account. */
  readonly ACCOUNTS?: string;
  /** The way to APIs on private addresses; only a local mesh grants it. */
  readonly PRIVATE?: Fetcher;
}
