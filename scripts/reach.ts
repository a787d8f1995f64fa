// HTTP as our tools speak it: close to fetch, but it finds *.localhost, sends the headers it is given as they are (fetch makes
// every request `Sec-Fetch-Mode: cors`, and so could never open a link as a browser does) and follows no redirect.
// An answer is read whole before it is handed on: pages and JSON, nothing else is asked for here.
// Browsers and curl send *.localhost to loopback (RFC 6761 §6.3); Node asks the resolver, which knows none of them.

import { lookup as resolve } from "node:dns";
import type { LookupFunction } from "node:net";
import { Agent, type Dispatcher, request } from "undici";

export interface ReachInit {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | null;
  readonly signal?: AbortSignal;
  /** Neither follows: `manual` hands the redirect on, `error` rejects it. Absent: `manual`. */
  readonly redirect?: "manual" | "error";
  /** An answer that is longer is rejected. Absent: 64 MiB, which is longer than anything we ask for. */
  readonly bytesMost?: number;
}

export type Reach = (url: string | URL, init?: ReachInit) => Promise<Response>;

// Cloudflare's Browser Integrity Check, on by default, answers 403 to a request that names no browser.
const USER_AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const LOOPBACK = "127.0.0.1";
const BYTES_MOST = 64 << 20;
const NULL_BODY_STATUSES = new Set([204, 205, 304]);

const lookup: LookupFunction = (hostname, options, callback) => {
  if (!/(?:^|\.)localhost$/.test(hostname)) return resolve(hostname, options, callback);
  if (options.all === true) callback(null, [{ address: LOOPBACK, family: 4 }]);
  else callback(null, LOOPBACK, 4);
};

/** With connections of its own; one per process is enough. */
export function createReach(): Reach {
  const dispatcher = new Agent({ connect: { lookup } });
  return async (url, { method = "GET", headers = {}, body = null, signal, redirect = "manual", ...most } = {}) => {
    const answer = await request(url, {
      method: method as Dispatcher.HttpMethod,
      headers: { "user-agent": USER_AGENT, ...headers },
      body,
      dispatcher,
      ...(signal && { signal }),
    });
    const response = responseOf(answer, await readAtMost(answer.body, most.bytesMost ?? BYTES_MOST));
    if (redirect === "error" && response.status >= 300 && response.status < 400)
      throw new Error("a redirect where none belongs");
    return response;
  };
}

export const reach: Reach = createReach();

/** A host that never ends must not fill this process's memory. */
async function readAtMost(body: Dispatcher.ResponseData["body"], bytesMost: number): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of body as AsyncIterable<Buffer>) {
    bytes += part.length;
    // To leave the loop is to end the answer.
    if (bytes > bytesMost) throw new Error(`an answer of more than ${bytesMost} bytes`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

function responseOf({ statusCode, headers }: Dispatcher.ResponseData, body: Buffer<ArrayBuffer>): Response {
  const pairs = Object.entries(headers).flatMap(([name, value]) =>
    valuesOf(value).map((one): [string, string] => [name, one]),
  );
  return new Response(NULL_BODY_STATUSES.has(statusCode) ? null : body, { status: statusCode, headers: pairs });
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === "string" ? [value] : value;
}
