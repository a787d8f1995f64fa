// Every label of the zone that shows something: its mirrors, and beside each the siblings on which its framed secondaries
// have their documents. Made once per record, so that finding a label is one look whatever it is.

import { brandsOf } from "../../shared/domain/label.ts";
import { deriveMirrorKeys } from "../../shared/domain/mirrorkeys.ts";
import { PRIMARY_ALIAS } from "../../shared/domain/origins.ts";
import type { Service } from "../../shared/domain/service.ts";
import { deriveSiblingLabel } from "../../shared/domain/sibling.ts";
import type { MirrorRecord } from "../../shared/domain/zonerecord.ts";
import type { StoredZone } from "../../shared/store/zone.ts";

/** A label of the mirror and its door. */
export interface Home {
  readonly hostname: string;
  readonly door: string;
}

interface MarkedHome extends Home {
  readonly mark: string;
}

export interface FoundMirror extends MirrorRecord {
  readonly service: string;
  /** What hidden cookies are called by on this label (cookienames.ts). */
  readonly mark: string;
  /** On a sibling: the alias of the secondary that is at `/` here. */
  readonly root?: string;
  /** By alias: where the other documents of this mirror live; on a sibling the primary's among them. */
  readonly siblings: Readonly<Record<string, Home>>;
}

export type Household = ReadonlyMap<string, FoundMirror>;
export type HouseholdOf = (record: StoredZone, service: Service | undefined) => Promise<Household>;

export function createHouseholds(zone: string, zoneSecret: Uint8Array): HouseholdOf {
  let made: { readonly record: StoredZone; readonly service: Service | undefined; readonly household: Household };
  return async (record, service) => {
    if (made?.record === record && made.service === service) return made.household;
    const household = new Map<string, FoundMirror>();
    const framed = service?.secondaries.filter(({ frame }) => frame === true) ?? [];
    const brands = service ? brandsOf([service.primary, ...framed.map(({ origin }) => origin)].map(hostnameOf)) : [];
    for (const mirror of record.mirrors.values()) {
      const main = { hostname: `${mirror.label}.${zone}`, door: mirror.door };
      const homes: Record<string, MarkedHome> = {};
      for (const { alias } of framed) {
        const isTaken = (label: string) => record.mirrors.has(label) || household.has(label);
        const label = await deriveSiblingLabel(zoneSecret, { hostname: main.hostname, alias, brands, isTaken });
        if (label === undefined) continue;
        const hostname = `${label}.${zone}`;
        const { door, mark } = await deriveMirrorKeys(zoneSecret, hostname);
        homes[alias] = { hostname, door, mark };
      }
      const { mark } = await deriveMirrorKeys(zoneSecret, main.hostname);
      household.set(mirror.label, { ...mirror, mark, service: record.service, siblings: homes });
      for (const [alias, { hostname, ...own }] of Object.entries(homes)) {
        const { [alias]: _self, ...others } = homes;
        const label = hostname.slice(0, -zone.length - 1);
        const siblings = { ...others, [PRIMARY_ALIAS]: main };
        household.set(label, { ...mirror, ...own, label, service: record.service, root: alias, siblings });
      }
    }
    made = { record, service, household };
    return household;
  };
}

/** All labels of a zone are reached the way this request was: scheme and port. */
export function originOf({ hostname }: Home, { protocol, port }: URL): string {
  return `${protocol}//${hostname}${port === "" ? "" : `:${port}`}`;
}

function hostnameOf(origin: string): string {
  return new URL(origin).hostname;
}
