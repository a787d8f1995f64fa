// What a browser would show as a document under the door is refused: there it would share the primary's cookies and
// storage, which it never does at its own address. The same look at a request finds a service's own service worker.
import type { UpstreamAddress } from "../../../../shared/domain/address.ts";
import { readMediaType } from "../mediatype.ts";
import type { HeadersSaid } from "./said.ts";

/** Of a request, its headers; of an answer, also whether it has a body. */
export interface Said {
  readonly headers: HeadersSaid;
}

const DOCUMENT_DESTINATIONS = new Set(["document", "iframe", "frame", "fencedframe", "embed", "object"]);
/** The last are as good as no type, for which browsers look at the first bytes; parts of a `x-mixed-replace` are documents. */
const RENDERED =
  /^(?:|text\/html|(?:text|application)\/xml|.+\+xml|text\/xsl|application\/pdf|multipart\/x-mixed-replace|\*\/\*|(?:unknown|application)\/unknown)$/;
/** What `<object>` and `<embed>` show without making a document that scripts run in. */
const PICTURED = /^(?:image\/(?!svg)|audio\/|video\/)[a-z0-9.+-]+$/;

export type DocumentRefusal = "refused" | undefined;

/** A form that a lifeboat sends on keeps its mode and loses its destination; no script can send either. */
export function isDocumentNavigation({ headers }: Said): boolean {
  return DOCUMENT_DESTINATIONS.has(headers.get("sec-fetch-dest") ?? "") || headers.get("sec-fetch-mode") === "navigate";
}

/** Before forwarding: a navigation to a secondary. What an element embeds may be a picture: its answer tells. */
export function refuseDocumentRequest(request: Said, origin: UpstreamAddress["origin"]): DocumentRefusal {
  return origin !== "primary" && isDocumentNavigation(request) && !isEmbedded(request) ? "refused" : undefined;
}

/** Before answering: what would be a document, asked for by an element that embeds or by a browser that does not say. */
export function refuseDocumentResponse(
  request: Said,
  response: Said & Pick<Response, "body">,
  origin: UpstreamAddress["origin"],
): DocumentRefusal {
  if (origin === "primary" || response.body === null) return undefined;
  const type = onlyType(response.headers.get("content-type"));
  if (isEmbedded(request)) return PICTURED.test(type) ? undefined : "refused";
  return !request.headers.has("sec-fetch-dest") && RENDERED.test(type) ? "refused" : undefined;
}

/** "" for several, as when the header stands twice: browsers take the last (Fetch §2.2.2, "extract a MIME type"). */
function onlyType(field: string | null): string {
  return field?.includes(",") ? "" : readMediaType(field).essence;
}

function isEmbedded({ headers }: Said): boolean {
  return headers.get("sec-fetch-dest") === "object" || headers.get("sec-fetch-dest") === "embed";
}

/** The browser fetches a worker to register it; on a mirror that place is the lifeboat's. */
export function isServiceWorkerScript(request: Said): boolean {
  return (
    request.headers.get("service-worker") === "script" || request.headers.get("sec-fetch-dest") === "serviceworker"
  );
}
