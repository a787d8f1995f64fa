// CORS among the origins of a service. On a mirror a page's request to a secondary is same-origin to the browser, which asks and
// checks nothing. The relay knows whose page it is (the label's own) and how it asked (Fetch Metadata, or the word of
// lifeboat and shim), so it keeps from the page what the page may not read at home. Not known: what a browser without Fetch
// Metadata asks for, and whether a font, module or picture that was asked for with CORS was meant with cookies.

import { type CorsAsker, mayRead } from "../../../../shared/domain/cors.ts";
import type { TranslateContext } from "../context.ts";
import type { HeadersSaid } from "./said.ts";

/** "nothing": at home an opaque answer; "never": it would not even be sent. */
export type Reading = "all" | "nothing" | "never" | CorsAsker;

export function readingOf(
  { headers }: { readonly headers: Pick<HeadersSaid, "get" | "has"> },
  { upstream, service, asked, destination }: Pick<TranslateContext, "upstream" | "service" | "asked" | "destination">,
): Reading {
  if (upstream.origin === "primary" || headers.has("upgrade")) return "all";
  const seen = headers.get("sec-fetch-mode");
  // What a lifeboat sends anew is always same-origin.
  const mode = asked !== undefined && seen === "same-origin" ? asked.mode : (seen ?? asked?.mode);
  const isScripts = destination === "empty";
  if (mode === "cors") {
    const isStream = headers.get("accept") === "text/event-stream";
    const withCookies = asked ? asked.credentials === "include" : isScripts && !isStream;
    return { origin: headers.get("origin") === "null" ? "null" : service.primary, withCookies };
  }
  // What is fetched ahead is for the browser, not for a script.
  if (!isScripts || headers.has("sec-purpose") || headers.has("purpose") || headers.has("x-moz")) return "all";
  return mode === "no-cors" ? "nothing" : mode === "same-origin" ? "never" : "all";
}

/** A 304 says nothing of who may read: what the browser holds was read by the same mode (`varyByMode`). */
export function isKeptBack({ status, headers }: Response, reading: Reading): boolean {
  if (typeof reading === "string") return reading !== "all";
  return status !== 304 && !mayRead(headers, reading);
}

/** What a picture's tag has put into the browser's cache is not for a script to read there. */
export function varyByMode(headers: Headers, { upstream, asked }: TranslateContext): void {
  if (upstream.origin !== "primary" && asked === undefined) headers.append("vary", "sec-fetch-mode");
}

/**
 * In place of an answer: its cookies, which a browser keeps in any case, and no more. A redirect to what is no web address is a
 * network error to the page (Fetch §4.5), as a failed check is at home.
 */
export function withheld(answer: Response | undefined, reading: Reading): Response {
  const isError = reading !== "nothing";
  const headers = new Headers({ "cache-control": "no-store", ...(isError && { location: "data:," }) });
  for (const cookie of answer?.headers.getSetCookie() ?? []) headers.append("set-cookie", cookie);
  return new Response(null, { status: isError ? 302 : 200, headers });
}
