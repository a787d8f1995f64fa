// What a page sends: our own names in it become the service's (ownnames.ts says in which spellings). Forms,
// JSON and text of a known length up to 64 kB are read whole; whatever is larger, of unknown length, encoded or of another
// type streams up untouched. Bytes are read as bytes, whatever their charset. Not mapped: WebSocket messages, and names that
// a page wrapped once more (base64, compression).

import { fromByteString, toByteString } from "../bytes.ts";
import type { TranslateContext } from "../context.ts";
import { readMediaType } from "../mediatype.ts";
import { mapTextFields } from "./multipart.ts";

export const MAPPED_BODY_BYTES = 65_536;

/** Not text/html and the like alone: a paste or a draft that names the mirror would tell of it as well. */
const TEXT = /^(?:text\/.+|application\/(?:x-www-form-urlencoded|json|xml|graphql|csp-report|[^/]+\+(?:json|xml)))$/;

/** The bytes to send; `undefined`: the request's own stream. */
export async function translateBody(
  request: Request,
  { ownNames }: Pick<TranslateContext, "ownNames">,
): Promise<Uint8Array | undefined> {
  const length = Number(request.headers.get("content-length") ?? Number.NaN);
  if (request.body === null || !(length > 0 && length <= MAPPED_BODY_BYTES)) return undefined;
  if (request.headers.has("content-encoding")) return undefined;
  const contentType = request.headers.get("content-type");
  const type = readMediaType(contentType).essence;
  const isForm = type === "multipart/form-data";
  if (!isForm && !TEXT.test(type)) return undefined;

  const bytes = new Uint8Array(await request.arrayBuffer());
  const text = toByteString(bytes);
  const map = (one: string) => ownNames.toService(one);
  const mapped = isForm ? mapTextFields(text, boundaryOf(contentType ?? ""), map) : map(text);
  return mapped === text ? bytes : fromByteString(mapped);
}

function boundaryOf(contentType: string): string {
  const match = /;\s*boundary=(?:"([^"]*)"|([^;\s]+))/i.exec(contentType);
  return match?.[1] ?? match?.[2] ?? "";
}
