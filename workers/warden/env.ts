// What the warden is deployed with.

import type { EvidencePort } from "./evidence/notes.ts";

/** What the Worker calls on the registry besides its `fetch`; named here, so that neither file needs the other. */
export interface RegistryCalls extends Rpc.DurableObjectBranded {
  tick(): Promise<void>;
}

/** What the registry calls on a hostname's evidence. */
export interface EvidenceCalls extends Rpc.DurableObjectBranded, EvidencePort {}

export interface WardenEnv {
  readonly KV: KVNamespace;
  readonly REGISTRY: DurableObjectNamespace<RegistryCalls>;
  readonly EVIDENCE: DurableObjectNamespace<EvidenceCalls>;
  readonly ADMIN_TOKEN: string;
  readonly BEACON_TOKEN: string;
  /** JSON: { "id": 1–255, "seed": base64url of 32 bytes }. */
  readonly ONLINE_KEY: string;
  /** base64url, raw Ed25519. */
  readonly ROOT_KEY: string;
  /** JSON, as AccountsText of stores.ts has it: the accounts that records go to. Absent: all go to KV, whatever the account. */
  readonly ACCOUNTS?: string;
  /** JSON, as ShelvesText of snapshots/shelves.ts has it. Absent: the memory stays where it is. */
  readonly SNAPSHOTS?: string;
  /** The way to APIs on private addresses; only a local mesh grants it. */
  readonly PRIVATE?: Fetcher;
  /** base64url, 32 bytes: witnesses' tokens and groups' report keys derive from it. Without it nobody is heard. */
  readonly EVIDENCE_KEY?: string;
  /** The private P-256 key that reports are sealed to, as a JWK with its public part. Without it there are no reports. */
  readonly REPORT_KEY?: string;
  /** A factor on every window of the judge and of readers' lifeboats, for tests. */
  readonly WINDOWS?: string;
}
