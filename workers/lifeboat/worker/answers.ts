// What the lifeboat hands to a page: an answer as it came wherever that will do, for it keeps its address and streams by
// itself; one made anew only to change its policy or to hide what the page may not read.

import { widenPolicy } from "../../../shared/domain/policy.ts";
import { exposes } from "./reading.ts";

/** What a browser runs by the policy it came with. A film or a download is neither, however it was asked for. */
const GOVERNED = /html|xml|script/i;

export function widened(response: Response, hosts: readonly string[]): Response {
  const policy = response.headers.get("content-security-policy");
  // An answer without a body (204) leaves the page where it is, and one made here would not.
  if (policy === null || !response.body || !GOVERNED.test(response.headers.get("content-type") ?? "html"))
    return response;
  const headers = new Headers(response.headers);
  headers.set("content-security-policy", widenPolicy(policy, hosts));
  return remade(response, headers);
}

/** The browser's to follow or to hide: nothing of it can be read, or should be. */
export function isRedirect({ status }: Response): boolean {
  // An opaque one has none.
  return /^(?:0|30[1-378])$/.test(`${status}`);
}

/** With the headers that the service shows to other origins. A redirected answer stays as it is, or it would lose its address. */
export function exposed(response: Response, { withCookies }: { readonly withCookies: boolean }): Response {
  if (response.redirected || isRedirect(response)) return response;
  const isShown = exposes(response.headers, { withCookies });
  return remade(response, new Headers([...response.headers].filter(([name]) => isShown(name))));
}

/** Stands for an opaque answer: it came, and nothing of it can be read. */
export function emptied(response: Response): Response {
  void response.body?.cancel();
  return new Response(null);
}

function remade({ body, status, statusText }: Response, headers: Headers): Response {
  return new Response(body, { status, statusText, headers });
}
