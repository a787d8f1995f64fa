// The account's zones by name. Ids never change, so one listing serves a run; a zone not seen is asked for again.

import * as v from "valibot";
import { ProviderError } from "../provider.ts";
import type { Client } from "./client.ts";

const Zone = v.object({ id: v.string(), name: v.string() });

export interface Zones {
  find(name: string): Promise<string | undefined>;
  /** Throws where the account has no such zone. */
  idOf(name: string): Promise<string>;
}

export function createZones(client: Client, accountId: string): Zones {
  const ids = new Map<string, string>();
  const find = async (name: string) => {
    if (!ids.has(name)) {
      for (const zone of await client.list(Zone, { path: "/zones", query: { "account.id": accountId } })) {
        ids.set(zone.name, zone.id);
      }
    }
    return ids.get(name);
  };
  return {
    find,
    idOf: async (name) => {
      const id = await find(name);
      if (id !== undefined) return id;
      throw new ProviderError("not found", `The account has no zone ${name}.`, {
        next: "Add the domain to the account (and point its name servers there), or take the zone out of the config.",
      });
    },
  };
}
