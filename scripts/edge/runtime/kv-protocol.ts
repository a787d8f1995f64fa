// The other end of workerd's KV binding, which speaks HTTP to a service of ours: GET, PUT and DELETE on /<key>?urlencoded=true
// with CF-KV-Metadata and CF-Expiration headers, GET / for a page of keys, POST /bulk/get for many values. The namespace
// comes in a header that workerd itself sets. `cacheTtl` is ignored: nothing here is ever stale.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { readBody } from "../storage/body.ts";
import { checkKey, type Entry, type KvStore, valueBytesMax } from "../storage/kv.ts";
import { namespaceHeader } from "./spec.ts";

const bulkKeysMax = 100;
const listKeysMax = 1_000;

interface Call {
  readonly kv: KvStore;
  readonly namespace: string;
  readonly url: URL;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

export function createKvServer(kv: KvStore): Server {
  return createServer((request, response) => {
    const url = new URL(request.url ?? "/", "http://kv");
    const call: Call = { kv, namespace: String(request.headers[namespaceHeader]), url, request, response };
    answer(call).catch(() => end(response, 500, "Internal error"));
  });
}

async function answer(call: Call): Promise<void> {
  const { method } = call.request;
  const path = call.url.pathname.slice(1);
  if (path === "" && method === "GET") return list(call);
  if (path === "bulk/get" && method === "POST") return getMany(call);
  const key = decodeKey(path);
  const checked = key === undefined ? undefined : checkKey(key);
  if (key === undefined || !checked?.ok)
    return end(call.response, 400, checked?.ok === false ? checked.detail : "bad key");
  if (method === "GET") return get(call, key);
  if (method === "PUT") return put(call, key);
  if (method === "DELETE") return end(call.response, 200, void call.kv.remove(call.namespace, key));
  return end(call.response, 405, "Method not allowed");
}

function get({ kv, namespace, response }: Call, key: string): void {
  const entry = kv.get(namespace, key);
  if (entry === undefined) {
    end(response, 404, "Not Found");
    return;
  }
  if (entry.expiresAt !== undefined) response.setHeader("CF-Expiration", String(entry.expiresAt));
  if (entry.metadata !== undefined) response.setHeader("CF-KV-Metadata", headerJson(entry.metadata));
  response.end(entry.value);
}

async function put({ kv, namespace, url, request, response }: Call, key: string): Promise<void> {
  const value = await readBody(request, valueBytesMax);
  if (value === undefined) return end(response, 413, "Value length exceeds the limit of 25 MiB");
  const metadata = request.headers["cf-kv-metadata"];
  const stored = kv.put(namespace, key, {
    value,
    metadata: metadata === undefined ? undefined : JSON.parse(Buffer.from(String(metadata), "latin1").toString()),
    expiration: integer(url.searchParams.get("expiration")),
    expirationTtl: integer(url.searchParams.get("expiration_ttl")),
  });
  return end(response, stored.ok ? 200 : stored.reason === "too-large" ? 413 : 400, stored.ok ? "" : stored.detail);
}

function list({ kv, namespace, url, response }: Call): void {
  const limit = integer(url.searchParams.get("key_count_limit")) ?? listKeysMax;
  if (!(limit >= 1 && limit <= listKeysMax)) {
    end(response, 400, `Invalid key_count_limit of ${limit}`);
    return;
  }
  const prefix = url.searchParams.get("prefix") ?? "";
  const { keys, cursor } = kv.list(namespace, { prefix, limit, cursor: url.searchParams.get("cursor") ?? undefined });
  const names = keys.map(({ name, expiresAt, metadata }) => ({
    name,
    expiration: expiresAt,
    // workerd expects metadata as JSON inside JSON.
    metadata: metadata === undefined ? undefined : JSON.stringify(metadata),
  }));
  end(response, 200, JSON.stringify({ keys: names, list_complete: cursor === undefined, cursor, cacheStatus: null }));
}

interface BulkQuestion {
  readonly keys: readonly string[];
  readonly type?: string;
  readonly withMetadata?: boolean;
}

async function getMany({ kv, namespace, request, response }: Call): Promise<void> {
  const body = await readBody(request, valueBytesMax);
  const question = JSON.parse(String(body)) as BulkQuestion;
  if (question.keys.length > bulkKeysMax) return end(response, 400, `You can request a maximum of ${bulkKeysMax} keys`);
  const values = question.keys.map((key) => [key, tell(kv.get(namespace, key), question)]);
  end(response, 200, JSON.stringify(Object.fromEntries(values)));
}

function tell(entry: Entry | undefined, { type, withMetadata }: BulkQuestion): unknown {
  if (entry === undefined) return null;
  const text = Buffer.from(entry.value).toString();
  const value: unknown = type === "json" ? JSON.parse(text) : text;
  return withMetadata ? { value, metadata: entry.metadata ?? null } : value;
}

function decodeKey(path: string): string | undefined {
  try {
    return decodeURIComponent(path);
  } catch {
    return undefined;
  }
}

/** Headers carry bytes; non-ASCII is escaped as JSON allows. */
function headerJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function integer(text: string | null): number | undefined {
  return text === null ? undefined : Number(text);
}

function end(response: ServerResponse, status: number, text: string | undefined): void {
  response.statusCode = status;
  // The script's exception shows the status line, not the body.
  if (status >= 400 && text) response.statusMessage = text;
  response.end(text);
}
