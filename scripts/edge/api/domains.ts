// Custom domains of an account: exact hostnames that a script answers without a route.
import { createHash } from "node:crypto";
import type { Domain, State } from "../storage/state.ts";
import { done, fail, type Reply } from "./envelope.ts";
import { type Call, jsonArray, jsonBody, param, type RouteEntry, routes, stringField } from "./router.ts";
import { asObject } from "./scripts/upload.ts";
import { zoneOf } from "./zones.ts";

const domains = "/accounts/:account/workers/domains";
const scriptDomains = "/accounts/:account/workers/scripts/:script/domains";

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
    [`GET ${domains}/records/:domain`]: (call) => done(tellDomain(state, findDomain(state, call))),
    [`POST ${scriptDomains}/changeset`]: (call) => tellChanges(state, call),
    [`PUT ${scriptDomains}/records`]: (call) => putRecords(state, call),
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
  const wish = { hostname: stringField(body, "hostname"), service: stringField(body, "service") };
  const override = body.override_existing_origin === true;
  return done(tellDomain(state, storeDomain(state, call.account.id, { ...wish, override })));
}

interface Wish {
  readonly hostname: string;
  readonly service: string;
  /** Take a hostname that another script has. */
  readonly override: boolean;
}

function storeDomain(state: State, account: string, wish: Wish): Domain {
  const hostname = wish.hostname.toLowerCase();
  const { service, override } = wish;
  const zone = zoneOf(state, account, hostname) ?? fail(400, 100117, `no zone of this account holds ${hostname}`);
  if (!state.scripts.get(account, service)) fail(404, 10090, "workers.api.error.service_not_found");
  const taken = state.domains.all().find((domain) => domain.hostname === hostname && domain.service !== service);
  if (taken && !override) fail(409, 100116, `Hostname ${hostname} is already in use`);
  // The same hostname has the same id, so a repeated PUT changes nothing.
  const id = createHash("sha256").update(hostname).digest("hex").slice(0, 32);
  const domain = { id, account, hostname, zone: zone.id, service };
  state.domains.put(account, id, domain);
  return domain;
}

/** What wrangler asks before it writes: which hostnames are new and which another script has. */
async function tellChanges(state: State, call: Call): Promise<Reply> {
  const wanted = (await jsonArray(call)).map((item) => stringField(asObject(item) ?? {}, "hostname").toLowerCase());
  const known = state.domains.list(call.account.id);
  const updated = known.filter(({ hostname }) => wanted.includes(hostname));
  return done({
    added: wanted
      .filter((name) => !updated.some(({ hostname }) => hostname === name))
      .map((hostname) => ({ hostname })),
    removed: [],
    updated: updated.map((domain) => ({
      ...tellDomain(state, domain),
      modified: domain.service !== param(call, "script"),
    })),
    conflicting: [],
  });
}

async function putRecords(state: State, call: Call): Promise<Reply> {
  const body = await jsonBody(call);
  const origins = Array.isArray(body.origins) ? body.origins : [];
  const stored = origins.map((origin: unknown) =>
    storeDomain(state, call.account.id, {
      hostname: stringField(asObject(origin) ?? {}, "hostname"),
      service: param(call, "script"),
      override: body.override_existing_origin === true,
    }),
  );
  return done(stored.map((domain) => tellDomain(state, domain)));
}

function tellDomain(state: State, { id, account, hostname, zone, service }: Domain): object {
  const zoneName = state.zones.get(account, zone)?.name;
  return { id, hostname, service, environment: "production", zone_id: zone, zone_name: zoneName, cert_id: id };
}
