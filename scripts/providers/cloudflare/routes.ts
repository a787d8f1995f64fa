// Routes of a relay's zone: the apex and everything under it. A route of someone else is never taken over: it may carry
// the operator's own site.

import * as v from "valibot";
import { ProviderError } from "../provider.ts";
import type { Client } from "./client.ts";
import { CODE, isGone } from "./errors.ts";

const Route = v.object({ id: v.string(), pattern: v.string(), script: v.nullish(v.string()) });
type Route = v.InferOutput<typeof Route>;

export interface RouteWish {
  readonly zoneId: string;
  readonly zone: string;
  readonly script: string;
}

export interface Routes {
  /** `isOurs`: whether a script of that name belongs to this mesh. */
  ensure(wish: RouteWish, isOurs: (script: string) => boolean): Promise<boolean>;
  /** Removes every route of the zone that leads to `script`. */
  remove(wish: RouteWish): Promise<void>;
  /** All of the zone, ours or not. */
  count(zoneId: string): Promise<number>;
}

export function createRoutes(client: Client): Routes {
  const at = (zoneId: string) => `/zones/${encodeURIComponent(zoneId)}/workers/routes`;
  const list = (zoneId: string) => client.list(Route, { path: at(zoneId) });
  return {
    ensure: async (wish, isOurs) => {
      const standing = await list(wish.zoneId);
      const missing = [`${wish.zone}/*`, `*.${wish.zone}/*`].filter((pattern) => {
        const route = standing.find((candidate) => candidate.pattern === pattern);
        if (route !== undefined && route.script !== wish.script) refuseForeign(route, isOurs);
        return route?.script !== wish.script;
      });
      for (const pattern of missing) {
        const id = standing.find((route) => route.pattern === pattern)?.id;
        const json = { pattern, script: wish.script };
        const path = id === undefined ? at(wish.zoneId) : `${at(wish.zoneId)}/${id}`;
        const method = id === undefined ? "POST" : "PUT";
        await client.call(v.unknown(), { method, path, json, passingCodes: [CODE.routeTooEarly] });
      }
      return missing.length > 0;
    },
    remove: async ({ zoneId, script }) => {
      for (const route of await list(zoneId)) {
        if (route.script === script) await removeRoute(client, `${at(zoneId)}/${route.id}`);
      }
    },
    count: async (zoneId) => (await list(zoneId)).length,
  };
}

async function removeRoute(client: Client, path: string): Promise<void> {
  try {
    await client.call(v.unknown(), { method: "DELETE", path });
  } catch (error) {
    if (!isGone(error)) throw error;
  }
}

function refuseForeign(route: Route, isOurs: (script: string) => boolean): void {
  if (route.script != null && isOurs(route.script)) return;
  const leads = route.script == null ? "switches Workers off there" : `leads to the Worker ${route.script}`;
  throw new ProviderError("refused", `The route ${route.pattern} is not this mesh's: it ${leads}.`, {
    next: "A mirror's zone carries mirrors only: remove that route yourself, or give the mesh another zone.",
  });
}
