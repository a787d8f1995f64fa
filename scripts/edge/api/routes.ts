// Routes of a zone: which hostnames and paths a script answers.
import { parseRoutePattern } from "../front/routing.ts";
import type { Route, State, Zone } from "../storage/state.ts";
import { done, fail, type Reply } from "./envelope.ts";
import { type Call, jsonArray, jsonBody, param, type RouteEntry, routes, stringField } from "./router.ts";
import { asObject } from "./scripts/upload.ts";
import { findZone, newId, zoneOf } from "./zones.ts";

const base = "/zones/:zone/workers/routes";

export function routeRoutes(state: State): readonly RouteEntry[] {
  return routes({
    [`GET ${base}`]: (call) => done(state.routes.list(findZone(state, call).id).map(tellRoute)),
    [`POST ${base}`]: (call) => writeRoute(state, call, newId()),
    [`GET ${base}/:route`]: (call) => done(tellRoute(findRoute(state, call))),
    [`PUT ${base}/:route`]: (call) => writeRoute(state, call, findRoute(state, call).id),
    [`DELETE ${base}/:route`]: (call) => {
      const { zone, id } = findRoute(state, call);
      state.routes.remove(zone, id);
      return done({ id });
    },
    "PUT /accounts/:account/workers/scripts/:script/routes": (call) => putScriptRoutes(state, call),
  });
}

function findRoute(state: State, call: Call): Route {
  const zone = findZone(state, call);
  return state.routes.get(zone.id, param(call, "route")) ?? fail(404, 10020, "workers.api.error.route_not_found");
}

async function writeRoute(state: State, call: Call, id: string): Promise<Reply> {
  const zone = findZone(state, call);
  const body = await jsonBody(call);
  const script = body.script === undefined || body.script === null ? undefined : stringField(body, "script");
  const route = storeRoute(state, { zone, id, script, pattern: stringField(body, "pattern") });
  return done(tellRoute(route));
}

function storeRoute(
  state: State,
  { zone, id, script, pattern }: { zone: Zone; id: string; script: string | undefined; pattern: string },
): Route {
  checkPattern(pattern, zone);
  if (state.routes.list(zone.id).some((other) => other.pattern === pattern && other.id !== id))
    fail(409, 10020, "A route with the same pattern already exists.");
  if (script !== undefined && !state.scripts.get(zone.account, script))
    fail(400, 10019, "workers.api.error.route_script_not_found");
  const route = { id, zone: zone.id, account: zone.account, pattern, script };
  state.routes.put(zone.id, id, route);
  return route;
}

function checkPattern(text: string, { name }: Zone): void {
  const pattern =
    parseRoutePattern(text) ??
    fail(400, 10022, `Route pattern ${text} is not valid: * goes first in the host or last in the path`);
  const host = pattern.hostname.replace(/^\./, "");
  if (host !== name && !host.endsWith(`.${name}`))
    fail(400, 10022, `Route pattern ${text} must include your zone, ${name}`);
}

/** All routes of one script at once; routes it had and does not name stay, as wrangler expects. */
async function putScriptRoutes(state: State, call: Call): Promise<Reply> {
  const script = param(call, "script");
  const stored = (await jsonArray(call)).map((item) => {
    const pattern = typeof item === "string" ? item : stringField(asObject(item) ?? {}, "pattern");
    const host = parseRoutePattern(pattern)?.hostname.replace(/^\./, "") ?? "";
    const zone = zoneOf(state, call.account.id, host) ?? fail(400, 10022, `no zone of this account holds ${pattern}`);
    const existing = state.routes.list(zone.id).find((route) => route.pattern === pattern);
    return storeRoute(state, { zone, id: existing?.id ?? newId(), script, pattern });
  });
  return done(stored.map(tellRoute));
}

function tellRoute({ id, pattern, script }: Route): object {
  return { id, pattern, script: script ?? null, request_limit_fail_open: false };
}
