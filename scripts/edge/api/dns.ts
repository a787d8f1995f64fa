// DNS records, kept and answered. On one machine names under .localhost need none; the minting code writes them all the same.
import { type DnsRecord, isoTime, type State } from "../storage/state.ts";
import { done, fail, paged, type Reply } from "./envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes, stringField } from "./router.ts";
import { findZone, newId } from "./zones.ts";

const types = new Set(["A", "AAAA", "CAA", "CNAME", "HTTPS", "MX", "NS", "SRV", "SVCB", "TXT"]);

export function dnsRoutes(state: State): readonly RouteEntry[] {
  const replace = (call: Call) => writeRecord(state, call, { merge: false });
  const update = (call: Call) => writeRecord(state, call, { merge: true });
  return routes({
    "GET /zones/:zone/dns_records": (call) => listRecords(state, call),
    "POST /zones/:zone/dns_records": (call) => createRecord(state, call),
    "GET /zones/:zone/dns_records/:record": (call) =>
      done(tellRecord(findRecord(state, call), findZone(state, call).name)),
    "PUT /zones/:zone/dns_records/:record": replace,
    "PATCH /zones/:zone/dns_records/:record": update,
    "DELETE /zones/:zone/dns_records/:record": (call) => {
      const { zone, id } = findRecord(state, call);
      state.dns.remove(zone, id);
      return done({ id });
    },
  });
}

function listRecords(state: State, call: Call): Reply {
  const zone = findZone(state, call);
  const wants = (field: string, value: unknown) => {
    const asked = call.query.get(field) ?? call.query.get(`${field}.exact`);
    return asked === null || asked.toLowerCase() === String(value).toLowerCase();
  };
  const found = state.dns
    .list(zone.id)
    .filter(({ name, type, fields }) => wants("name", name) && wants("type", type) && wants("content", fields.content));
  return paged(
    found.map((record) => tellRecord(record, zone.name)),
    call.query,
    { usual: 100, most: 5_000 },
  );
}

async function createRecord(state: State, call: Call): Promise<Reply> {
  const zone = findZone(state, call);
  const at = isoTime(state);
  const record = parseRecord(
    await jsonBody(call),
    { id: newId(), zone: zone.id, createdAt: at, modifiedAt: at },
    zone.name,
  );
  refuseConflict(state, record);
  state.dns.put(zone.id, record.id, record);
  return done(tellRecord(record, zone.name));
}

async function writeRecord(state: State, call: Call, { merge }: { merge: boolean }): Promise<Reply> {
  const zone = findZone(state, call);
  const before = findRecord(state, call);
  const body = await jsonBody(call);
  const whole = merge ? { name: before.name, type: before.type, ...before.fields, ...body } : body;
  const record = parseRecord(whole, { ...before, modifiedAt: isoTime(state) }, zone.name);
  refuseConflict(state, record);
  state.dns.put(zone.id, record.id, record);
  return done(tellRecord(record, zone.name));
}

function findRecord(state: State, call: Call): DnsRecord {
  const zone = findZone(state, call);
  return state.dns.get(zone.id, param(call, "record")) ?? fail(404, 81044, "Record does not exist.");
}

function parseRecord(
  body: Record<string, unknown>,
  identity: Pick<DnsRecord, "id" | "zone" | "createdAt" | "modifiedAt">,
  zoneName: string,
): DnsRecord {
  const { name: _name, type: _type, id: _id, ...fields } = body;
  const type = stringField(body, "type");
  if (!types.has(type)) fail(400, 1004, `DNS Validation Error: unknown record type ${type}`);
  if (fields.content === undefined && fields.data === undefined) fail(400, 9005, "Content for the record is required.");
  return { ...identity, name: absoluteName(stringField(body, "name"), zoneName), type, fields };
}

/** `@` and names relative to the zone become full names, as Cloudflare answers them. */
function absoluteName(name: string, zone: string): string {
  const lower = name.toLowerCase();
  if (lower === "@" || lower === zone) return zone;
  return lower.endsWith(`.${zone}`) ? lower : `${lower}.${zone}`;
}

function refuseConflict(state: State, record: DnsRecord): void {
  const addressLike = (type: string) => type === "A" || type === "AAAA" || type === "CNAME";
  for (const other of state.dns.list(record.zone)) {
    if (other.id === record.id || other.name !== record.name) continue;
    if (other.type === record.type && other.fields.content === record.fields.content)
      fail(400, 81058, "An identical record already exists.");
    const cname = other.type === "CNAME" || record.type === "CNAME";
    if (cname && addressLike(other.type) && addressLike(record.type))
      fail(400, 81053, "An A, AAAA, or CNAME record with that host already exists.");
  }
}

function tellRecord({ id, name, type, createdAt, modifiedAt, fields }: DnsRecord, zoneName: string): object {
  const proxiable = type === "A" || type === "AAAA" || type === "CNAME";
  return {
    ...{ ttl: 1, proxied: false, comment: null, tags: [], settings: {}, meta: {} },
    ...fields,
    ...{ id, name, type, proxiable, zone_name: zoneName, created_on: createdAt, modified_on: modifiedAt },
  };
}
