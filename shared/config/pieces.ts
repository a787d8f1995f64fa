// The pieces of a config that rules look at, and what rules keep asking of them.

import { matchesPattern } from "../domain/hostname.ts";
import { type Finding, type KeyPath, quote } from "./problem.ts";
import type {
  WrittenAccount,
  WrittenList,
  WrittenSecondary,
  WrittenService,
  WrittenVantage,
  WrittenZone,
} from "./written.ts";

/** A piece of the right shape and where it stands. */
export interface Placed<T> {
  readonly path: KeyPath;
  readonly value: T;
}

export interface Pieces {
  readonly services: readonly Placed<WrittenService>[];
  readonly accounts: readonly Placed<WrittenAccount>[];
  readonly zones: readonly Placed<WrittenZone>[];
  readonly lists: readonly Placed<WrittenList>[];
  readonly vantages: readonly Placed<WrittenVantage>[];
  /** Services that zones name, misshapen zones included. */
  readonly served: readonly string[];
  /** Ids as written, misshapen pieces included: a slip elsewhere in a service does not make its id unknown. */
  readonly ids: { readonly services: readonly Placed<string>[]; readonly accounts: readonly Placed<string>[] };
  readonly mirrors: { readonly live: number; readonly reserve: number; readonly perGroup: number };
  readonly wardenAccount: string | undefined;
  readonly beaconAccount: string | undefined;
}

export type Rule = (pieces: Pieces) => readonly Finding[];

export const finding = (path: KeyPath, problem: string, fix: string): Finding => ({ path, problem, fix });
export const warning = (path: KeyPath, problem: string, fix: string): Finding => ({
  path,
  problem,
  fix,
  warning: true,
});

export function originsOf(service: Placed<WrittenService>): readonly Placed<string>[] {
  const primary = { path: [...service.path, "primary"], value: service.value.primary };
  const others = secondariesOf(service).map(({ path, value }) => ({ path: [...path, "origin"], value: value.origin }));
  return [primary, ...others];
}

export function secondariesOf({ path, value }: Placed<WrittenService>): readonly Placed<WrittenSecondary>[] {
  return (value.secondaries ?? []).map((secondary, at) => ({ path: [...path, "secondaries", at], value: secondary }));
}

/** All but the first of those that share a key, with the first they repeat. */
export function repeated<T>(
  list: readonly Placed<T>[],
  keyOf: (value: T) => string,
): readonly (Placed<T> & { readonly first: Placed<T> })[] {
  const seen = new Map<string, Placed<T>>();
  return list.flatMap((placed) => {
    const key = keyOf(placed.value);
    const first = seen.get(key);
    if (first !== undefined) return [{ ...placed, first }];
    seen.set(key, placed);
    return [];
  });
}

export function hostOf(origin: string): string {
  return URL.parse(origin)?.hostname ?? quote(origin);
}

export function isUnder(hostname: string, zone: string): boolean {
  return matchesPattern(hostname, `*.${zone}`);
}

export function isVolunteers(account: string, { accounts }: Pick<Pieces, "accounts">): boolean {
  return accounts.some(({ value }) => value.id === account && value.tier === "volunteer");
}
