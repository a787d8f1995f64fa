// An answer of the service becomes an answer of the mirror: headers, cookies, redirects, then the body by content type.
// A body nobody needs to read is handed on as the object it came in, so that it never passes through JavaScript.
import type { Scanner } from "./bytes.ts";
import { joinBytes } from "./bytes.ts";
import type { TranslateContext } from "./context.ts";
import { createCssScanner } from "./css/css.ts";
import { forgetBody, translateRequestHeaders, translateResponseHeaders } from "./headers/headers.ts";
import { type RefusedRedirect, translateRedirect } from "./headers/redirects.ts";
import { createHtmlScanner } from "./html/html.ts";
import { mapReference } from "./reference.ts";

/** Not supersets of ASCII: bytes that look like markup may be letters. Such bodies pass unread. */
const UNREADABLE_CHARSET = /^(?:utf-?16|utf-?32|ucs-?2|unicode|iso-2022|csiso2022|hz-gb|utf-7|x-utf-16)/i;
const BODILESS = new Set([204, 205, 304]);
const DECODED = new Set(["", "identity", "gzip", "x-gzip", "br"]);

export function translateRequest(request: Request, context: TranslateContext): Headers {
  return translateRequestHeaders(request.headers, context);
}

export function translateResponse(response: Response, context: TranslateContext): Response | RefusedRedirect {
  const redirect = translateRedirect(response, context);
  if (redirect.kind === "refused") return redirect.refusal;
  const headers = translateResponseHeaders(response.headers, context);
  if (redirect.kind === "mapped") headers.set("location", redirect.location);

  const { status, statusText } = response;
  const socket = socketOf(response);
  if (socket) return new Response(null, { status: 101, headers, webSocket: socket } as ResponseInit);
  const scanner = chooseScanner(response, context);
  if (scanner) forgetBody(headers);
  const original = BODILESS.has(status) ? null : response.body;
  const body = scanner && original ? original.pipeThrough(scanning(scanner())) : original;
  return new Response(body, { status, statusText, headers });
}

function chooseScanner(response: Response, context: TranslateContext): (() => Scanner) | undefined {
  const [type = "", ...parameters] = (response.headers.get("content-type") ?? "").split(";").map((one) => one.trim());
  if (response.status === 206 || !isReadable(response.headers, parameters)) return undefined;
  const { map, upstream, inject } = context;
  const page = { map, url: upstream.url, ...(inject === undefined ? {} : { inject }) };
  switch (type.toLowerCase()) {
    case "text/html":
      return () => createHtmlScanner(page);
    case "application/xhtml+xml":
      return () => createHtmlScanner({ ...page, xml: true });
    case "image/svg+xml":
      return () => createHtmlScanner({ map, url: upstream.url, xml: true });
    case "text/css":
      return () => createCssScanner((reference) => mapReference(reference, upstream.url, map));
    default:
      return undefined;
  }
}

/** A part of a body, an encoding the runtime does not undo, or a charset that is no superset of ASCII: hands off. */
function isReadable(headers: Headers, parameters: readonly string[]): boolean {
  if (!DECODED.has((headers.get("content-encoding") ?? "").trim().toLowerCase())) return false;
  const charset = parameters.find((one) => /^charset\s*=/i.test(one))?.replace(/^[^=]*=\s*["']?/, "") ?? "";
  return !UNREADABLE_CHARSET.test(charset);
}

/** The runtime decodes gzip and br as soon as a script reads the body. */
function scanning(scanner: Scanner): TransformStream<Uint8Array, Uint8Array> {
  let isFirst = true;
  let isUnread = false;
  return new TransformStream({
    transform(chunk, controller) {
      if (isFirst) isUnread = startsAsUtf16(chunk);
      isFirst = false;
      const out = isUnread ? chunk : joinBytes(scanner.push(chunk));
      if (out.length > 0) controller.enqueue(out);
    },
    flush(controller) {
      const out = joinBytes(scanner.flush());
      if (out.length > 0) controller.enqueue(out);
    },
  });
}

function startsAsUtf16(chunk: Uint8Array): boolean {
  return (chunk[0] === 0xff && chunk[1] === 0xfe) || (chunk[0] === 0xfe && chunk[1] === 0xff);
}

function socketOf(response: Response): unknown {
  return (response as { readonly webSocket?: unknown }).webSocket ?? undefined;
}
