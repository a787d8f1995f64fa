// Everything a mirror needs to be itself, derived from its zone's secret and its hostname: nothing to store, nothing to
// lose when a Worker is deployed again, and no two mirrors alike.

import { type Bytes, toBase64url } from "./bytes.ts";
import { hkdf } from "./derive.ts";

export interface MirrorKeys {
  /** Masks tickets in this mirror's links. Known to the warden as well, which makes the links. */
  readonly mask: Bytes;
  /** Seals passes. Known to this mirror only. */
  readonly pass: Bytes;
  /** Name of the pass cookie: an ordinary word with the `__Host-` prefix. */
  readonly passCookie: string;
  /** Path segment under which this mirror's own endpoints live: 8 lower-case letters, no secret. */
  readonly door: string;
  /** What cookies that no page may see are marked with: 10 lower-case letters that nobody can guess. */
  readonly mark: string;
  /** Makes boat keys (boat.ts). Known to this mirror only. */
  readonly boat: Bytes;
}

// Names that many unrelated sites give their session cookie.
const COOKIE_NAMES = [
  "sid",
  "session",
  "prefs",
  "token",
  "visit",
  "state",
  "auth",
  "user",
  "sess",
  "locale",
  "theme",
  "cart",
];
const DOOR_LETTERS = 8;
export const MARK_LETTERS = 10;

export async function deriveMirrorKeys(zoneSecret: Uint8Array, hostname: string): Promise<MirrorKeys> {
  const [mask, pass, looks, boat] = await Promise.all([
    hkdf(zoneSecret, `hezar/mask/${hostname}`, 32),
    hkdf(zoneSecret, `hezar/pass/${hostname}`, 32),
    hkdf(zoneSecret, `hezar/looks/${hostname}`, 32),
    hkdf(zoneSecret, `hezar/boat/${hostname}`, 32),
  ]);
  const word = COOKIE_NAMES[(looks[0] ?? 0) % COOKIE_NAMES.length];
  const suffix = toBase64url(looks.subarray(1, 4));
  const passCookie = `__Host-${word}_${suffix}`;
  const door = letters(looks.subarray(8, 8 + DOOR_LETTERS));
  return { mask, pass, passCookie, door, mark: letters(looks.subarray(16, 16 + MARK_LETTERS)), boat };
}

/** The secret of one zone, from the mesh's deploy key: the operator's machine can always derive it again. */
export function deriveZoneSecret(deployKey: Uint8Array, zone: string): Promise<Bytes> {
  return hkdf(deployKey, `hezar/zone/${zone}`, 32);
}

function letters(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => String.fromCharCode(97 + (byte % 26))).join("");
}
