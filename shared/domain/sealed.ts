// Bytes sealed to whoever holds a P-256 key: reports to the warden, snapshots to the operator. A key pair made for this
// message alone agrees with theirs on a key that seals once, so its nonce may be zero.
//
//   sealed = ephemeral point, uncompressed(65) | AES-256-GCM(clear)
//   key    = HKDF-SHA-256(ECDH(ephemeral, theirs), "hezar/<type>/v1\0" ephemeral point)

import { type Bytes, concat, utf8 } from "./bytes.ts";

export const POINT_BYTES = 65;
const CURVE = { name: "ECDH", namedCurve: "P-256" };

export interface EphemeralPair {
  /** Raw point, 65 bytes. */
  readonly point: Uint8Array;
  readonly privateKey: WebCryptoKey;
}

/** A message sealed as one type, or behind one head, opens as no other. */
export interface SealedAs {
  readonly type: "report" | "snapshot";
  /** Stands before it in the clear, and is bound to it; absent: nothing does. */
  readonly head?: Bytes;
}

export async function sealTo(
  to: Uint8Array,
  clear: Bytes,
  { ephemeral, ...as }: SealedAs & { readonly ephemeral: EphemeralPair },
): Promise<Bytes> {
  const { point, privateKey } = ephemeral;
  const key = await sealingKey(privateKey, await importPoint(to), context(as, point));
  return concat(point, new Uint8Array(await crypto.subtle.encrypt(gcm(as), key, clear)));
}

/** Undefined for a point off the curve, another's key, a changed byte: WebCrypto throws at each, and all are one refusal. */
export async function unsealWith(privateKey: WebCryptoKey, sealed: Bytes, as: SealedAs): Promise<Bytes | undefined> {
  try {
    const point = sealed.subarray(0, POINT_BYTES);
    const key = await sealingKey(privateKey, await importPoint(point), context(as, point));
    return new Uint8Array(await crypto.subtle.decrypt(gcm(as), key, sealed.subarray(POINT_BYTES)));
  } catch {
    return undefined;
  }
}

function gcm({ head = new Uint8Array() }: SealedAs): Record<string, unknown> {
  return { name: "AES-GCM", iv: new Uint8Array(12), additionalData: head };
}

function context({ type }: SealedAs, point: Uint8Array): Bytes {
  return concat(utf8(`hezar/${type}/v1\0`), point);
}

function importPoint(point: Uint8Array): Promise<WebCryptoKey> {
  return crypto.subtle.importKey("raw", concat(point), CURVE, false, []);
}

async function sealingKey(own: WebCryptoKey, theirs: WebCryptoKey, info: Bytes): Promise<WebCryptoKey> {
  const shared = await crypto.subtle.deriveBits({ name: "ECDH", public: theirs }, own, 256);
  const secret = await crypto.subtle.importKey("raw", shared, "HKDF", false, ["deriveBits"]);
  const hkdf = { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info };
  const bits = await crypto.subtle.deriveBits(hkdf, secret, 256);
  return crypto.subtle.importKey("raw", bits, "AES-GCM", false, ["encrypt", "decrypt"]);
}
