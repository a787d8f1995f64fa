// A snapshot of the warden's memory, sealed to the operator: only the operator's machine opens it, and only the warden's
// online key makes it. Whoever stores it can keep it back or lose it, but neither read nor invent one, nor show an old one
// under a newer one's number.
//
//   snapshot = version(1) = 1 | number(6, big-endian) | ephemeral P-256 point, uncompressed(65) | AES-256-GCM(clear): the
//              point and the key are sealed.ts's, of type snapshot, with version and number as its head
//   clear    = key id(1) | Ed25519 signature(64) over "hezar/snapshot/v1\0" version | number | payload | payload

import { type Bytes, concat } from "./bytes.ts";
import { ok, type Result, refuse } from "./result.ts";
import { type EphemeralPair, POINT_BYTES, sealTo, unsealWith } from "./sealed.ts";
import { SIGNATURE_BYTES, type Signer, type Verifier } from "./signature.ts";

const VERSION = 1;
const NUMBER_BYTES = 6;
const HEAD_BYTES = 1 + NUMBER_BYTES;

export type SnapshotRefusal = "torn" | "not for this operator" | "forged" | "another number";

export interface SealSnapshotOptions {
  readonly number: number;
  /** The operator's P-256 point, uncompressed. */
  readonly to: Uint8Array;
  /** Made for this snapshot alone. */
  readonly ephemeral: EphemeralPair;
  readonly signer: Signer;
}

export async function sealSnapshot(
  payload: Uint8Array,
  { number, to, ephemeral, signer }: SealSnapshotOptions,
): Promise<Bytes> {
  const head = encodeHead(number);
  const signature = await signer.sign("snapshot", concat(head, payload));
  const clear = concat(Uint8Array.of(signer.keyId), signature, payload);
  return concat(head, await sealTo(to, clear, { type: "snapshot", ephemeral, head }));
}

export interface OpenSnapshotOptions {
  /** The number it is stored under. */
  readonly number: number;
  /** The operator's private key. */
  readonly key: WebCryptoKey;
  readonly verifierOf: (keyId: number) => Promise<Verifier | undefined>;
}

/** The payload. */
export async function openSnapshot(
  bytes: Uint8Array,
  { number, key, verifierOf }: OpenSnapshotOptions,
): Promise<Result<Bytes, SnapshotRefusal>> {
  const whole = concat(bytes);
  if (whole.length <= HEAD_BYTES + POINT_BYTES + 1 + SIGNATURE_BYTES || whole[0] !== VERSION) return refuse("torn");
  const head = whole.subarray(0, HEAD_BYTES);
  if (decodeNumber(head) !== number) return refuse("another number");
  const clear = await unsealWith(key, whole.subarray(HEAD_BYTES), { type: "snapshot", head });
  if (clear === undefined) return refuse("not for this operator", "or a byte of it changed");
  const payload = clear.subarray(1 + SIGNATURE_BYTES);
  const verifier = await verifierOf(clear[0] ?? 0);
  const signed = await verifier?.verify("snapshot", concat(head, payload), clear.subarray(1, 1 + SIGNATURE_BYTES));
  return signed === true ? ok(payload) : refuse("forged");
}

function encodeHead(number: number): Bytes {
  const head = new Uint8Array(HEAD_BYTES);
  head[0] = VERSION;
  for (let at = NUMBER_BYTES, rest = number; at >= 1; at--, rest = Math.floor(rest / 256)) head[at] = rest % 256;
  return head;
}

function decodeNumber(head: Uint8Array): number {
  return head.subarray(1).reduce((number, byte) => number * 256 + byte, 0);
}
