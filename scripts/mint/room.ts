// Where no new mirror can go, looked at before one is claimed: zones that no request reaches, and zones that would need a
// Worker more than their account takes. Asking costs a call or three an account; not asking costs an upload that is refused, a
// name that is given up, and at an account that is nearly full the Worker that somebody else needed.

import { type Provider, ProviderError, type ZoneState } from "../providers/provider.ts";
import { asMintFailure, MintFailure } from "./failure.ts";
import { accountSaysNo } from "./rollcall.ts";
import { noteFailure, type Run, type Tools } from "./run.ts";

/** Zones, or an account, where nothing new goes now. */
export interface Shut {
  readonly places: readonly string[];
  readonly why: MintFailure;
  /** The account's API would not say. */
  readonly refusal?: { readonly account: string; readonly error: ProviderError };
}

export interface Asked {
  /** Of these accounts. */
  readonly accounts: readonly string[];
  /** What is left alone already. */
  readonly unwell: ReadonlySet<string>;
}

/** Notes what is shut, tells each once a run, and leaves it alone from then on. */
export async function shutPlaces(run: Run, { accounts, unwell }: Asked): Promise<ReadonlySet<string>> {
  const shut = await findShut(run, { accounts, unwell });
  for (const { places, why, refusal } of shut) {
    if (refusal?.error.fault === "credential") await accountSaysNo(refusal.account, refusal.error, run);
    else noteFailure(run, why);
    for (const place of places) run.unwell.add(place);
  }
  return placesOf(shut);
}

export function placesOf(shut: readonly Shut[]): ReadonlySet<string> {
  return new Set(shut.flatMap(({ places }) => places));
}

export async function findShut(
  { mesh, providers }: Pick<Tools, "mesh" | "providers">,
  { accounts, unwell }: Asked,
): Promise<readonly Shut[]> {
  const shut: Shut[] = [];
  for (const account of accounts) {
    const provider = providers.get(account);
    const zones = mesh.zones.filter((zone) => zone.account === account && !unwell.has(zone.zone));
    if (provider === undefined || unwell.has(account) || zones.length === 0) continue;
    const names = zones.map(({ zone }) => zone);
    try {
      const states = await provider.zones(names);
      shut.push(...states.filter(({ status }) => status !== "active").map(stopped));
      const most = mesh.workersMost?.[account];
      if (most !== undefined) shut.push(...(await full({ account, most, names, provider })));
    } catch (error) {
      if (!(error instanceof ProviderError)) throw error;
      shut.push({ places: [account], why: asMintFailure(error), refusal: { account, error } });
    }
  }
  return shut;
}

function stopped({ zone, status }: ZoneState): Shut {
  const why = new MintFailure(`The zone ${zone} is ${status}, not active: no request reaches it.`, {
    next: "Look at its name servers and at its registrar, or take it out of the config.",
  });
  return { places: [zone], why };
}

interface Look {
  readonly account: string;
  readonly most: number;
  readonly names: readonly string[];
  readonly provider: Provider;
}

/** A zone that has its relay needs no Worker more. */
async function full({ account, most, names, provider }: Look): Promise<readonly Shut[]> {
  const relays = new Set((await provider.list()).map(({ zone }) => zone));
  const bare = names.filter((zone) => !relays.has(zone));
  if (bare.length === 0) return [];
  const { workers } = await provider.usage([]);
  if (workers < most) return [];
  const why = new MintFailure(
    `The account ${account} is full: ${workers} Workers stand in it, its plan takes ${most}.`,
    {
      next: "Remove Workers that nobody needs, take a larger plan and say so in the config, or add an account.",
    },
  );
  return [{ places: bare, why }];
}
