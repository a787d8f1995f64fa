// What a browser would show as a document under the door is refused: there it would share the primary's cookies and
// storage, which it never does at its own address. The same look at a request finds a service's own service worker.
import type { UpstreamAddress } from "../../../../shared/domain/address.ts";

const DOCUMENT_DESTINATIONS = new Set(["document", "iframe", "frame", "fencedframe", "embed", "object"]);
const RENDERED =
  /^(?:text\/html|application\/xhtml\+xml|text\/xml|application\/xml|[^;]+\+xml|text\/xsl|application\/pdf)\s*(?:;|$)/i;

export interface RefusedDocument {
  readonly refused: "document";
}

/** A form that a lifeboat sends on keeps its mode and loses its destination; no script can send either. */
export function isDocumentNavigation({ headers }: Pick<Request, "headers">): boolean {
  return DOCUMENT_DESTINATIONS.has(headers.get("sec-fetch-dest") ?? "") || headers.get("sec-fetch-mode") === "navigate";
}

/** Before forwarding: a navigation to a secondary. */
export function refuseDocumentRequest(
  request: Request,
  origin: UpstreamAddress["origin"],
): RefusedDocument | undefined {
  return origin !== "primary" && isDocumentNavigation(request) ? { refused: "document" } : undefined;
}

/** Before answering: browsers that send no Sec-Fetch-Dest get nothing of a secondary they might render. */
export function refuseDocumentResponse(
  request: Request,
  response: Response,
  origin: UpstreamAddress["origin"],
): RefusedDocument | undefined {
  if (origin === "primary" || request.headers.has("sec-fetch-dest") || response.body === null) return undefined;
  return RENDERED.test(response.headers.get("content-type") ?? "text/html") ? { refused: "document" } : undefined;
}

/** The browser fetches a worker to register it; on a mirror that place is the lifeboat's. */
export function isServiceWorkerScript(request: Request): boolean {
  return (
    request.headers.get("service-worker") === "script" || request.headers.get("sec-fetch-dest") === "serviceworker"
  );
}
