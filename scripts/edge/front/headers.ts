// Header lists as flat [name, value, …] arrays, the way they came: case, order and repetition are the script's to see.
import { randomBytes } from "node:crypto";
import { cfHeader, namespaceHeader, schemeHeader, serviceHeader } from "../runtime/spec.ts";
import { valuesOf } from "./hostname.ts";

export type RawHeaders = readonly string[];

/** RFC 9110 §7.6.1: for this connection only. */
const hopByHop = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);
/** Said by the edge, never by a client; every `cf-…` as well. */
const edgeOnly = new Set([
  cfHeader,
  namespaceHeader,
  schemeHeader,
  serviceHeader,
  "cdn-loop",
  "true-client-ip",
  "x-real-ip",
]);
const rewritten = new Set(["host", "x-forwarded-for", "x-forwarded-proto", "expect"]);

export interface Visitor {
  readonly address: string;
  readonly scheme: "http" | "https";
  /** What the script finds in `request.cf`. */
  readonly cf: Readonly<Record<string, unknown>>;
}

/** A client's headers as the script gets them, with what Cloudflare says about the visitor. */
export function dressRequest(rawHeaders: RawHeaders, { authority, visitor }: { authority: string; visitor: Visitor }) {
  const forwarded = [...valuesOf(rawHeaders, "x-forwarded-for"), visitor.address].join(", ");
  const { scheme } = visitor;
  const country = typeof visitor.cf.country === "string" ? visitor.cf.country : "XX";
  return [
    "Host",
    authority,
    ...withoutConnection(rawHeaders, (name) => rewritten.has(name) || edgeOnly.has(name) || name.startsWith("cf-")),
    ...["CF-Connecting-IP", visitor.address, "X-Real-IP", visitor.address, "X-Forwarded-For", forwarded],
    ...["X-Forwarded-Proto", scheme, "CF-IPCountry", country, "CF-Visitor", JSON.stringify({ scheme })],
    ...["CF-Ray", `${randomBytes(8).toString("hex")}-LOC`],
    ...[schemeHeader, scheme, cfHeader, asciiJson(visitor.cf)],
  ];
}

/** Drops what belongs to one connection, and every header that `Connection` names. */
export function withoutConnection(rawHeaders: RawHeaders, drop: (name: string) => boolean = () => false): string[] {
  const named = new Set(valuesOf(rawHeaders, "connection").flatMap((value) => value.toLowerCase().split(/\s*,\s*/)));
  const kept: string[] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = String(rawHeaders[index]).toLowerCase();
    if (!hopByHop.has(name) && !named.has(name) && !drop(name))
      kept.push(String(rawHeaders[index]), String(rawHeaders[index + 1]));
  }
  return kept;
}

/** How the body is framed on the next connection: as it came; a request without one says so. */
export function framing(rawHeaders: RawHeaders, method: string): RawHeaders {
  if (valuesOf(rawHeaders, "transfer-encoding").length > 0) return ["Transfer-Encoding", "chunked"];
  const bodyExpected = method === "POST" || method === "PUT" || method === "PATCH";
  return bodyExpected && valuesOf(rawHeaders, "content-length").length === 0 ? ["Content-Length", "0"] : [];
}

function asciiJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[\u0080-\uffff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
