// Wait until a mirror's records can be read where they were written. Probing sooner would plant a cached negative look-up
// at the edge, which then outlives the wait.

import { splitRecord } from "../../shared/domain/envelope.ts";
import { keyringKey, serviceKey } from "../../shared/store/keys.ts";
import type { Clock } from "../clock.ts";
import type { Provider } from "../providers/provider.ts";
import { MintFailure } from "./failure.ts";

const GIVE_UP_SECONDS = 90;
const FIRST_WAIT_MILLISECONDS = 100;
const LONGEST_WAIT_MILLISECONDS = 5000;

export interface VisibleOptions {
  readonly provider: Provider;
  readonly namespaceId: string;
  readonly clock: Clock;
}

/** Until `key` holds at least `version`, and the service and the keyring can be read at all. */
export async function waitUntilVisible(
  wanted: { readonly key: string; readonly version: number; readonly service: string },
  options: VisibleOptions,
): Promise<void> {
  await waitFor({ key: keyringKey(), version: 0 }, options);
  await waitFor({ key: serviceKey(wanted.service), version: 0 }, options);
  await waitFor(wanted, options);
}

async function waitFor(
  { key, version }: { readonly key: string; readonly version: number },
  { provider, namespaceId, clock }: VisibleOptions,
): Promise<void> {
  const giveUpAt = clock.now() + GIVE_UP_SECONDS * 1000;
  for (let wait = FIRST_WAIT_MILLISECONDS; ; wait = Math.min(LONGEST_WAIT_MILLISECONDS, wait * 2)) {
    const seen = versionOf(await provider.readValue(namespaceId, key));
    if (seen !== undefined && seen >= version) return;
    if (clock.now() >= giveUpAt) {
      const what = seen === undefined ? "is not there" : `is still version ${seen}, not ${version}`;
      throw new MintFailure(`After ${GIVE_UP_SECONDS} s the record ${key} ${what}.`, {
        next: "The warden writes it again by itself; run mint again in some minutes, it goes on where it stopped.",
        passing: true,
      });
    }
    await clock.sleep(wait);
  }
}

/** The version a record says it has; whether it is signed is the relay's to check. */
function versionOf(value: Uint8Array | undefined): number | undefined {
  const body = splitRecord(new TextDecoder().decode(value))?.body;
  if (body === undefined) return undefined;
  try {
    const { version } = JSON.parse(body) as { version?: unknown };
    return typeof version === "number" ? version : undefined;
  } catch {
    return undefined;
  }
}
