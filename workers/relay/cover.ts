// The cover: what everyone without a ticket sees. The answer depends on the zone's site, the method and the path, on
// nothing else: no validators, no ranges, no negotiation, the same headers in the same order for every label.

import type { CoverFile, CoverSite } from "../../shared/domain/cover.ts";

interface Ready {
  readonly status: number;
  readonly type: string;
  readonly body: Uint8Array;
}

export type Cover = (request: Request, url: URL) => Response;

export function createCover(site: CoverSite): Cover {
  const files = new Map(Object.entries(site.files).map(([path, file]) => [path, ready(200, file)]));
  const notFound = ready(404, site.notFound);
  const refused = ready(405, { type: "text/plain; charset=utf-8", body: "Method Not Allowed\n" });
  return (request, url) => {
    if (request.method !== "GET" && request.method !== "HEAD") return answer(refused, { allow: "GET, HEAD" });
    const found = files.get(url.pathname) ?? notFound;
    return request.method === "HEAD"
      ? answer({ ...found, body: undefined }, length(found))
      : answer(found, length(found));
  };
}

/**
 * Never stored: a browser that kept the cover of `/` would show it to the reader who enters a minute later, and a
 * prefetch that met the cover would be shown in place of the entering page.
 */
function answer(
  { status, type, body }: Omit<Ready, "body"> & { readonly body: Uint8Array | undefined },
  more: Record<string, string>,
): Response {
  return new Response(body ?? null, {
    status,
    headers: { "content-type": type, "cache-control": "no-store", ...more },
  });
}

function length({ body }: Ready): Record<string, string> {
  return { "content-length": String(body.byteLength) };
}

function ready(status: number, { type, body, base64 }: CoverFile): Ready {
  const bytes = base64
    ? Uint8Array.from(atob(body), (character) => character.charCodeAt(0))
    : new TextEncoder().encode(body);
  return { status, type, body: bytes };
}
