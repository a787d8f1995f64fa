// Where a redirect leads. Upstream redirects are never followed here: the reader's browser follows the mapped one, and one
// that leaves the allow-list is kept back, so that the relay can show a page that names the host instead of carrying the
// reader off the mirror unasked.
import type { TranslateContext } from "../context.ts";
import { mapAddress } from "./headers.ts";
import type { HeadersSaid } from "./said.ts";

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

export interface RefusedRedirect {
  readonly refused: "redirect";
  readonly status: number;
  /** Only for showing to the reader: as a URL parser wrote it, or the scheme of what is no web address. */
  readonly host: string;
  readonly url: string;
}

export type Redirect =
  | { readonly kind: "none" }
  | { readonly kind: "mapped"; readonly location: string }
  | { readonly kind: "refused"; readonly refusal: RefusedRedirect };

interface AnswerHead {
  readonly status: number;
  readonly headers: HeadersSaid;
}

export function translateRedirect(response: AnswerHead, context: TranslateContext): Redirect {
  const location = response.headers.get("location");
  if (location === null) return { kind: "none" };
  const mapped = mapAddress(location, context);
  if (mapped !== undefined) return { kind: "mapped", location: mapped };
  // 201 and the like only tell of an address; nobody goes there.
  const target = REDIRECTS.has(response.status) ? URL.parse(location, context.upstream.url) : null;
  if (!target) return { kind: "none" };
  const refusal = {
    refused: "redirect",
    status: response.status,
    host: target.host || target.protocol,
    url: target.href,
  } as const;
  return { kind: "refused", refusal };
}
