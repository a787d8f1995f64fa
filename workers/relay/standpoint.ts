// How the service looks from one label: which of its origins is at `/`, where the others are, the map between, and its cookies. Made
// once for a label and kept while memory holds the records it was made from.

import { type AddressMap, createAddressMap, type MirrorPlace } from "../../shared/domain/address.ts";
import { type CookieNames, createCookieNames } from "../../shared/domain/cookienames.ts";
import { viewFrom } from "../../shared/domain/origins.ts";
import type { Service } from "../../shared/domain/service.ts";
import { type FoundMirror, originOf } from "./household.ts";
import { createOwnNames, type OwnNames } from "./translate/outgoing/ownnames.ts";

export interface Standpoint {
  readonly service: Service;
  readonly place: MirrorPlace;
  readonly map: AddressMap;
  readonly names: CookieNames;
  readonly ownNames: OwnNames;
}

export type StandpointOf = (record: Service, mirror: FoundMirror, url: URL) => Standpoint;

interface Kept extends Standpoint {
  readonly record: Service;
}

export function createStandpoints(): StandpointOf {
  const kept = new WeakMap<FoundMirror, Kept>();
  return (record, mirror, url) => {
    const known = kept.get(mirror);
    if (known?.record === record && known.place.origin === url.origin) return known;
    const service = mirror.root === undefined ? record : viewFrom(record, mirror.root);
    const homes = Object.entries(mirror.siblings);
    const siblings = homes.map(([alias, home]) => [alias, { origin: originOf(home, url), door: home.door }] as const);
    const place = { origin: url.origin, door: mirror.door, siblings: Object.fromEntries(siblings) };
    const map = createAddressMap(service, place);
    const names = createCookieNames(service, mirror);
    const made = { record, service, place, map, names, ownNames: createOwnNames(service, place) };
    kept.set(mirror, made);
    return made;
  };
}
