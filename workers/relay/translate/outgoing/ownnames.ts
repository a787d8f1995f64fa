// Our own names in what a page sends out, back to the service's: else its analytics tell every mirror to whoever reads
// them. A name is found in any spelling an address has on its way: plain, JSON's `https:\/\/m.zone\/`, percent-encoded once
// or more; and what stands for it is written in the same spelling. An address under the door becomes its secondary's.
// Text without one of our names comes out as the very string it was.

import type { MirrorPlace, RootPlace } from "../../../../shared/domain/address.ts";
import { readAlias } from "../../../../shared/domain/hostlist.ts";
import { type ServiceOrigins, viewFrom } from "../../../../shared/domain/origins.ts";

export interface OwnNames {
  /** `text` may be a byte string: only ASCII is looked at. */
  toService(text: string): string;
}

interface Name {
  readonly service: ServiceOrigins;
  readonly door: string;
}

/** Bounded, so that a run of escapes costs linear time. */
const COLON = String.raw`(?::|%(?:25){0,4}3a|\\u003a)`;
const SLASH = String.raw`(?:\\{0,7}/|%(?:25){0,4}(?:5c%(?:25){0,4})?2f|\\u002f)`;
/** A name begins behind it, although its last character could be a name's. */
const ESCAPE_BEFORE = /(?:%(?:25)*[0-9a-f]{2}|\\u[0-9a-f]{4}|\\[nrtbf])$/i;
const LONGEST_ESCAPE = 12;

export function createOwnNames(service: ServiceOrigins, place: MirrorPlace): OwnNames {
  const names = namesOf(service, place);
  const hosts = [...names.keys()];
  const { port } = new URL(place.origin);
  const doors = new Set([...names.values()].map(({ door }) => door));
  // scheme, colon, slashes, host, port, and below the door: slash, door, alias
  const pattern = new RegExp(
    `(?:(https?|wss?)(${COLON}))?(${SLASH}${SLASH})?${oneOf(hosts)}(${COLON}${port || "443"}(?![0-9]))?` +
      `((${SLASH})${oneOf([...doors])}${SLASH}([a-z0-9~_-]+))?`,
    "gi",
  );
  const mapMatch = (match: string, ...groups: readonly unknown[]): string => {
    const [scheme, colon = "", slashes = "", host = "", ownPort, tail = "", slash, door, alias] =
      groups as readonly string[];
    const [offset, text] = groups.slice(9) as [number, string];
    const name = names.get(host.toLowerCase());
    const isWhole = slashes !== "" || isLeftEnd(text.slice(Math.max(0, offset - LONGEST_ESCAPE), offset));
    if (name === undefined || !isWhole || !isRightEnd(text.slice(offset + match.length))) return match;
    const secondary = door === name.door && alias !== undefined ? readAlias(name.service, alias) : undefined;
    const theirs = new URL(secondary?.origin ?? name.service.primary);
    const isBare = port !== "" && ownPort === undefined && slashes === "";
    const written = (isBare ? theirs.hostname : theirs.host).replace(":", colonLike(colon || slashes || slash || ""));
    const protocol = scheme?.toLowerCase().startsWith("ws") ? theirs.protocol.replace("http", "ws") : theirs.protocol;
    return (scheme === undefined ? "" : protocol.slice(0, -1)) + colon + slashes + written + (secondary ? "" : tail);
  };

  return {
    toService(text) {
      const lower = text.toLowerCase();
      return hosts.some((host) => lower.includes(host)) ? text.replace(pattern, mapMatch) : text;
    },
  };
}

function namesOf(service: ServiceOrigins, place: MirrorPlace): ReadonlyMap<string, Name> {
  const siblings = Object.entries(place.siblings ?? {});
  const add = ({ origin, door }: RootPlace, seen: ServiceOrigins) =>
    [new URL(origin).hostname, { service: seen, door }] as const;
  return new Map([...siblings.map(([alias, sibling]) => add(sibling, viewFrom(service, alias))), add(place, service)]);
}

function oneOf(texts: readonly string[]): string {
  return `(${texts.map((text) => text.replace(/[^a-z0-9]/gi, "\\$&")).join("|")})`;
}

function isLeftEnd(before: string): boolean {
  return !/[a-z0-9._-]$/i.test(before) || ESCAPE_BEFORE.test(before);
}

/** `m.zone.` at the end of a sentence is ours, `m.zone.evil` is not. */
function isRightEnd(after: string): boolean {
  return !/^(?:[a-z0-9_-]|\.[a-z0-9])/i.test(after);
}

/** The colon of a port, spelled as what stands in front of the name. */
function colonLike(sample: string): string {
  const encoded = /^%((?:25)*)/.exec(sample);
  return encoded === null ? ":" : `%${encoded[1]}3A`;
}
