// The keys by which witnesses and the warden know each other, derived from the deploy key: a warden that is raised again
// elsewhere has the same ones, so rosters and relays that are out go on being right.

import { createECDH } from "node:crypto";
import { toBase64url } from "../../shared/domain/bytes.ts";
import { hkdf } from "../../shared/domain/derive.ts";
import { deriveEvidenceKey, deriveWitnessToken } from "../../shared/domain/evidencekeys.ts";
import type { Keys } from "../operator/keys.ts";
import { seedBytes } from "./keyring.ts";

const COORDINATE_BYTES = 32;

/** base64url, 32 bytes. */
export async function evidenceKey(keys: Keys): Promise<string> {
  return toBase64url(await deriveEvidenceKey(seedBytes(keys.deployKey)));
}

/** What a zone's relay shows when it tells the warden what it saw. */
export async function collectToken(keys: Keys, zone: string): Promise<string> {
  return deriveWitnessToken(await deriveEvidenceKey(seedBytes(keys.deployKey)), "collect", zone);
}

/** The P-256 key that readers' reports are sealed to, as a JWK in text. */
export async function reportKey(keys: Keys): Promise<string> {
  return JSON.stringify((await derivePair(keys, "hezar/report key")).jwk);
}

/** The P-256 key that the warden's memory is sealed to. Its private half never leaves the operator's machine. */
export function snapshotKey(keys: Keys): Promise<DerivedPair> {
  return derivePair(keys, "hezar/snapshot key");
}

export interface DerivedPair {
  /** Uncompressed. */
  readonly point: Uint8Array;
  readonly jwk: Readonly<Record<"kty" | "crv" | "x" | "y" | "d", string>>;
}

async function derivePair({ deployKey }: Keys, label: string): Promise<DerivedPair> {
  for (let attempt = 0; ; attempt++) {
    // Nearly every 32 bytes are a P-256 scalar; of those that are not (1 in 2³²) the next is taken.
    const d = await hkdf(seedBytes(deployKey), `${label}/${attempt}`, COORDINATE_BYTES);
    const point = pointOf(d);
    if (point === undefined) continue;
    const x = toBase64url(point.subarray(1, 1 + COORDINATE_BYTES));
    const y = toBase64url(point.subarray(1 + COORDINATE_BYTES));
    return { point, jwk: { kty: "EC", crv: "P-256", x, y, d: toBase64url(d) } };
  }
}

function pointOf(scalar: Uint8Array): Uint8Array | undefined {
  const pair = createECDH("prime256v1");
  try {
    pair.setPrivateKey(scalar);
    return new Uint8Array(pair.getPublicKey());
  } catch {
    return undefined;
  }
}
