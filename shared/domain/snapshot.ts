// A snapshot of the warden's memory, sealed to the operator: only the operator's machine opens it, and only the warden's
// online key makes it. Whoever stores it can keep it back or lose it, but neither read nor invent one, nor show an old one
// under a newer one's number.
//
//   snapshot = version(1) = 1 | number(6, big-endian) | ephemeral P-256 point, uncompressed(65) | AES-256-GCM(clear), the
//              version and number as associated data
//   key      = HKDF(ECDH(ephemeral, operator's), "hezar/snapshot/v1\0" point); it seals once, so the nonce is zero
//   clear    = key id(1) | Ed25519 signature(64) over "hezar/snapshot/v1\0" version | number | payload | payload

import { type Bytes, concat, utf8 } from "./bytes.ts";
import { ok, type Result, refuse } from "./result.ts";
import { SIGNATURE_BYTES, type Signer, type Verifier } from "./signature.ts";

const VERSION = 1;
const NUMBER_BYTES = 6;
const HEAD_BYTES = 1 + NUMBER_BYTES;
const POINT_BYTES = 65;

export type SnapshotRefusal = "torn" | "not for this operator" | "forged" | "another number";

export interface SealSnapshotOptions {
  readonly number: number;
  /** The operator's P-256 point, uncompressed. */
  readonly to: Uint8Array;
  /** Made for this snapshot alone. */
  readonly ephemeral: { readonly point: Uint8Array; readonly privateKey: WebCryptoKey };
  readonly signer: Signer;
}

export async function sealSnapshot(
  payload: Uint8Array,
  { number, to, ephemeral, signer }: SealSnapshotOptions,
): Promise<Bytes> {
  const head = encodeHead(number);
  const signature = await signer.sign("snapshot", concat(head, payload));
  const clear = concat(Uint8Array.of(signer.keyId), signature, payload);
  const key = await sealingKey(ephemeral.privateKey, to, ephemeral.point);
  const sealed = await crypto.subtle.encrypt(gcm(head), key, clear);
  return concat(head, ephemeral.point, new Uint8Array(sealed));
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
  const clear = await unseal(whole.subarray(HEAD_BYTES), { head, key });
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

async function unseal(
  rest: Bytes,
  { head, key }: { readonly head: Bytes; readonly key: WebCryptoKey },
): Promise<Bytes | undefined> {
  try {
    const point = rest.subarray(0, POINT_BYTES);
    const opening = await sealingKey(key, point, point);
    return new Uint8Array(await crypto.subtle.decrypt(gcm(head), opening, rest.subarray(POINT_BYTES)));
  } catch {
    // A point off the curve, another operator's key, a changed byte: WebCrypto throws, and all are one refusal.
    return undefined;
  }
}

function gcm(head: Bytes): Record<string, unknown> {
  return { name: "AES-GCM", iv: new Uint8Array(12), additionalData: head };
}

async function sealingKey(own: WebCryptoKey, other: Uint8Array, point: Uint8Array): Promise<WebCryptoKey> {
  const theirs = await crypto.subtle.importKey("raw", concat(other), { name: "ECDH", namedCurve: "P-256" }, false, []);
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const info = concat(utf8("hezar/snapshot/v1\0"), point);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const bits = await crypto.subtle.deriveBits(hkdf, secret, 256);
  return crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["encrypt", "decrypt"]);
}
