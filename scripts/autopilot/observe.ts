// Look at the mesh: the warden's status, and what stands at every provider. An account that does not answer is noted and
// nothing is concluded about it: a list that could not be read is not an empty list.

import { asMintFailure } from "../mint/failure.ts";
import { guardFor, isGuarded } from "../mint/guard.ts";
import { findPlace, isCurrent, type Place } from "../mint/relay.ts";
import type { Tools } from "../mint/run.ts";
import { type DeployedWorker, type Provider, ProviderError } from "../providers/provider.ts";
import type { Observed, Relay } from "./observed.ts";

export interface ObserveOptions extends Pick<Tools, "mesh" | "keys" | "warden" | "providers"> {
  readonly unwell: ReadonlySet<string>;
  /** Also read each relay's build, logging and guard, at three calls a zone; else what stands counts as current. */
  readonly isDeep: boolean;
  /** `zone`: where only that one is in trouble. */
  readonly onTrouble: (account: string, error: unknown, zone?: string) => Promise<void>;
}

export async function observe(options: ObserveOptions): Promise<Observed> {
  const { warden, providers, onTrouble } = options;
  const unwell = new Set(options.unwell);
  const relays: Relay[] = [];
  for (const [account, provider] of providers) {
    if (unwell.has(account)) continue;
    try {
      relays.push(...(await observeAccount(account, provider, { ...options, unwell })));
    } catch (error) {
      unwell.add(account);
      await onTrouble(account, error);
    }
  }
  // Last: an account found closed just now has left groups without mirrors, whose orders the plan must see.
  return { status: await warden.status(), relays, unwell };
}

async function observeAccount(
  account: string,
  provider: Provider,
  options: ObserveOptions & { readonly unwell: Set<string> },
): Promise<readonly Relay[]> {
  const deployed = await provider.list();
  const relays: Relay[] = [];
  for (const { name, zone } of deployed) {
    if (zone === undefined) continue;
    const place = findPlace(zone, options);
    // A zone the config no longer has is judged by whether a mirror still needs it, not by its build.
    const isKnown = options.isDeep && place?.provider === provider && !options.unwell.has(zone);
    const found = !isKnown || (await isSound(place, deployed, options).catch(unlessOfZone));
    if (typeof found !== "boolean") {
      options.unwell.add(zone);
      await options.onTrouble(account, found, zone);
    }
    relays.push({ account, zone, name, isCurrent: found !== false });
  }
  return relays;
}

/** A zone that is not active, or not there, says nothing of its account's others. */
function unlessOfZone(error: unknown): ProviderError {
  if (error instanceof ProviderError && asMintFailure(error).scope === "zone") return error;
  throw error;
}

async function isSound(
  place: Place,
  deployed: readonly DeployedWorker[],
  { mesh, keys, warden }: ObserveOptions,
): Promise<boolean> {
  if (!(await isCurrent(place, deployed, { keys, warden }))) return false;
  return isGuarded(await place.provider.guardOf(place.zone.zone), guardFor(mesh.country ?? ""));
}
