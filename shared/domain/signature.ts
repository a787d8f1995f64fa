// Ed25519 (RFC 8032) with a type in front of every message, so that a signature made for one kind of record can never be
// shown as another. WebCrypto does the work: workerd, Node and current browsers have Ed25519.

import { type Bytes, concat, utf8 } from "./bytes.ts";

/** Every signed type of the protocol; the name is part of what is signed. */
export type SignedType =
  | "ticket"
  | "keyring"
  | "listcode"
  | "zone"
  | "service"
  | "blocklist"
  | "roster"
  | "jarkeys"
  | "probes"
  | "snapshot";

export interface Signer {
  /** 1–255 for online keys; 0 is the offline root. */
  readonly keyId: number;
  sign(type: SignedType, body: Uint8Array): Promise<Bytes>;
}

export interface Verifier {
  verify(type: SignedType, body: Uint8Array, signature: Uint8Array): Promise<boolean>;
}

export const SIGNATURE_BYTES = 64;
export const PUBLIC_KEY_BYTES = 32;
export const SEED_BYTES = 32;

// RFC 8410: a PKCS#8 envelope around a 32-byte Ed25519 seed is this constant prefix and the seed.
const PKCS8_PREFIX = [
  ...[0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06],
  ...[0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20],
];

/** `seed`: 32 secret bytes, the private key as RFC 8032 writes it. */
export async function createSigner(keyId: number, seed: Uint8Array): Promise<Signer> {
  const key = await crypto.subtle.importKey("pkcs8", Uint8Array.of(...PKCS8_PREFIX, ...seed), "Ed25519", false, [
    "sign",
  ]);
  return {
    keyId,
    sign: async (type, body) => new Uint8Array(await crypto.subtle.sign("Ed25519", key, typed(type, body))),
  };
}

type Verify = (signature: Uint8Array, message: Uint8Array, key: Uint8Array) => Promise<boolean>;

/** `publicKey`: 32 raw bytes. */
export async function createVerifier(publicKey: Uint8Array): Promise<Verifier> {
  // An older browser's, imported beside the lifeboat (olderkeys.ts).
  const { hezarEd25519: standIn } = globalThis as { readonly hezarEd25519?: Verify };
  if (standIn) return { verify: (type, body, signature) => standIn(signature, typed(type, body), publicKey) };
  const key = await crypto.subtle.importKey("raw", concat(publicKey), "Ed25519", false, ["verify"]);
  return {
    verify: (type, body, signature) => crypto.subtle.verify("Ed25519", key, concat(signature), typed(type, body)),
  };
}

function typed(type: SignedType, body: Uint8Array): Bytes {
  return concat(utf8(`hezar/${type}/v1\0`), body);
}
