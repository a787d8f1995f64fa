// What page and lifeboat must know of their mirror. Both are told the same, so that both map alike; all of it comes from the
// service's signed record and the mirror's place. Nothing in it is a secret from a reader.

import type { MirrorPlace, RootPlace } from "./address.ts";
import type { ServiceOrigins } from "./origins.ts";

/** What a service's scripts need (service.ts); absent is off. */
export interface ClientFlags {
  readonly literals?: boolean | undefined;
  readonly locationReads?: boolean | undefined;
  readonly webrtc?: boolean | undefined;
}

export interface ClientSettings {
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
  const secondaries = service.secondaries.map(({ alias, origin, frame }) => ({
    alias,
    origin,
    ...(frame && { frame }),
  }));
  return { service: { primary, secondaries }, door, siblings, flags: { literals, locationReads, webrtc } };
}
