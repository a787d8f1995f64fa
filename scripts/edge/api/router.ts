// Method and path → handler. Segments are decoded one by one, so a KV key may hold an encoded slash. What is not listed is
// answered as Cloudflare answers it: 7003, never a polite nothing.
import type { Account } from "../storage/state.ts";
import { fail, type Reply } from "./envelope.ts";

export interface Call {
  readonly account: Account;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly contentType: string;
  readonly userAgent: string;
  /** The whole body, bounded. */
  body(): Promise<Buffer>;
}
export type Handler = (call: Call) => Reply | Promise<Reply>;
export interface RouteEntry {
  /** `GET /accounts/:account/…` */
  readonly pattern: string;
  readonly handler: Handler;
}
export interface Found {
  readonly handler: Handler;
  readonly params: Readonly<Record<string, string>>;
}

export function routes(table: Readonly<Record<string, Handler>>): readonly RouteEntry[] {
  return Object.entries(table).map(([pattern, handler]) => ({ pattern, handler }));
}

export function createRouter(entries: readonly RouteEntry[]): (method: string, path: string) => Found | undefined {
  const compiled = entries.map(({ pattern, handler }) => {
    const [method = "", path = ""] = pattern.split(" ");
    return { method, segments: path.split("/"), handler };
  });
  // Fixed words before parameters: `keys` is not the name of a value.
  compiled.sort((a, b) => b.segments.filter(isFixed).length - a.segments.filter(isFixed).length);
  return (method, path) => {
    const segments = path.split("/");
    for (const entry of compiled) {
      const params = entry.method === method ? matchSegments(entry.segments, segments) : undefined;
      if (params) return { handler: entry.handler, params };
    }
    return undefined;
  };
}

function isFixed(segment: string): boolean {
  return !segment.startsWith(":");
}

function matchSegments(wanted: readonly string[], given: readonly string[]): Record<string, string> | undefined {
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const text = decode(given[index] ?? "");
    if (text === undefined || (isFixed(segment) ? text !== segment : text === "")) return undefined;
    if (!isFixed(segment)) params[segment.slice(1)] = text;
  }
  return params;
}

function decode(segment: string): string | undefined {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}

/** A parameter the pattern names; its absence is a mistake in our own table. */
export function param(call: Call, name: string): string {
  return call.params[name] ?? fail(500, 10001, `no parameter ${name}`);
}

export async function jsonBody(call: Call): Promise<Record<string, unknown>> {
  const value = await jsonValue(call);
  if (typeof value !== "object" || value === null || Array.isArray(value)) fail(400, 10026, "expected a JSON object");
  return value as Record<string, unknown>;
}

export async function jsonArray(call: Call): Promise<readonly unknown[]> {
  const value = await jsonValue(call);
  return Array.isArray(value) ? value : fail(400, 10026, "expected a JSON array");
}

async function jsonValue(call: Call): Promise<unknown> {
  const text = (await call.body()).toString();
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    return fail(400, 10026, "Could not parse request body: malformed JSON");
  }
}

export function stringField(body: Record<string, unknown>, name: string): string {
  const value = body[name];
  return typeof value === "string" && value !== ""
    ? value
    : fail(400, 10021, `${name} is required and must be a string`);
}
