// What the next mirror is called: a fresh label on its zone, and the keys that follow from it.

import { randomBytes } from "node:crypto";
import { toBase64url } from "../../shared/domain/bytes.ts";
import { brandsOf, chooseLabel } from "../../shared/domain/label.ts";
import { deriveMirrorKeys, deriveZoneSecret } from "../../shared/domain/mirrorkeys.ts";
import type { Claim, MeshStatus, ServiceSettings } from "../../shared/wardenapi.ts";
import type { Keys } from "../operator/keys.ts";
import { Mistake } from "../terminal/mistake.ts";
import { isBurned } from "./choose.ts";
import { seedBytes } from "./keyring.ts";
import type { MeshZone } from "./mesh.ts";

export interface ClaimTools {
  readonly status: MeshStatus;
  readonly keys: Keys;
  readonly random?: (lengthBytes: number) => Uint8Array<ArrayBuffer>;
}

/** A fresh hostname on the zone with the keys that follow from it. */
export async function createClaim(zone: MeshZone, { status, keys, random = randomBytes }: ClaimTools): Promise<Claim> {
  const used = new Set(status.mirrors.map(({ hostname }) => hostname));
  const label = chooseLabel({
    random,
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

function hostnamesOf({ primary, secondaries }: ServiceSettings): readonly string[] {
  return [primary, ...secondaries.map(({ origin }) => origin)].map((origin) => new URL(origin).hostname);
}
