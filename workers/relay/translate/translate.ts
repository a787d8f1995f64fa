// An answer of the service becomes an answer of the mirror: headers, cookies, redirects, then the body by content type.
// A body nobody needs to read is handed on as the object it came in, so that it never passes through JavaScript.
import { chooseTranslator } from "./body/choose.ts";
import { pump } from "./body/pump.ts";
import type { TranslateContext } from "./context.ts";
import { forgetBody, keepHeld, translateRequestHeaders, translateResponseHeaders } from "./headers/headers.ts";
import { type RefusedRedirect, translateRedirect } from "./headers/redirects.ts";
import { addSitePolicies } from "./headers/sitepolicy.ts";

const BODILESS = new Set([204, 205, 304]);

export function translateRequest(request: Request, context: TranslateContext): Headers {
  return translateRequestHeaders(request.headers, context);
}

export async function translateResponse(
  response: Response,
  context: TranslateContext,
): Promise<Response | RefusedRedirect> {
  const redirect = translateRedirect(response, context);
  if (redirect.kind === "refused") return redirect.refusal;
  const headers = translateResponseHeaders(response.headers, context);
  if (redirect.kind === "mapped") headers.set("location", redirect.location);
  if (response.status === 304) keepHeld(headers, response.headers);
  const nonce = addSitePolicies(headers, response, context);

  const { status, statusText } = response;
  const socket = socketOf(response);
  if (socket) return new Response(null, { status: 101, headers, webSocket: socket } as ResponseInit);
  const choice = chooseTranslator(response, nonce === undefined ? context : withNonce(context, nonce));
  if (choice) forgetBody(headers);
  if (choice?.contentType) headers.set("content-type", choice.contentType);
  const original = BODILESS.has(status) ? null : response.body;
  const body = choice && original ? await pump(original, choice.create(), knownLength(response.headers)) : original;
  return new Response(body, { status, statusText, headers });
}

/** Under a policy with 'strict-dynamic' our tag is let in like the page's own. */
function withNonce({ inject, ...context }: TranslateContext, nonce: string): TranslateContext {
  return inject === undefined
    ? context
    : { ...context, inject: inject.replaceAll("<script ", `<script nonce="${nonce}" `) };
}

/** Of a compressed body nobody knows how long it is: the runtime decodes it as soon as a script reads it. */
function knownLength(headers: Headers): number | undefined {
  const length = headers.has("content-encoding") ? null : headers.get("content-length");
  return length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
}

function socketOf(response: Response): unknown {
  return (response as { readonly webSocket?: unknown }).webSocket ?? undefined;
}
