// The keyring as the operator's machine signs it: one online key, for everything, for 30 days. It is signed again when
// less than half of that is left, so that a machine switched on every fortnight is enough.

import { createPrivateKey, createPublicKey } from "node:crypto";
import { concat, fromBase64url } from "../../shared/domain/bytes.ts";
import { KEYRING_LIFETIME_SECONDS, ROOT_KEY_ID, signKeyring } from "../../shared/domain/keyring.ts";
import { createSigner } from "../../shared/domain/signature.ts";
import { type Clock, systemClock } from "../clock.ts";
import type { Keys } from "../operator/keys.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import { Mistake } from "../terminal/mistake.ts";

const RENEW_BELOW_SECONDS = KEYRING_LIFETIME_SECONDS / 2;
/** Devices' and relays' clocks may be a little behind the operator's. */
const CLOCK_SKEW_SECONDS = 3600;

/** base64url, 32 bytes: what every relay pins. */
export function rootPublicKey(keys: Keys): string {
  return publicText(keys.rootSeed);
}

/** `standing`: the keyring the warden has; `now` in seconds. */
export function isDue(standing: { readonly notAfter: number } | undefined, now: number): boolean {
  return standing === undefined || standing.notAfter - now < RENEW_BELOW_SECONDS;
}

/**
 * Renews the warden's keyring if that is due; answers the version in force. A new version is at least the time in seconds,
 * so it grows even where the warden lost its memory and nobody knows what relays have seen.
 */
export async function renewKeyring(
  warden: WardenClient,
  { keys, clock = systemClock, isForced = false }: RenewOptions,
): Promise<number> {
  const { keyring } = await warden.status();
  const now = Math.floor(clock.now() / 1000);
  if (keyring !== undefined && !isForced && !isDue(keyring, now)) return keyring.version;
  if (keyring !== undefined && !isForced && keyring.kill !== keys.kill) throw killUnclear();
  const version = Math.max((keyring?.version ?? 0) + 1, now);
  return warden.putKeyring(await createKeyring(keys, { version, now }));
}

export interface RenewOptions {
  readonly keys: Keys;
  readonly clock?: Clock;
  /** The operator's own word: at once, whatever the standing one says. */
  readonly isForced?: boolean;
}

/** A process that began before the switch was moved must not move it back, and no warden may move it. */
function killUnclear(): Mistake {
  return new Mistake("The keyring is not renewed", {
    why: "the warden's and this process' word on the kill switch differ",
    next: "Start this process again; if that does not help, `hezar kill --yes` or `hezar kill --lift` says which it is.",
  });
}

const ALL_USES = ["ticket", "record", "roster"] as const;

/**
 * A signed keyring of the given version. Retired keys stand for the tickets they signed. `isSettling`: for their records as
 * well, while those of the new key are on their way to every edge; else a relay that has one but not the other shows the cover.
 */
export async function createKeyring(
  keys: Keys,
  options: { readonly version: number; readonly now: number; readonly isSettling?: boolean },
): Promise<string> {
  const { version, now, isSettling = false } = options;
  const retired = (keys.retired ?? []).filter(({ until, revoked }) => until > now && revoked === undefined);
  const body = {
    v: 1 as const,
    version,
    issuedAt: now,
    keys: [
      {
        id: keys.online.id,
        key: publicText(keys.online.seed),
        uses: ALL_USES,
        notBefore: now - CLOCK_SKEW_SECONDS,
        notAfter: now + KEYRING_LIFETIME_SECONDS,
      },
      ...retired.map(({ id, key, until }) => ({
        ...{ id, key },
        uses: isSettling ? ALL_USES : (["ticket"] as const),
        notBefore: now - CLOCK_SKEW_SECONDS,
        notAfter: Math.min(until, now + KEYRING_LIFETIME_SECONDS),
      })),
    ].map(({ uses, ...key }) => ({ ...key, uses: [...uses] })),
    revoked: (keys.retired ?? []).filter(({ revoked }) => revoked).map(({ id }) => id),
    ...(keys.kill && { kill: keys.kill }),
  };
  return signKeyring(body, await createSigner(ROOT_KEY_ID, seedBytes(keys.rootSeed)));
}

// RFC 8410: a PKCS#8 envelope around a 32-byte Ed25519 seed is this constant prefix and the seed.
const PKCS8_PREFIX = Buffer.from("302e020100300506032b657004220420", "hex");

export function publicText(seed: string): string {
  const key = createPrivateKey({
    key: Buffer.from(concat(PKCS8_PREFIX, seedBytes(seed))),
    format: "der",
    type: "pkcs8",
  });
  return createPublicKey(key).export({ format: "jwk" }).x ?? "";
}

export function seedBytes(text: string): Uint8Array {
  const bytes = fromBase64url(text);
  if (bytes === undefined) throw new Error("keys.json was checked when it was read");
  return bytes;
}
