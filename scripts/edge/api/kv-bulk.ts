// Many values at once: up to 10,000 pairs put or deleted, up to 100 read.
import type { EntryDraft } from "../storage/kv.ts";
import type { State } from "../storage/state.ts";
import { done, fail, type Reply } from "./envelope.ts";
import { findNamespace } from "./kv-namespaces.ts";
import { refuseEntry } from "./kv-values.ts";
import { type Call, jsonArray, jsonBody, type RouteEntry, routes, stringField } from "./router.ts";

const base = "/accounts/:account/storage/kv/namespaces/:namespace/bulk";
const pairsMax = 10_000;
const readsMax = 100;

export function bulkRoutes(state: State): readonly RouteEntry[] {
  const remove = (call: Call) => removeMany(state, call);
  return routes({
    [`PUT ${base}`]: (call) => putMany(state, call),
    [`DELETE ${base}`]: remove,
    [`POST ${base}/delete`]: remove,
    [`POST ${base}/get`]: (call) => getMany(state, call),
  });
}

async function putMany(state: State, call: Call): Promise<Reply> {
  const { id } = findNamespace(state, call);
  const pairs = (await boundedArray(call)).map(parsePair);
  for (const { key, draft } of pairs) {
    const stored = state.kv.put(id, key, draft);
    if (!stored.ok) refuseEntry(stored.reason, `${key}: ${stored.detail}`);
  }
  return done({ successful_key_count: pairs.length, unsuccessful_keys: [] });
}

async function removeMany(state: State, call: Call): Promise<Reply> {
  const { id } = findNamespace(state, call);
  const keys = await boundedArray(call);
  for (const key of keys) state.kv.remove(id, typeof key === "string" ? key : fail(400, 10026, "keys must be strings"));
  return done({ successful_key_count: keys.length, unsuccessful_keys: [] });
}

async function getMany(state: State, call: Call): Promise<Reply> {
  const { id } = findNamespace(state, call);
  const { keys, type, withMetadata } = await jsonBody(call);
  if (!Array.isArray(keys) || keys.length > readsMax) fail(400, 10026, `keys must be an array of at most ${readsMax}`);
  const values = keys.map((key) => {
    const entry = state.kv.get(id, String(key));
    if (entry === undefined) return [key, null];
    const text = Buffer.from(entry.value).toString();
    const value: unknown = type === "json" ? JSON.parse(text) : text;
    return [key, withMetadata ? { value, metadata: entry.metadata ?? null } : value];
  });
  return done({ values: Object.fromEntries(values) });
}

async function boundedArray(call: Call): Promise<readonly unknown[]> {
  const list = await jsonArray(call);
  return list.length <= pairsMax ? list : fail(400, 10026, `at most ${pairsMax} keys at once`);
}

function parsePair(item: unknown): { key: string; draft: EntryDraft } {
  if (typeof item !== "object" || item === null) fail(400, 10026, "each pair must be an object");
  const pair = item as Record<string, unknown>;
  const value = typeof pair.value === "string" ? pair.value : fail(400, 10026, "value must be a string");
  return {
    key: stringField(pair, "key"),
    draft: {
      value: Buffer.from(value, pair.base64 === true ? "base64" : "utf8"),
      metadata: pair.metadata,
      expiration: optionalNumber(pair.expiration),
      expirationTtl: optionalNumber(pair.expiration_ttl),
    },
  };
}

function optionalNumber(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
