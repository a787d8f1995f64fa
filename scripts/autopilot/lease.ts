// Our side of the lease: taken before anything is done, kept while we work, given back at the end. What is left of it is
// counted by the time that passed here since the warden granted it, so that a wrong clock does not matter, and a process
// that slept (a closed laptop) knows that it must ask again before its next deed.

import type { LeaseAnswer } from "../../shared/wardenapi.ts";
import type { Clock } from "../clock.ts";
import type { WardenClient } from "../operator/wardenclient.ts";

/** Longer than one mint may take (minting gives up after 240 s), so that nobody steps into the middle of one. */
export const LEASE_SECONDS = 300;

export interface LeaseKeeper {
  /** Granted, or who holds it. Asks the warden only when less than half is left. */
  keep(): Promise<LeaseAnswer>;
  giveBack(): Promise<void>;
}

export interface LeaseOptions {
  readonly warden: Pick<WardenClient, "lease">;
  readonly clock: Clock;
  /** A name no other process has. */
  readonly holder: string;
}

export function createLeaseKeeper({ warden, clock, holder }: LeaseOptions): LeaseKeeper {
  let held: LeaseAnswer | undefined;
  let askedAt = 0;
  return {
    keep: async () => {
      const passed = (clock.now() - askedAt) / 1000;
      if (held?.granted === true && passed >= 0 && passed < LEASE_SECONDS / 2) return held;
      askedAt = clock.now();
      held = await warden.lease({ holder, seconds: LEASE_SECONDS });
      return held;
    },
    giveBack: async () => {
      if (held?.granted !== true) return;
      held = undefined;
      await warden.lease({ holder, seconds: 0 });
    },
  };
}
