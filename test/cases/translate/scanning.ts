// One service, one mirror and a few ways to feed a scanner, for the tables of this folder.
import { createAddressMap } from "../../../shared/domain/address.ts";
import { createCookieNames } from "../../../shared/domain/cookienames.ts";
import { fromByteString, joinBytes, type Scanner, toByteString } from "../../../workers/relay/translate/bytes.ts";
import type { TranslateContext } from "../../../workers/relay/translate/context.ts";
import { createCssScanner } from "../../../workers/relay/translate/css/css.ts";
import { createHtmlScanner } from "../../../workers/relay/translate/html/html.ts";
import { createOwnNames } from "../../../workers/relay/translate/outgoing/ownnames.ts";
import { mapReference } from "../../../workers/relay/translate/reference.ts";

export const CDN = { alias: "cdn", origin: "https://cdn.example" };
export const place = { origin: "https://m.zone", door: "dr" };
export const service = { primary: "https://news.example", secondaries: [CDN] };
export const map = createAddressMap(service, place);
const names = createCookieNames(service, { ...place, mark: "mk" });
const ownNames = createOwnNames(service, place);
export const PAGE = "https://news.example/world/today";
export const SHEET = "https://cdn.example/css/main.css";

export type Rows = readonly (readonly [title: string, input: string, output: string])[];

/** UTF-8 text in, UTF-8 text out, in chunks of `size` bytes. */
export function feed(scanner: Scanner, input: string, size = Number.POSITIVE_INFINITY): string {
  return new TextDecoder().decode(feedBytes(scanner, new TextEncoder().encode(input), size));
}

export function feedBytes(scanner: Scanner, bytes: Uint8Array, size: number): Uint8Array {
  const out: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += size) {
    // A copy, overwritten afterwards: a scanner may not lean on memory that is not its own.
    const chunk = bytes.slice(at, at + size);
    out.push(joinBytes(scanner.push(chunk)).slice());
    chunk.fill(0x3c);
  }
  out.push(joinBytes(scanner.flush()));
  return joinBytes(out);
}

export function feedLatin(scanner: Scanner, input: string): string {
  return toByteString(feedBytes(scanner, fromByteString(input), Number.POSITIVE_INFINITY));
}

export function html(
  options: {
    readonly xml?: boolean;
    readonly inject?: string;
    readonly url?: string;
    readonly careful?: boolean;
    readonly service?: typeof service;
  } = {},
): Scanner {
  return createHtmlScanner({ map, place, url: PAGE, ...options });
}

/** `isSlow`: every token is read in JavaScript. */
export function css(base = SHEET, isSlow = false): Scanner {
  const place = isSlow ? undefined : { map, door: "dr", url: base };
  return createCssScanner((reference) => mapReference(reference, base, map), place);
}

export function contextOf(origin: "primary" | typeof CDN = "primary", url?: string): TranslateContext {
  const address = url ?? (origin === "primary" ? PAGE : SHEET);
  return { service, map, place, names, ownNames, upstream: { url: address, origin } };
}
