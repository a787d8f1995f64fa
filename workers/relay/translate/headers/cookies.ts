// One jar in the browser for several origins. The primary's cookies keep their names; a secondary's are called
// `<door>.<alias>.<name>` and live under `/<door>/<alias>/`. The door in the name is drawn per mirror, so no cookie of
// the service can pose as another origin's. Domain= is always dropped: every cookie is host-only, and a cookie the
// primary sets for its whole domain is not shown to secondaries on that domain.
import type { TranslateContext } from "../context.ts";

/** A browser refuses larger ones (RFC 6265bis §5.7). */
const MAX_NAME_VALUE_BYTES = 4096;
const MAX_ATTRIBUTE_BYTES = 1024;
const MAX_COOKIES_PER_RESPONSE = 50;

/** The Cookie header for this upstream; `null`: none. */
export function translateCookies(header: string | null, context: TranslateContext): string | null {
  const own = ownPrefix(context);
  const kept: string[] = [];
  for (const part of (header ?? "").split(";")) {
    const pair = part.trim();
    const name = nameOf(pair);
    if (pair === "" || name === context.passCookie) continue;
    if (own !== undefined && name.startsWith(own)) kept.push(pair.slice(own.length));
    if (own === undefined && !name.startsWith(doorPrefix(context))) kept.push(pair);
  }
  return kept.length > 0 ? kept.join("; ") : null;
}

/** What a browser would refuse from the service itself is dropped here, because our changes might make it acceptable. */
export function translateSetCookies(cookies: readonly string[], context: TranslateContext): string[] {
  return cookies.flatMap((cookie) => translateSetCookie(cookie, context) ?? []).slice(0, MAX_COOKIES_PER_RESPONSE);
}

function translateSetCookie(cookie: string, context: TranslateContext): string | undefined {
  const [pair = "", ...written] = cookie.split(";").map((part) => part.trim());
  const name = nameOf(pair);
  // A cookie without a name is sent as its bare value, which may spell another cookie.
  if (name === "" || !pair.includes("=") || pair.length > MAX_NAME_VALUE_BYTES) return undefined;
  const attributes = written.filter((one) => one !== "" && one.length <= MAX_ATTRIBUTE_BYTES).map(readAttribute);
  if (!isAcceptable(name, attributes, context.upstream.url)) return undefined;

  const own = ownPrefix(context);
  const kept = attributes.filter((attribute) => attribute.name !== "domain");
  if (own === undefined) {
    const isOurs = name === context.passCookie || name.startsWith(doorPrefix(context));
    return isOurs ? undefined : [pair, ...kept.map((attribute) => attribute.text)].join("; ");
  }
  return [own + pair, ...kept.map((attribute) => placed(attribute, context))].join("; ");
}

interface CookieAttribute {
  readonly name: string;
  readonly value: string;
  readonly text: string;
}

function readAttribute(text: string): CookieAttribute {
  const [name = "", ...value] = text.split("=");
  return { name: name.trim().toLowerCase(), value: value.join("=").trim(), text };
}

function placed(attribute: CookieAttribute, { place, upstream }: TranslateContext): string {
  if (attribute.name !== "path" || !attribute.value.startsWith("/") || upstream.origin === "primary")
    return attribute.text;
  return `Path=/${place.door}/${upstream.origin.alias}${attribute.value}`;
}

/** Domain must cover the host that sets it, and the name prefixes must keep their word (RFC 6265bis §4.1.3, §5.7). */
function isAcceptable(name: string, attributes: readonly CookieAttribute[], url: string): boolean {
  const last = (wanted: string) => attributes.findLast((attribute) => attribute.name === wanted)?.value;
  const domain = last("domain")?.replace(/^\./, "").toLowerCase();
  const host = new URL(url).hostname;
  if (domain && host !== domain && !host.endsWith(`.${domain}`)) return false;
  const prefix = /^__(?:host|secure)-/i.exec(name)?.[0].toLowerCase();
  if (prefix && last("secure") === undefined) return false;
  return prefix !== "__host-" || (!domain && last("path") === "/");
}

function nameOf(pair: string): string {
  const equals = pair.indexOf("=");
  return equals < 0 ? "" : pair.slice(0, equals).trim();
}

function doorPrefix({ place }: TranslateContext): string {
  return `${place.door}.`;
}

function ownPrefix(context: TranslateContext): string | undefined {
  const { origin } = context.upstream;
  return origin === "primary" ? undefined : `${doorPrefix(context)}${origin.alias}.`;
}
