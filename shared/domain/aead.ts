// AES-256-GCM (NIST SP 800-38D) as everything sealed between relays and lifeboats uses it: a key for one purpose, what the
// text is bound to in the clear, and a failed check that is an answer like any other.
//
//   sealed = nonce(12) | AES-256-GCM(clear) with its tag(16)

import { type Bytes, concat, utf8 } from "./bytes.ts";
import { hkdf } from "./derive.ts";

export const SEAL_NONCE_BYTES = 12;
/** What sealing adds. */
export const SEAL_BYTES = SEAL_NONCE_BYTES + 16;

export interface Seal {
  /** `bound` must be the same when it is opened; `nonce` is never used twice. */
  seal(clear: Uint8Array, bound: string, nonce: Uint8Array): Promise<Bytes>;
  /** Undefined for whatever was not sealed with this key and bound to this. */
  open(sealed: Uint8Array, bound: string): Promise<Bytes | undefined>;
}

/** `secret` may have several purposes, each a key of its own. */
export async function createSeal(secret: Uint8Array, purpose: string): Promise<Seal> {
  const bytes = await hkdf(secret, purpose, 32);
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  const gcm = (iv: Bytes, bound: string) => ({ name: "AES-GCM", iv, additionalData: utf8(`${purpose}\0${bound}`) });
  return {
    seal: async (clear, bound, nonce) => {
      const iv = concat(nonce);
      return concat(iv, new Uint8Array(await crypto.subtle.encrypt(gcm(iv, bound), key, concat(clear))));
    },
    open: async (sealed, bound) => {
      const iv = concat(sealed.subarray(0, SEAL_NONCE_BYTES));
      try {
        const clear = await crypto.subtle.decrypt(gcm(iv, bound), key, concat(sealed.subarray(SEAL_NONCE_BYTES)));
        return new Uint8Array(clear);
      } catch {
        return undefined;
      }
    },
  };
}
