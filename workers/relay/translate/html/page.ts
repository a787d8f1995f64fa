// What the tags of one page have in common: whose it is, what its relative addresses are relative to, what is put into it.
// `<base>` counts from where it stands: what came before is already on its way.
import type { AddressMap, MirrorPlace, ServiceOrigins } from "../../../../shared/domain/address.ts";
import { policyInPage } from "../../../../shared/domain/policy.ts";
import { mapReference } from "../reference.ts";
import type { Resolved } from "../refresh.ts";
import type { MakeScanner, ScriptReaders } from "../text/scripts.ts";

/** A longer base would let a short page grow without measure. */
const MAX_BASE_CHARACTERS = 2048;
const OPAQUE = /[\x80-\xff]/g;

export interface Page {
  readonly map: AddressMap;
  /** Whose policies are mapped; absent: they are taken out. */
  readonly service: ServiceOrigins | undefined;
  readonly place: MirrorPlace;
  readonly url: string;
  readonly xml: boolean;
  readonly careful: boolean;
  /** Of documents inside documents. */
  readonly depth: number;
  base: { url: string; isSet: boolean };
  /** Markup still to be put at the start of `<head>`. */
  inject: string | undefined;
  /** The same for documents in `srcdoc`. */
  readonly injectInside: () => string | undefined;
  readonly scripts: ScriptReaders | undefined;
  /** For the content of the last script's tag. */
  readScript?: MakeScanner;
}

/**
 * A document in `srcdoc` has its parent's policy, which a lifeboat may have widened; but a sandboxed one is shown to no
 * lifeboat. So it brings the strict one of its own. What a `<meta>` may not say (frame-ancestors) is left out.
 */
export function insideInjection(inject: string | undefined, place: MirrorPlace): () => string | undefined {
  let made: string | undefined;
  return () => {
    if (inject === undefined) return undefined;
    made ??= `<meta http-equiv="Content-Security-Policy" content="${policyInPage(place)}">${inject}`;
    return made;
  };
}

/** A byte string. "stays": it means the same on the mirror, or is no address. */
export function resolve(reference: string, page: Page): Resolved {
  const mapped = mapReference(reference, page.base.url, page.map);
  if (mapped !== undefined) return { mapped };
  const absolute = absoluteOf(reference, page);
  return absolute !== undefined && page.map.toMirror(absolute, page.url) === undefined ? "foreign" : "stays";
}

/** The page of the mirror that names the host a refresh leads to, and warns; undefined: it leads to no web page. */
export function leaveAddress(reference: string, page: Page): string | undefined {
  const absolute = absoluteOf(reference, page);
  const isWeb = absolute !== undefined && /^https?:/.test(absolute);
  return isWeb ? `/${page.place.door}/leave?to=${encodeURIComponent(absolute)}` : undefined;
}

function absoluteOf(reference: string, { base }: Page): string | undefined {
  const ascii = reference.replace(OPAQUE, (byte) => `%${byte.charCodeAt(0).toString(16)}`);
  return URL.parse(ascii, base.url)?.href;
}

/** The first `<base href>` wins. One that leads to a host we do not relay is refused by our policy (base-uri). */
export function moveBase(href: string, page: Page): void {
  if (page.base.isSet || href === "") return;
  const resolved = URL.parse(href, page.url)?.href;
  page.base.isSet = true;
  if (resolved === undefined || resolved.length > MAX_BASE_CHARACTERS) return;
  if (page.map.toMirror(resolved, page.url) !== undefined) page.base.url = resolved;
}
