// The edge's own operator, beside Cloudflare's API and not part of it: GET and PUT /edge/accounts/:account say and set how an
// account stands, { suspended, requestsPerDay? }. An account's own token opens it even while the account is suspended.
import type { Standing, Standings } from "../storage/standing.ts";
import { done, fail, type Reply } from "./envelope.ts";
import { jsonBody, type RouteEntry, routes } from "./router.ts";

export interface ControlOptions {
  readonly standings: Standings;
  /** Stops everything of an account that runs. */
  readonly stop: (account: string) => Promise<void>;
}

export function controlRoutes({ standings, stop }: ControlOptions): readonly RouteEntry[] {
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
  });
}

function parseStanding({ suspended, requestsPerDay }: Record<string, unknown>): Standing {
  const isSuspended = typeof suspended === "boolean" ? suspended : fail(400, 10021, "suspended must be true or false");
  if (requestsPerDay === undefined) return { suspended: isSuspended };
  const isCount = Number.isSafeInteger(requestsPerDay) && (requestsPerDay as number) >= 0;
  if (!isCount) fail(400, 10021, "requestsPerDay must be a whole number");
  return { suspended: isSuspended, requestsPerDay: requestsPerDay as number };
}
