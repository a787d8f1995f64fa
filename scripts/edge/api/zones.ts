// Zones: those an account was started with, and those added since.
import { randomUUID } from "node:crypto";
import { isoTime, type State, type Zone, type ZoneStatus } from "../storage/state.ts";
import { done, fail, paged, type Reply } from "./envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes, stringField } from "./router.ts";

export function zoneRoutes(state: State): readonly RouteEntry[] {
  return routes({
    "GET /zones": (call) => listZones(state, call),
    "POST /zones": (call) => createZone(state, call),
    "GET /zones/:zone": (call) => done(tellZone(findZone(state, call), call)),
    "DELETE /zones/:zone": (call) => deleteZone(state, call),
  });
}

export function findZone(state: State, call: Call): Zone {
  const id = param(call, "zone");
  if (!/^[0-9a-f]{32}$/.test(id))
    fail(404, 7003, `Could not route to /zones/${id}, perhaps your object identifier is invalid?`);
  return state.zones.get(call.account.id, id) ?? fail(404, 1001, "Invalid zone identifier");
}

/** The zone of this account that a hostname lies in. */
export function zoneOf(state: State, account: string, hostname: string): Zone | undefined {
  const holds = ({ name }: Zone) => hostname === name || hostname.endsWith(`.${name}`);
  return state.zones
    .list(account)
    .filter(holds)
    .sort((a, b) => b.name.length - a.name.length)[0];
}

export function addZone(state: State, account: string, name: string): Zone {
  const zone = { id: newId(), account, name, createdAt: isoTime(state) };
  state.zones.put(account, zone.id, zone);
  return zone;
}

/** False where nobody has such a zone. */
export function setZoneStatus(state: State, name: string, status: ZoneStatus): boolean {
  const zone = state.zones.all().find((candidate) => candidate.name === name);
  if (zone !== undefined) state.zones.put(zone.account, zone.id, { ...zone, status });
  return zone !== undefined;
}

export function newId(): string {
  return randomUUID().replaceAll("-", "");
}

function listZones(state: State, call: Call): Reply {
  const name = call.query.get("name");
  const account = call.query.get("account.id") ?? call.account.id;
  const owned = account === call.account.id ? state.zones.list(account) : [];
  const found = owned.filter((zone) => name === null || zone.name === name.toLowerCase());
  return paged(
    found.map((zone) => tellZone(zone, call)),
    call.query,
    { usual: 20, most: 50 },
  );
}

async function createZone(state: State, call: Call): Promise<Reply> {
  const name = stringField(await jsonBody(call), "name").toLowerCase();
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(name)) fail(400, 1049, `${name} is not a registered domain`);
  if (state.zones.all().some((zone) => zone.name === name)) fail(400, 1061, `${name} already exists.`);
  return done(tellZone(addZone(state, call.account.id, name), call));
}

function deleteZone(state: State, call: Call): Reply {
  const zone = findZone(state, call);
  for (const route of state.routes.list(zone.id)) state.routes.remove(zone.id, route.id);
  for (const record of state.dns.list(zone.id)) state.dns.remove(zone.id, record.id);
  state.rateRules.remove(zone.id, "http_ratelimit");
  state.zones.remove(zone.account, zone.id);
  return done({ id: zone.id });
}

function tellZone({ id, name, createdAt, status = "active" }: Zone, { account }: Call): object {
  return {
    id,
    name,
    status,
    paused: false,
    type: "full",
    development_mode: 0,
    name_servers: [],
    original_name_servers: null,
    original_registrar: null,
    original_dnshost: null,
    created_on: createdAt,
    modified_on: createdAt,
    activated_on: createdAt,
    account: { id: account.id, name: account.subdomain },
    owner: { id: account.id, type: "user", email: null },
    permissions: ["#zone:read", "#zone:edit", "#worker:edit", "#dns_records:edit"],
    plan: { id: "0feeeeeeeeeeeeeeeeeeeeeeeeeeeeee", name: "Free Website", price: 0, is_subscribed: false },
    meta: { custom_certificate_quota: 0, page_rule_quota: 0, phishing_detected: false },
  };
}
