// What this mirror tells its lifeboat and nobody else (shared/domain/boat.ts). Loaded when a browser installs the first one.

import type { Boarding, Tier } from "../../shared/domain/boat.ts";
import { type Bytes, toBase64url } from "../../shared/domain/bytes.ts";
import { sealCarried } from "../../shared/domain/carried.ts";
import { readerKey } from "../../shared/domain/ticket.ts";
import type { MeshView } from "../../shared/store/mesh.ts";
import type { Boats } from "./boats.ts";
import type { FoundMirror } from "./identify.ts";
import type { HeldTicket } from "./passes.ts";

export interface BoardingPorts {
  readonly mesh: Pick<MeshView, "jarKeys">;
  readonly boats: Boats;
  /** The mesh's root key, raw Ed25519. */
  readonly rootKey: Bytes;
}

export interface Boarder {
  readonly hostname: string;
  readonly mirror: FoundMirror;
  readonly held: HeldTicket;
  readonly tier: Tier;
}

/** Undefined: the service has no jar keys yet, and this lifeboat does without failover. */
export async function board(
  { hostname, mirror, held, tier }: Boarder,
  { mesh, boats, rootKey }: BoardingPorts,
): Promise<Boarding | undefined> {
  const { service, mark, root } = mirror;
  const jarKeys = await mesh.jarKeys(service);
  if (jarKeys === undefined) return undefined;
  const key = await boats.keyOf(hostname, held);
  const carried = await sealCarried({ ticket: held.bytes, boatKey: key, mark }, { jarKeys, service, tier });
  return {
    ...{ hostname, service, tier, lineage: held.ticket.lineage },
    ...(root !== undefined && { alias: root }),
    root: toBase64url(rootKey),
    readerKey: toBase64url(await readerKey(held.bytes)),
    key: toBase64url(key),
    carried: toBase64url(carried),
  };
}
