// What every part of the behaviour site knows of a request it answers.

import type { IncomingMessage, ServerResponse } from "node:http";

/** Three origins on three loopback addresses: cookies ignore ports, so only different hosts keep jars apart. */
export interface SiteOrigins {
  readonly primary: string;
  /** Subresources only. */
  readonly cdn: string;
  /** Its documents may be framed. */
  readonly embed: string;
}

export interface Visit {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly url: URL;
  readonly origins: SiteOrigins;
}

export type Handler = (visit: Visit) => void | Promise<void>;

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The origin that asks may read the answer, with its cookies, if the address says `?cors`. */
export function corsHeaders({ request, url }: Pick<Visit, "request" | "url">): Record<string, string> {
  const { origin } = request.headers;
  if (!url.searchParams.has("cors") || origin === undefined) return {};
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-credentials": "true",
    "access-control-expose-headers": "x-told, etag",
    vary: "origin",
  };
}
