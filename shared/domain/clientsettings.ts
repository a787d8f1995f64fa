// What page and lifeboat must know of their mirror. Both are told the same, so that both map alike; all of it comes from the
// service's signed record and the mirror's place. Nothing in it is a secret from a reader.

import type { MirrorPlace, RootPlace } from "./address.ts";
import { isWildcard, type Secondary, type ServiceOrigins, WILDCARD } from "./origins.ts";

/** What a service's scripts need (service.ts); absent is off. */
export interface ClientFlags {
  readonly literals?: boolean | undefined;
  readonly locationReads?: boolean | undefined;
  readonly webrtc?: boolean | undefined;
}

export interface ClientSettings {
  /** Its secondaries in the order in which a host is looked up among them. */
  readonly service: ServiceOrigins;
  readonly door: string;
  readonly siblings: Readonly<Record<string, RootPlace>>;
  readonly flags: ClientFlags;
}

export function clientSettings(
  service: ServiceOrigins & ClientFlags,
  { door, siblings = {} }: Pick<MirrorPlace, "door" | "siblings">,
): ClientSettings {
  const { primary, literals, locationReads, webrtc } = service;
  const secondaries = inOrderOfLookup(service.secondaries).map(({ alias, origin, frame }) => ({
    alias,
    origin,
    ...(frame && { frame }),
  }));
  return { service: { primary, secondaries }, door, siblings, flags: { literals, locationReads, webrtc } };
}

/** As in hostlist.ts: a host listed by name before a wildcard, a longer suffix before a shorter one. */
function inOrderOfLookup(secondaries: readonly Secondary[]): readonly Secondary[] {
  const suffixLength = ({ origin }: Secondary) => new URL(origin.replace(WILDCARD, "x.")).hostname.length;
  return [
    ...secondaries.filter((one) => !isWildcard(one)),
    ...secondaries.filter(isWildcard).sort((one, other) => suffixLength(other) - suffixLength(one)),
  ];
}
