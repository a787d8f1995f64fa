// An answer of the service becomes an answer of the mirror: headers, cookies, redirects, then the body by content type.
// A body nobody needs to read is handed on as the object it came in, so that it never passes through JavaScript.
import { chooseTranslator } from "./body/choose.ts";
import { pump } from "./body/pump.ts";
import type { TranslateContext } from "./context.ts";
import { editResponseHeaders, forgetBody, keepHeld, translateResponseHeaders } from "./headers/headers.ts";
import { type RefusedRedirect, translateRedirect } from "./headers/redirects.ts";
import { type HeadersSaid, readHeaders } from "./headers/said.ts";
import { sitePoliciesOf } from "./headers/sitepolicy.ts";

const BODILESS = new Set([204, 205, 304]);

export async function translateResponse(
  response: Response,
  context: TranslateContext,
): Promise<Response | RefusedRedirect> {
  const { status } = response;
  const said = readHeaders(response.headers);
  const head = { status, headers: said };
  const redirect = translateRedirect(head, context);
  if (redirect.kind === "refused") return redirect.refusal;
  const socket = socketOf(response);
  if (socket) return switched(socket, translateResponseHeaders(said, context));

  const { policies, nonce } = sitePoliciesOf(head, context);
  const choice = chooseTranslator(head, nonce === undefined ? context : withNonce(context, nonce));
  const original = BODILESS.has(status) ? null : response.body;
  const body = choice && original ? await pump(original, choice.create(), knownLength(said)) : original;
  const answer = new Response(body, response);
  const { headers } = answer;
  editResponseHeaders(headers, said, context);
  if (redirect.kind === "mapped") headers.set("location", redirect.location);
  if (status === 304) keepHeld(headers, said);
  for (const policy of policies) headers.append("content-security-policy", policy);
  if (choice) forgetBody(headers, said);
  if (choice?.contentType) headers.set("content-type", choice.contentType);
  return answer;
}

function switched(webSocket: unknown, headers: Headers): Response {
  return new Response(null, { status: 101, headers, webSocket } as ResponseInit);
}

/** Under a policy with 'strict-dynamic' our tag is let in like the page's own. */
function withNonce({ inject, ...context }: TranslateContext, nonce: string): TranslateContext {
  return inject === undefined
    ? context
    : { ...context, inject: inject.replaceAll("<script ", `<script nonce="${nonce}" `) };
}

/** Of a compressed body nobody knows how long it is: the runtime decodes it as soon as a script reads it. */
function knownLength(headers: HeadersSaid): number | undefined {
  const length = headers.has("content-encoding") ? null : headers.get("content-length");
  return length !== null && /^\d+$/.test(length) ? Number(length) : undefined;
}

function socketOf(response: Response): unknown {
  return (response as { readonly webSocket?: unknown }).webSocket ?? undefined;
}
