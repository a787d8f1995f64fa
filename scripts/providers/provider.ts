// A provider is a place that runs Workers. The shape is observe → ensure → sync: every method can be repeated, a second
// call changes nothing, removing what is gone is success, and only what carries this mesh's tag is ever listed or removed.

export type Binding =
  | { readonly type: "kv_namespace"; readonly name: string; readonly namespaceId: string }
  | { readonly type: "plain_text"; readonly name: string; readonly text: string }
  | { readonly type: "secret_text"; readonly name: string; readonly text: string }
  | { readonly type: "durable_object_namespace"; readonly name: string; readonly className: string }
  | { readonly type: "service"; readonly name: string; readonly service: string }
  /** Of a local edge, refused elsewhere: `private`, its private upstreams; `localhost`, names under .localhost on this machine. */
  | { readonly type: "vpc_network"; readonly name: string; readonly networkId: string };

export interface WorkerModule {
  readonly name: string;
  readonly type: "application/javascript+module" | "application/wasm" | "text/plain" | "application/octet-stream";
  readonly content: string | Uint8Array<ArrayBuffer>;
}

/** A Worker as it should stand. Two specs of the same build (build.ts) are the same Worker. */
export interface WorkerSpec {
  readonly name: string;
  /** First is the main module. */
  readonly modules: readonly WorkerModule[];
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly bindings: readonly Binding[];
  /** SQLite Durable Object classes the Worker exports, in the order in which they came: a new one is appended. */
  readonly durableClasses: readonly string[];
  readonly crons: readonly string[];
  /** Reachable as <name>.<subdomain>.workers.dev (or the local edge's like). */
  readonly onProviderSuffix: boolean;
  /** Its zone, for a relay: routes `zone/*` and `*.zone/*` lead to it. */
  readonly zone?: string;
}

export interface DeployedWorker {
  readonly name: string;
  readonly build: string;
  readonly zone?: string;
}

/** What a provider may write down about the requests of a Worker. */
export type LogKind = "observability" | "logpush" | "tail";

/** How full an account is; what its plan allows no provider's API tells. */
export interface Usage {
  readonly workers: number;
  readonly namespaces: number;
  readonly routes: readonly { readonly zone: string; readonly count: number }[];
}

/** What stands before a zone's Worker, and holds for every hostname of it alike. */
export interface ZoneGuard {
  /** What one address may ask for in ten seconds; more is refused before a Worker runs. */
  readonly requestsPer10Seconds: number;
  /** Whether browsers are told to hide the hostname in TLS. */
  readonly ech: "on" | "off";
}

export interface ZoneState {
  readonly zone: string;
  /** "active", or the provider's word for why no request reaches it: pending, moved, deactivated, paused. */
  readonly status: string;
}

export interface Provider {
  /** The credential works and sees the account; throws ProviderError that says what to do otherwise. */
  verify(): Promise<void>;
  /** This mesh's Workers, by tag. */
  list(): Promise<readonly DeployedWorker[]>;
  /**
   * Deploy `spec`, its crons, its name on the provider's suffix and its zone's DNS and routes, as far as they differ; its
   * logging goes off where someone switched it on.
   */
  ensure(spec: WorkerSpec): Promise<{ readonly changed: boolean }>;
  /**
   * Put the guard before the zone as far as it differs; a rule of someone else's is left alone. `notes`: what could not be
   * had, as sentences. Throws only where the zone or the account cannot be reached.
   */
  ensureGuard(
    zone: string,
    guard: ZoneGuard,
  ): Promise<{ readonly changed: boolean; readonly notes: readonly string[] }>;
  /** The guard that stands, as far as it may be read: no rate where no rule of ours does. */
  guardOf(zone: string): Promise<Partial<ZoneGuard>>;
  /** Remove the Worker and what led to it, our rule on its zone included. */
  remove(worker: { readonly name: string; readonly zone?: string }): Promise<void>;
  ensureNamespace(title: string): Promise<string>;
  readValue(namespaceId: string, key: string): Promise<Uint8Array<ArrayBuffer> | undefined>;
  /** Where `name` answers on the provider's suffix. */
  suffixUrl(name: string): Promise<string>;
  /** Zones the account has, of those asked for, as they stand now. */
  zones(names: readonly string[]): Promise<readonly ZoneState[]>;
  /** The logging that is on for a Worker, read back; none where there is no such Worker. */
  logging(name: string): Promise<readonly LogKind[]>;
  /** What the whole account holds, others' included; routes of those zones it has. */
  usage(zones: readonly string[]): Promise<Usage>;
}

export type ProviderFault = "credential" | "not found" | "refused" | "throttled" | "unavailable" | "quota";

/** What a provider call ends in when it ends badly: `what` happened and `next` for the operator; the cause for the curious. */
export class ProviderError extends Error {
  readonly fault: ProviderFault;
  readonly next: string;

  constructor(fault: ProviderFault, what: string, options: { readonly next: string; readonly cause?: unknown }) {
    super(what, { cause: options.cause });
    this.name = "ProviderError";
    this.fault = fault;
    this.next = options.next;
  }
}
