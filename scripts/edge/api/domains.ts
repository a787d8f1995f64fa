// Custom domains of an account: exact hostnames that a script answers without a route.
import { createHash } from "node:crypto";
import type { Domain, State } from "../storage/state.ts";
import { done, fail, type Reply } from "./envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes, stringField } from "./router.ts";
import { zoneOf } from "./zones.ts";

const domains = "/accounts/:account/workers/domains";

export function domainRoutes(state: State): readonly RouteEntry[] {
  const put = (call: Call) => putDomain(state, call);
  return routes({
    [`GET ${domains}`]: (call) => done(listDomains(state, call).map((domain) => tellDomain(state, domain))),
    [`PUT ${domains}`]: put,
    [`POST ${domains}`]: put,
    [`GET ${domains}/:domain`]: (call) => done(tellDomain(state, findDomain(state, call))),
    [`DELETE ${domains}/:domain`]: (call) => {
      const { account, id } = findDomain(state, call);
      state.domains.remove(account, id);
      return done(null);
    },
  });
}

function listDomains(state: State, { account, query }: Call): readonly Domain[] {
  return state.domains.list(account.id).filter((domain) => {
    const service = query.get("service") ?? domain.service;
    const zone = query.get("zone_id") ?? domain.zone;
    const hostname = query.get("hostname") ?? domain.hostname;
    return service === domain.service && zone === domain.zone && hostname === domain.hostname;
  });
}

function findDomain(state: State, call: Call): Domain {
  return state.domains.get(call.account.id, param(call, "domain")) ?? fail(404, 100114, "domain not found");
}

async function putDomain(state: State, call: Call): Promise<Reply> {
  const body = await jsonBody(call);
  const hostname = stringField(body, "hostname").toLowerCase();
  const service = stringField(body, "service");
  const zone =
    zoneOf(state, call.account.id, hostname) ?? fail(400, 100117, `no zone of this account holds ${hostname}`);
  if (!state.scripts.get(call.account.id, service)) fail(404, 10090, "workers.api.error.service_not_found");
  const taken = state.domains.all().find((domain) => domain.hostname === hostname && domain.service !== service);
  if (taken && body.override_existing_origin !== true) fail(409, 100116, `Hostname ${hostname} is already in use`);
  // The same hostname has the same id, so a repeated PUT changes nothing.
  const id = createHash("sha256").update(hostname).digest("hex").slice(0, 32);
  const domain = { id, account: call.account.id, hostname, zone: zone.id, service };
  state.domains.put(domain.account, id, domain);
  return done(tellDomain(state, domain));
}

function tellDomain(state: State, { id, account, hostname, zone, service }: Domain): object {
  const zoneName = state.zones.get(account, zone)?.name;
  return { id, hostname, service, environment: "production", zone_id: zone, zone_name: zoneName, cert_id: id };
}
