// The claim: a mirror's name and place told to the warden before anything is deployed, so that whatever happens to us it is
// known.

import type { MeshStatus, Mirror, Order } from "../../shared/wardenapi.ts";
import { WardenRefusal } from "../operator/wardenclient.ts";
import type { MeshZone } from "./mesh.ts";
import { createClaim } from "./place.ts";
import type { Run } from "./run.ts";

export interface ClaimOptions {
  readonly zone: MeshZone;
  readonly status: MeshStatus;
  /** The number of an autopilot's lease. */
  readonly fence?: number;
}

/** "taken": another tool was quicker, the order was withdrawn, or the lease is over. */
export async function claimOrder(
  { id, service }: Pick<Order, "id" | "service">,
  { zone, status, fence }: ClaimOptions,
  run: Run,
): Promise<Mirror | "taken"> {
  const intent = await createClaim(zone, { ...run, status });
  run.onProgress({ step: "claim", hostname: intent.hostname, service });
  run.onStep("claim", "before");
  try {
    const mirror = await run.warden.claim(id, { ...intent, ...(fence !== undefined && { fence }) });
    run.onStep("claim", "after");
    return mirror;
  } catch (error) {
    if (error instanceof WardenRefusal && error.code === "conflict") return "taken";
    throw error;
  }
}
