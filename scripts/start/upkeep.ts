// What a mesh that is left running needs of its operator's machine: the keyring lives at most 30 days, and only the root,
// which never leaves this machine, can sign the next one; and sealed lists are rewritten at fixed times.

import { setTimeout as sleep } from "node:timers/promises";
import { renewKeyring } from "../mint/keyring.ts";
import type { Keys } from "../operator/keys.ts";
import type { WardenClient } from "../operator/wardenclient.ts";

const HOUR_MILLISECONDS = 3_600_000;

export interface UpkeepOptions {
  readonly warden: WardenClient;
  readonly keys: Keys;
  readonly signal: AbortSignal;
  readonly everyMilliseconds?: number;
  /** Publishes sealed lists, where they are due. */
  readonly publishLists?: () => Promise<unknown>;
}

/** Until `signal`. Renewing is a look unless it is due; one that fails is tried again at the next hour, days before it matters. */
export async function keepUp(options: UpkeepOptions): Promise<void> {
  const { warden, keys, signal, everyMilliseconds = HOUR_MILLISECONDS, publishLists } = options;
  await publishLists?.().catch(() => undefined);
  while (!signal.aborted) {
    await sleep(everyMilliseconds, undefined, { signal }).catch(() => undefined);
    if (signal.aborted) return;
    await renewKeyring(warden, { keys }).catch(() => undefined);
    await publishLists?.().catch(() => undefined);
  }
}
