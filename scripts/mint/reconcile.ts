// After minting, what stands is compared with what should: relays of zones without a mirror go, relays that are missing or
// of an older build or cover are deployed again. It also heals what a killed run left behind.

import type { MeshStatus } from "../../shared/wardenapi.ts";
import { type DeployedWorker, type Provider, ProviderError } from "../providers/provider.ts";
import { asMintFailure } from "./failure.ts";
import { ensureRelay, findPlace, isCurrent, type Place } from "./relay.ts";
import { accountSaysNo } from "./rollcall.ts";
import { noteFailure, type Run } from "./run.ts";

export interface Reconciled {
  /** Zones. */
  readonly removed: readonly string[];
  readonly redeployed: readonly string[];
}

export async function reconcile(run: Run): Promise<Reconciled> {
  const inUse = zonesInUse(await run.warden.status());
  const removed: string[] = [];
  const redeployed: string[] = [];
  for (const [account, provider] of run.providers) {
    if (run.unwell.has(account)) continue;
    try {
      const deployed = await provider.list();
      for (const zone of await removeOrphans(provider, deployed, inUse)) removed.push(zone);
      const places = [...inUse].flatMap((zone) => findPlace(zone, run) ?? []);
      const own = places.filter((place) => place.provider === provider && !run.unwell.has(place.zone.zone));
      for (const zone of await renew(own, deployed, run)) redeployed.push(zone);
    } catch (error) {
      if (error instanceof ProviderError && error.fault === "credential") await accountSaysNo(account, error, run);
      else noteFailure(run, asMintFailure(error));
    }
  }
  return { removed, redeployed };
}

/** Zones with a mirror that still serves someone: a burned one serves those who hold a ticket for it. */
export function zonesInUse({ mirrors }: MeshStatus): ReadonlySet<string> {
  return new Set(mirrors.filter(({ state }) => state !== "retired").map(({ zone }) => zone));
}

async function removeOrphans(
  provider: Provider,
  deployed: readonly DeployedWorker[],
  inUse: ReadonlySet<string>,
): Promise<readonly string[]> {
  const removed = [];
  for (const { name, zone } of deployed) {
    if (zone === undefined || inUse.has(zone)) continue;
    await provider.remove({ name, zone });
    removed.push(zone);
  }
  return removed;
}

async function renew(
  places: readonly Place[],
  deployed: readonly DeployedWorker[],
  run: Run,
): Promise<readonly string[]> {
  const renewed = [];
  for (const place of places) {
    if (await isCurrent(place, deployed, run)) continue;
    await ensureRelay(place, run);
    renewed.push(place.zone.zone);
  }
  return renewed;
}
