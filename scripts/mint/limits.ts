// What one blow may take: how much lies on one zone and one account. Placement keeps to it and doctor looks for what does
// not, with the same numbers. A mesh too small for a limit is spread as evenly as it can be.

import { GROUPS_PER_ZONE } from "../../shared/domain/groups.ts";
import { isUsable } from "../../shared/domain/mirror.ts";
import type { Mirror, ZoneSettings } from "../../shared/wardenapi.ts";

/** Cloudflare's limit on Workers an account, by its plan (its limits page, 2026). */
export const WORKERS_OF_PLAN = { free: 100, paid: 500 } as const;

/** Of all usable mirrors; with fewer than four accounts an even share. */
const ACCOUNT_SHARE = 0.3;

/** How many of `total` usable mirrors one of `accounts` accounts may carry. */
export function accountLimit(total: number, accounts: number): number {
  return Math.ceil(total * Math.max(ACCOUNT_SHARE, 1 / Math.max(1, accounts)));
}

/** Of all usable mirrors: a roster of two lies on two providers only where each carries half. */
const PROVIDER_SHARE = 0.5;

/**
 * How many of `total` usable mirrors one provider may carry, of `accounts` accounts of which `others` are of other providers.
 * What those may not carry, by their accounts' own limit, is left to it.
 */
export function providerLimit(
  total: number,
  { accounts, others }: { readonly accounts: number; readonly others: number },
): number {
  return Math.max(Math.ceil(total * PROVIDER_SHARE), total - others * accountLimit(total, accounts));
}

/** Whose addresses a zone has, as far as its account tells: accounts of one firm share them. */
export function createProviderOf(
  zones: readonly Pick<ZoneSettings, "zone" | "account" | "provider">[],
): (place: Pick<ZoneSettings, "zone" | "account">) => string {
  const known = new Map(zones.map(({ zone, provider }) => [zone, provider]));
  return ({ zone, account }) => known.get(zone) ?? account;
}

/** Those among which mirrors are spread: without the warden's and the beacon's, while there are others. */
export function sharingAccounts(accounts: readonly string[], apart: readonly string[]): readonly string[] {
  const all = [...new Set(accounts)];
  const others = all.filter((account) => !apart.includes(account));
  return others.length > 0 ? others : all;
}

/** A group owns its mirrors alone, so a zone with so many carries as many groups as it may. */
export const MIRRORS_OF_ZONE = GROUPS_PER_ZONE;

/** Mirrors that count against the limits: what is burned or draining is nobody's hope any more. */
export function counted(mirrors: readonly Mirror[]): readonly Mirror[] {
  return mirrors.filter(
    ({ state, drainsUntil }) => (isUsable(state) || state === "minting") && drainsUntil === undefined,
  );
}
