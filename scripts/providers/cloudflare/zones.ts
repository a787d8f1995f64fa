// The account's zones by name. One listing serves a run; a zone that was not there or not yet active is asked for again.

import * as v from "valibot";
import { ProviderError } from "../provider.ts";
import type { Client } from "./client.ts";

const Zone = v.object({ id: v.string(), name: v.string(), status: v.optional(v.string(), "active") });
type Zone = v.InferOutput<typeof Zone>;

export interface Zones {
  find(name: string): Promise<string | undefined>;
  /** Throws where the account has no such zone, or it is not active. */
  idOf(name: string): Promise<string>;
}

export function createZones(client: Client, accountId: string): Zones {
  const known = new Map<string, Zone>();
  const look = async (name: string) => {
    if (known.get(name)?.status !== "active") {
      for (const zone of await client.list(Zone, { path: "/zones", query: { "account.id": accountId } })) {
        known.set(zone.name, zone);
      }
    }
    return known.get(name);
  };
  return {
    find: async (name) => (await look(name))?.id,
    idOf: async (name) => {
      const zone = await look(name);
      if (zone?.status === "active") return zone.id;
      throw zone === undefined ? missing(name) : notActive(name, zone.status);
    },
  };
}

function missing(name: string): ProviderError {
  return new ProviderError("not found", `The account has no zone ${name}.`, {
    next: "Add the domain to the account (and point its name servers there), or take the zone out of the config.",
  });
}

function notActive(name: string, status: string): ProviderError {
  return new ProviderError("refused", `The zone ${name} is ${status}, not active: no request reaches it.`, {
    next: "Point the domain's name servers to the ones the provider's dashboard names; this takes up to a day. Then run mint again.",
  });
}
