// What an edge is told when it starts and what it gives back.
import type { RateLimit } from "./api/auth.ts";
import type { Standing } from "./storage/standing.ts";
import type { Account, ZoneStatus } from "./storage/state.ts";

export interface EdgeAccount {
  /** 32 hex digits, as Cloudflare's. */
  readonly id: string;
  readonly token: string;
  readonly subdomain: string;
  /** Zones that exist in this account from the start. */
  readonly zones: readonly string[];
  /** A second token that sees the account's KV and nothing else. */
  readonly kvToken?: string;
}
/** PEM texts. */
export interface TlsPair {
  readonly cert: string;
  readonly key: string;
}
export interface EdgeOptions {
  readonly stateDir: string;
  /** The mirrors' port; 0 takes any free one. */
  readonly port: number;
  readonly apiPort?: number;
  /** Where the mirrors' port listens; the API is on loopback always. */
  readonly host?: string;
  /** The mirrors' port speaks TLS with it, and nothing else; without, plain HTTP. */
  readonly tls?: TlsPair;
  readonly accounts: readonly EdgeAccount[];
  /** CIDRs that a `vpc_network` binding with network_id "private" may reach; without any, such bindings are refused. */
  readonly privateUpstreams?: readonly string[];
  readonly now?: () => number;
  readonly rateLimit?: RateLimit;
  /** What scripts find in `request.cf` about a visitor. */
  readonly describeVisitor?: (address: string) => Readonly<Record<string, unknown>>;
  /** What scripts print. Dropped unless asked for: it may name readers. */
  readonly onOutput?: (script: string, text: string) => void;
  readonly onUnknownRoute?: (call: string) => void;
}
export interface Edge {
  readonly url: string;
  readonly port: number;
  readonly apiUrl: string;
  /** Delivers the cron triggers that are due in the minute of `at`, besides those the clock fires. */
  trigger(at: Date): Promise<void>;
  /** How an account stands from now on: suspended, its scripts stop and its API says no. */
  setStanding(account: string, standing: Standing): Promise<void>;
  /** How a zone stands from now on: while it is not active, its names lead nowhere. */
  setZoneStatus(name: string, status: ZoneStatus): void;
  close(): Promise<void>;
}

export function checkAccounts(accounts: readonly EdgeAccount[]): readonly Account[] {
  for (const { id, subdomain } of accounts) {
    if (!/^[0-9a-f]{32}$/.test(id)) throw new Error(`account id ${id} must be 32 hex digits`);
    if (!/^[a-z0-9-]{1,63}$/.test(subdomain)) throw new Error(`subdomain ${subdomain} must be one label of a hostname`);
  }
  return accounts;
}
