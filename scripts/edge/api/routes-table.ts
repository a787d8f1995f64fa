// Every call the API knows, gathered. A call that is in none of these files is answered with 7003.
import { accountRoutes } from "./accounts.ts";
import { dnsRoutes } from "./dns.ts";
import { domainRoutes } from "./domains.ts";
import { guardRoutes } from "./guard.ts";
import { bulkRoutes } from "./kv-bulk.ts";
import { namespaceRoutes } from "./kv-namespaces.ts";
import { valueRoutes } from "./kv-values.ts";
import type { RouteEntry } from "./router.ts";
import { routeRoutes } from "./routes.ts";
import type { ScriptContext } from "./scripts/prepare.ts";
import { objectRoutes, scriptRoutes } from "./scripts/scripts.ts";
import { secretRoutes } from "./scripts/secrets.ts";
import { settingRoutes } from "./scripts/settings.ts";
import { triggerRoutes } from "./scripts/triggers.ts";
import { createTurns } from "./scripts/turns.ts";
import { versionRoutes } from "./scripts/versions.ts";
import { zoneRoutes } from "./zones.ts";

export function apiRoutes(context: ScriptContext): readonly RouteEntry[] {
  const { state } = context;
  const takeTurn = createTurns();
  return [
    ...accountRoutes(),
    ...zoneRoutes(state),
    ...dnsRoutes(state),
    ...guardRoutes(state),
    ...namespaceRoutes(state),
    ...valueRoutes(state),
    ...bulkRoutes(state),
    ...scriptRoutes(context, takeTurn),
    ...settingRoutes(context, takeTurn),
    ...secretRoutes(context, takeTurn),
    ...triggerRoutes(context, takeTurn),
    ...versionRoutes(context, takeTurn),
    ...objectRoutes(context),
    ...routeRoutes(state),
    ...domainRoutes(state),
  ];
}
