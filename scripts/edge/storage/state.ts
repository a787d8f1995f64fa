// What one edge knows, by kind. Records are shaped for our own use; `api/` turns them into Cloudflare's words.
import type { DatabaseSync } from "node:sqlite";
import { createKvStore, type KvStore } from "./kv.ts";
import { type Collection, createCollection } from "./records.ts";
import { createStandings, type Standings } from "./standing.ts";

export interface Account {
  readonly id: string;
  readonly token: string;
  readonly subdomain: string;
  readonly zones: readonly string[];
  /** A second token that sees the account's KV and nothing else. */
  readonly kvToken?: string;
}
export interface Zone {
  readonly id: string;
  readonly account: string;
  readonly name: string;
  readonly createdAt: string;
  /** Absent: active. */
  readonly status?: ZoneStatus;
}
/** Cloudflare's words for how far a domain's name servers lead to it. */
export const ZONE_STATUSES = ["active", "pending", "initializing", "moved", "deactivated"] as const;
export type ZoneStatus = (typeof ZONE_STATUSES)[number];
export interface DnsRecord {
  readonly id: string;
  readonly zone: string;
  readonly name: string;
  readonly type: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  /** content, ttl, proxied, priority, data, comment, tags: kept as they came. */
  readonly fields: Readonly<Record<string, unknown>>;
}
export interface KvNamespace {
  readonly id: string;
  readonly account: string;
  readonly title: string;
}
export interface Route {
  readonly id: string;
  readonly zone: string;
  readonly account: string;
  readonly pattern: string;
  readonly script: string | undefined;
}
export interface RateRules {
  readonly zone: string;
  /** As they came. */
  readonly rules: readonly Readonly<Record<string, unknown>>[];
}
export interface ZoneSetting {
  readonly value: string;
}
export interface Domain {
  readonly id: string;
  readonly account: string;
  readonly hostname: string;
  readonly zone: string;
  readonly service: string;
}
export interface Binding {
  readonly name: string;
  readonly type: string;
  readonly [field: string]: unknown;
}
export interface Module {
  readonly name: string;
  readonly type: string;
  readonly file: string;
}
export interface Version {
  readonly id: string;
  readonly number: number;
  readonly account: string;
  readonly script: string;
  readonly createdAt: string;
  /** The directory of its modules; versions that differ only in bindings share one. */
  readonly content: string;
  readonly mainModule: string;
  readonly modules: readonly Module[];
  readonly bindings: readonly Binding[];
  readonly compatibilityDate: string;
  readonly compatibilityFlags: readonly string[];
  readonly annotations: Readonly<Record<string, unknown>>;
  readonly source: string;
}
export interface Deployment {
  readonly id: string;
  readonly version: string;
  readonly createdAt: string;
  readonly annotations: Readonly<Record<string, unknown>>;
}
export interface Schedule {
  readonly cron: string;
  readonly createdAt: string;
}
export interface Script {
  readonly name: string;
  readonly account: string;
  readonly tag: string;
  readonly createdAt: string;
  readonly modifiedAt: string;
  /** The version that serves; absent for a script that so far only has secrets or undeployed versions. */
  readonly current: string | undefined;
  readonly versions: number;
  readonly deployments: readonly Deployment[];
  readonly tags: readonly string[];
  readonly migrationTag: string | undefined;
  readonly subdomain: { readonly enabled: boolean; readonly previews: boolean };
  readonly schedules: readonly Schedule[];
  /** Settings that are kept and answered but change nothing on this edge: logpush, observability, placement… */
  readonly settings: Readonly<Record<string, unknown>>;
}
/** A Durable Object class that has storage; `id` is workerd's uniqueKey and the directory's name. */
export interface ObjectNamespace {
  readonly id: string;
  readonly account: string;
  readonly script: string;
  readonly className: string;
  readonly sqlite: boolean;
}

export interface State {
  readonly accounts: readonly Account[];
  readonly zones: Collection<Zone>;
  readonly dns: Collection<DnsRecord>;
  readonly namespaces: Collection<KvNamespace>;
  readonly routes: Collection<Route>;
  readonly domains: Collection<Domain>;
  readonly rateRules: Collection<RateRules>;
  readonly zoneSettings: Collection<ZoneSetting>;
  readonly scripts: Collection<Script>;
  /** Owner: `scriptKey`. */
  readonly versions: Collection<Version>;
  readonly objects: Collection<ObjectNamespace>;
  readonly kv: KvStore;
  readonly standings: Standings;
  readonly now: () => number;
  /** Grows with every change that may move a hostname to another script. */
  readonly revision: () => number;
}

export function createState(
  database: DatabaseSync,
  options: { accounts: readonly Account[]; now: () => number },
): State {
  let revision = 0;
  const onChange = () => {
    revision += 1;
  };
  return {
    revision: () => revision,
    accounts: options.accounts,
    now: options.now,
    zones: createCollection(database, "zone", onChange),
    dns: createCollection(database, "dns"),
    namespaces: createCollection(database, "namespace"),
    routes: createCollection(database, "route", onChange),
    domains: createCollection(database, "domain", onChange),
    rateRules: createCollection(database, "ratelimit"),
    zoneSettings: createCollection(database, "setting"),
    scripts: createCollection(database, "script", onChange),
    versions: createCollection(database, "version"),
    objects: createCollection(database, "object"),
    kv: createKvStore(database, options.now),
    standings: createStandings(createCollection(database, "standing"), options.now),
  };
}

/** One name for a script over all accounts: account ids hold no slash. */
export function scriptKey(account: string, name: string): string {
  return `${account}/${name}`;
}

export function accountOfKey(key: string): string {
  return key.slice(0, key.indexOf("/"));
}

export function isoTime(state: Pick<State, "now">): string {
  return new Date(state.now()).toISOString();
}
