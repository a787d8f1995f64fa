// Where the next mirror goes and what it is called. Zones are chosen by what one block would take: first those that carry
// the fewest mirrors, of these the ones where least has burned, then the account that carries the fewest; never a burned
// zone, never a zone or an account that just failed.

import { randomBytes } from "node:crypto";
import { toBase64url } from "../../shared/domain/bytes.ts";
import { matchesPattern } from "../../shared/domain/hostname.ts";
import { brandsOf, chooseLabel } from "../../shared/domain/label.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import type { Claim, MeshStatus, ServiceSettings } from "../../shared/wardenapi.ts";
import type { Keys } from "../operator/keys.ts";
import { Mistake } from "../terminal/mistake.ts";
import { seedBytes } from "./keyring.ts";
import type { MeshZone } from "./mesh.ts";

export interface PlaceOptions {
  readonly service: string;
  readonly zones: readonly MeshZone[];
  readonly status: MeshStatus;
  /** Accounts and zones that failed in this run. */
  readonly unwell: ReadonlySet<string>;
}

/** The best zone for a mirror of the service; undefined where there is none left. */
export function chooseZone({ service, zones, status, unwell }: PlaceOptions): MeshZone | undefined {
  const standing = status.mirrors.filter(({ state }) => state !== "retired");
  const onZone = (zone: MeshZone) => standing.filter((mirror) => mirror.zone === zone.zone).length;
  const burnedOn = ({ zone }: MeshZone) =>
    standing.filter((mirror) => mirror.zone === zone && mirror.state === "burned").length;
  const onAccount = (zone: MeshZone) => standing.filter((mirror) => mirror.account === zone.account).length;
  // The warden refuses a zone it has not been told of: the config changed and `hezar up` has not run since.
  const isKnown = ({ zone }: MeshZone) =>
    status.zones.some((known) => known.zone === zone && known.service === service);
  const isWell = ({ zone, account }: MeshZone) => !unwell.has(zone) && !unwell.has(account) && !isBurned(zone, status);
  return zones
    .filter((zone) => zone.service === service && isKnown(zone) && isWell(zone))
    .sort(
      (left, right) =>
        onZone(left) - onZone(right) || burnedOn(left) - burnedOn(right) || onAccount(left) - onAccount(right),
    )[0];
}

/** A fresh hostname on the zone with the keys that follow from it. */
export async function createClaim(
  zone: MeshZone,
  { status, keys }: { readonly status: MeshStatus; readonly keys: Keys },
): Promise<Claim> {
  const used = new Set(status.mirrors.map(({ hostname }) => hostname));
  const label = chooseLabel({
    random: (byteCount) => randomBytes(byteCount),
    taken: (candidate) => used.has(`${candidate}.${zone.zone}`) || isBurned(`${candidate}.${zone.zone}`, status),
    brands: brandsOf(status.services.flatMap(hostnamesOf)),
  });
  if (!label.ok) {
    throw new Mistake(`No free name is left on ${zone.zone}`, {
      why: label.detail ?? "",
      next: "Add a zone to the config.",
    });
  }
  const hostname = `${label.value}.${zone.zone}`;
  const { door, mask } = await deriveMirrorKeys(await deriveZoneSecret(seedBytes(keys.deployKey), zone.zone), hostname);
  return { hostname, zone: zone.zone, door, maskKey: toBase64url(mask) };
}

function isBurned(hostname: string, { blocklist }: MeshStatus): boolean {
  return blocklist.entries.some(({ pattern }) => matchesPattern(hostname, pattern));
}

function hostnamesOf({ primary, secondaries }: ServiceSettings): readonly string[] {
  return [primary, ...secondaries.map(({ origin }) => origin)].map((origin) => new URL(origin).hostname);
}
