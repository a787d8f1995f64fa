// Says what the service saw of a request, so that rows compare the service's view as well as the page's. Its own origins
// are written as tokens; any mirror's name that still stands in a header is a leak and is called one, lest the runner's
// normaliser, which knows the mirror's names, make it look right.

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { bodyOf, corsHeaders, type Handler, type SiteOrigins, type Visit } from "./visit.ts";

export interface Echo {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Every header's name, sorted, but for those that say how one connection is used. */
  readonly names: readonly string[];
  readonly body: {
    readonly bytes: number;
    readonly sha256: string;
    readonly text: string;
    readonly fields?: readonly (readonly [string, unknown])[] | string;
  };
}

const TEXT_BYTES = 4096;
const CONNECTION = new Set(["connection", "keep-alive", "transfer-encoding", "upgrade", "te"]);
const MIRROR_NAME = /(?:https?:\/\/)?[a-z0-9.-]+\.localhost(?::\d+)?/gi;
/** Random parts of addresses, drawn by the page. */
const DRAWN = /id-[0-9a-f]{12}/g;

export const answerEcho: Handler = async (visit) => {
  const { request, response } = visit;
  const headers = { ...corsHeaders(visit), "cache-control": "no-store", "content-type": "application/json" };
  const echo = await echoOf(visit);
  response.writeHead(200, headers).end(request.method === "HEAD" ? undefined : JSON.stringify(echo));
};

export async function echoOf({ request, url, origins }: Pick<Visit, "request" | "url" | "origins">): Promise<Echo> {
  const tell = (text: string) => withTokens(text, origins);
  const body = await bodyOf(request);
  const fields = await fieldsOf(request, body);
  return {
    method: request.method ?? "",
    url: tell(url.pathname + url.search),
    headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, tell(String(value))])),
    names: Object.keys(request.headers)
      .filter((name) => !CONNECTION.has(name))
      .sort(),
    body: {
      bytes: body.length,
      sha256: createHash("sha256").update(body).digest("hex"),
      text: tell(body.subarray(0, TEXT_BYTES).toString("latin1")),
      ...(fields !== undefined && { fields }),
    },
  };
}

export function withTokens(text: string, origins: SiteOrigins): string {
  let told = text;
  for (const [name, origin] of Object.entries(origins) as [string, string][]) {
    told = told
      .replaceAll(origin, `{${name}}`)
      .replaceAll(encodeURIComponent(origin), `{${name}}`)
      .replaceAll(new URL(origin).host, `{${name}-host}`)
      .replaceAll(new URL(origin).hostname, `{${name}-host}`);
  }
  return told.replace(DRAWN, "{id}").replace(MIRROR_NAME, "LEAK");
}

/** Of forms, as a server's library reads them. A file is its name, type, size and digest. */
async function fieldsOf(request: IncomingMessage, body: Buffer): Promise<Echo["body"]["fields"]> {
  const type = request.headers["content-type"] ?? "";
  if (!/^(?:multipart\/form-data|application\/x-www-form-urlencoded)/.test(type)) return undefined;
  try {
    const form = await new Response(new Uint8Array(body), { headers: { "content-type": type } }).formData();
    return await Promise.all([...form].map(async ([name, value]) => [name, await fieldOf(value)] as const));
  } catch {
    return "unreadable";
  }
}

async function fieldOf(value: string | File): Promise<unknown> {
  if (typeof value === "string") return value;
  const sha256 = createHash("sha256")
    .update(Buffer.from(await value.arrayBuffer()))
    .digest("hex");
  return { file: value.name, type: value.type, bytes: value.size, sha256 };
}
