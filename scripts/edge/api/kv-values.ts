// Values, metadata and keys of one KV namespace.
import type { State } from "../storage/state.ts";
import { bytes, done, fail, type Reply } from "./envelope.ts";
import { findNamespace } from "./kv-namespaces.ts";
import { isMultipart, parseMultipart } from "./multipart.ts";
import { type Call, param, type RouteEntry, routes } from "./router.ts";

const base = "/accounts/:account/storage/kv/namespaces/:namespace";
const keysLimit = { least: 10, most: 1_000 };

export function valueRoutes(state: State): readonly RouteEntry[] {
  return routes({
    [`GET ${base}/keys`]: (call) => listKeys(state, call),
    [`GET ${base}/values/:key`]: (call) => getValue(state, call),
    [`PUT ${base}/values/:key`]: (call) => putValue(state, call),
    [`DELETE ${base}/values/:key`]: (call) => {
      state.kv.remove(findNamespace(state, call).id, param(call, "key"));
      return done({});
    },
    [`GET ${base}/metadata/:key`]: (call) => done(findEntry(state, call).metadata ?? null),
  });
}

function findEntry(state: State, call: Call) {
  const entry = state.kv.get(findNamespace(state, call).id, param(call, "key"));
  return entry ?? fail(404, 10009, "get: 'key not found'");
}

function getValue(state: State, call: Call): Reply {
  const { value, expiresAt } = findEntry(state, call);
  return bytes(value, expiresAt === undefined ? {} : { Expiration: String(expiresAt) });
}

async function putValue(state: State, call: Call): Promise<Reply> {
  const namespace = findNamespace(state, call);
  const stored = state.kv.put(namespace.id, param(call, "key"), {
    ...(await parseValue(call)),
    expiration: seconds(call.query.get("expiration")),
    expirationTtl: seconds(call.query.get("expiration_ttl")),
  });
  return stored.ok ? done({}) : refuseEntry(stored.reason, stored.detail);
}

async function parseValue(call: Call): Promise<{ value: Uint8Array; metadata?: unknown }> {
  const body = await call.body();
  if (!isMultipart(call.contentType)) return { value: body };
  const parts = parseMultipart(body, call.contentType);
  const value = parts.find(({ name }) => name === "value") ?? fail(400, 10012, "no value part in the multipart body");
  const metadata = parts.find(({ name }) => name === "metadata");
  return metadata === undefined
    ? { value: value.bytes }
    : { value: value.bytes, metadata: parseMetadata(metadata.bytes) };
}

function parseMetadata(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    return fail(400, 10026, "metadata must be valid JSON");
  }
}

function listKeys(state: State, call: Call): Reply {
  const namespace = findNamespace(state, call);
  const limit = Number(call.query.get("limit") ?? keysLimit.most);
  if (!Number.isInteger(limit) || limit < keysLimit.least || limit > keysLimit.most)
    fail(400, 10015, `limit must be between ${keysLimit.least} and ${keysLimit.most}`);
  const cursor = call.query.get("cursor") || undefined;
  const page = state.kv.list(namespace.id, { prefix: call.query.get("prefix") ?? "", limit, cursor });
  const keys = page.keys.map(({ name, metadata, expiresAt }) => ({ name, metadata, expiration: expiresAt }));
  return done(keys, { count: keys.length, cursor: page.cursor ?? "" });
}

export function seconds(text: string | null): number | undefined {
  return text === null || text === "" ? undefined : Number(text);
}

export function refuseEntry(reason: string, detail: string | undefined): never {
  if (reason === "too-large") fail(413, 10047, detail ?? reason);
  if (reason === "key-too-long") fail(414, 10030, detail ?? reason);
  return fail(400, 10033, detail ?? reason);
}
