// The account's zones by name. One listing serves a run; a zone that was not there or not yet active is asked for again, and
// who wants to know how zones stand lists them anew.

import * as v from "valibot";
import { ProviderError, type ZoneState } from "../provider.ts";
import type { Client } from "./client.ts";

const ACTIVE = "active";

const Zone = v.object({
  id: v.string(),
  name: v.string(),
  status: v.optional(v.string(), ACTIVE),
  paused: v.nullish(v.boolean(), false),
});
interface Zone {
  readonly id: string;
  readonly status: string;
}

export interface Zones {
  find(name: string): Promise<string | undefined>;
  /** Throws where the account has no such zone, or it is not active. */
  idOf(name: string): Promise<string>;
  /** Those there are, as they stand now. */
  states(names: readonly string[]): Promise<readonly ZoneState[]>;
}

export function createZones(client: Client, accountId: string): Zones {
  let known: ReadonlyMap<string, Zone> = new Map();
  const list = async () => {
    const zones = await client.list(Zone, { path: "/zones", query: { "account.id": accountId } });
    known = new Map(zones.map(({ id, name, status, paused }) => [name, { id, status: wordFor(status, paused) }]));
  };
  const look = async (name: string) => {
    if (known.get(name)?.status !== ACTIVE) await list();
    return known.get(name);
  };
  return {
    find: async (name) => (await look(name))?.id,
    idOf: async (name) => {
      const zone = await look(name);
      if (zone?.status === ACTIVE) return zone.id;
      throw zone === undefined ? missing(name) : notActive(name, zone.status);
    },
    states: async (names) => {
      await list();
      return names.flatMap((zone) => {
        const status = known.get(zone)?.status;
        return status === undefined ? [] : [{ zone, status }];
      });
    },
  };
}

/** A paused zone is active to the API, and its names lead to its origin, of which a mirror's zone has none. */
function wordFor(status: string, paused: boolean | null): string {
  return status === ACTIVE && paused === true ? "paused" : status;
}

function missing(name: string): ProviderError {
  return new ProviderError("not found", `The account has no zone ${name}.`, {
    next: "Add the domain to the account (and point its name servers there), or take the zone out of the config.",
  });
}

function notActive(name: string, status: string): ProviderError {
  return new ProviderError("refused", `The zone ${name} is ${status}, not active: no request reaches it.`, {
    next: ADVICE[status] ?? POINT_THERE,
  });
}

const POINT_THERE =
  "Point the domain's name servers to the ones the provider's dashboard names; this takes up to a day. Then run mint again.";
const ADVICE: Readonly<Record<string, string>> = {
  moved: `Somebody points its name servers elsewhere, or its registrar holds it or let it run out: see there. ${POINT_THERE}`,
  deactivated: `The provider gave it up, or was asked to: see its dashboard. ${POINT_THERE}`,
  paused: "Switch it on again in the provider's dashboard.",
};
