// The edge's own operator, beside Cloudflare's API and not part of it: GET and PUT /edge/accounts/:account say and set how an
// account stands, { suspended, requestsPerDay? }, PUT /edge/zones/:name a zone's { status }. An account's own token opens it
// even while the account is suspended.
import type { Standing } from "../storage/standing.ts";
import { type State, ZONE_STATUSES } from "../storage/state.ts";
import { done, fail, type Reply } from "./envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes } from "./router.ts";
import { setZoneStatus } from "./zones.ts";

export interface ControlOptions {
  readonly state: State;
  /** Stops everything of an account that runs. */
  readonly stop: (account: string) => Promise<void>;
}

export function controlRoutes({ state, stop }: ControlOptions): readonly RouteEntry[] {
  const { standings } = state;
  const tell = (account: string): Reply =>
    done({ ...standings.of(account), requestsToday: standings.requestsToday(account) });
  return routes({
    "GET /accounts/:account": ({ account }) => tell(account.id),
    "PUT /accounts/:account": async (call) => {
      const standing = parseStanding(await jsonBody(call));
      standings.set(call.account.id, standing);
      if (standing.suspended) await stop(call.account.id);
      return tell(call.account.id);
    },
    "PUT /zones/:zone": async (call) => {
      const status = parseStatus(await jsonBody(call));
      const name = param(call, "zone");
      if (!isOwn(state, call, name) || !setZoneStatus(state, name, status)) fail(404, 1001, "Invalid zone identifier");
      return done({ name, status });
    },
  });
}

function isOwn({ zones }: State, { account }: Call, name: string): boolean {
  return zones.list(account.id).some((zone) => zone.name === name);
}

function parseStatus({ status }: Record<string, unknown>) {
  const known = ZONE_STATUSES.find((one) => one === status);
  return known ?? fail(400, 10021, `status must be one of ${ZONE_STATUSES.join(", ")}`);
}

function parseStanding({ suspended, requestsPerDay }: Record<string, unknown>): Standing {
  const isSuspended = typeof suspended === "boolean" ? suspended : fail(400, 10021, "suspended must be true or false");
  if (requestsPerDay === undefined) return { suspended: isSuspended };
  const isCount = Number.isSafeInteger(requestsPerDay) && (requestsPerDay as number) >= 0;
  if (!isCount) fail(400, 10021, "requestsPerDay must be a whole number");
  return { suspended: isSuspended, requestsPerDay: requestsPerDay as number };
}
