// A zone's own relay Worker: where it is deployed, and deploying it as it should stand.

import { buildOf } from "../providers/build.ts";
import type { DeployedWorker, Provider } from "../providers/provider.ts";
import { guardFor } from "./guard.ts";
import type { Mesh, MeshZone } from "./mesh.ts";
import type { Tools } from "./run.ts";
import { relaySpec } from "./specs.ts";

export interface Place {
  readonly zone: MeshZone;
  readonly provider: Provider;
  readonly namespaceId: string;
}

/** Undefined where the config no longer has the zone, or its account is none of ours. */
export function findPlace(zoneName: string, { mesh, providers }: Pick<Tools, "mesh" | "providers">): Place | undefined {
  const zone = mesh.zones.find((candidate) => candidate.zone === zoneName);
  const provider = providers.get(zone?.account ?? "");
  const namespaceId = mesh.namespaces[zone?.account ?? ""];
  return zone && provider && namespaceId !== undefined ? { zone, provider, namespaceId } : undefined;
}

/** The Worker, and the guard before it. What guard cannot be had is told and keeps no mirror from readers. */
export async function ensureRelay(
  place: Place,
  tools: Pick<Tools, "keys" | "mesh" | "warden" | "onProgress">,
): Promise<void> {
  await place.provider.ensure(await specOf(place, tools));
  for (const text of await ensureGuard(place, tools.mesh)) tools.onProgress({ step: "warning", text });
}

/** What could not be had, as sentences. */
export async function ensureGuard(
  { zone, provider }: Place,
  { country = "" }: Pick<Mesh, "country">,
): Promise<readonly string[]> {
  const { notes } = await provider.ensureGuard(zone.zone, guardFor(country));
  return notes.map((note) => `${zone.zone}: ${note}`);
}

/** Whether what stands is what this installation, config and keys would deploy, and nobody switched its logging on. */
export async function isCurrent(
  place: Place,
  deployed: readonly DeployedWorker[],
  tools: Pick<Tools, "keys" | "warden">,
): Promise<boolean> {
  const spec = await specOf(place, tools);
  const isBuilt = deployed.some(({ name, build }) => name === spec.name && build === buildOf(spec));
  return isBuilt && (await place.provider.logging(spec.name)).length === 0;
}

function specOf({ zone, namespaceId }: Place, { keys, warden }: Pick<Tools, "keys" | "warden">) {
  return relaySpec(zone, { keys, namespaceId, wardenUrl: warden.url });
}
