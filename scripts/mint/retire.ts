// A mirror's end: the warden takes it out of its zone's record, and a zone's last mirror takes its Worker along. Killed in
// between, the next mint's reconciliation removes the Worker.

import type { Mirror } from "../../shared/wardenapi.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import { alone } from "./lock.ts";
import type { Providers } from "./mesh.ts";
import { zonesInUse } from "./reconcile.ts";
import { relayName } from "./specs.ts";

export interface RetireOptions {
  readonly stateDir: string;
  readonly warden: WardenClient;
  readonly providers: Providers;
  readonly clock?: Clock;
}

export interface Retired {
  readonly mirror: Mirror;
  readonly removedRelay: boolean;
}

/** Retiring what is retired is success. */
export async function retireMirror(hostname: string, options: RetireOptions): Promise<Retired> {
  const { stateDir, warden, providers, clock = systemClock } = options;
  const mirror = await warden.retire(hostname);
  // Under the lock: a mint that is just putting a new mirror on the zone must not lose its Worker.
  return alone(stateDir, { clock }, async () => {
    const provider = providers.get(mirror.account);
    const isLast = !zonesInUse(await warden.status()).has(mirror.zone);
    if (!isLast || provider === undefined) return { mirror, removedRelay: false };
    await provider.remove({ name: relayName(mirror.zone), zone: mirror.zone });
    return { mirror, removedRelay: true };
  });
}
