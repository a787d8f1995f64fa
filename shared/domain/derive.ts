// HKDF-SHA-256 (RFC 5869) with a named purpose: every key of the mesh that is not random is derived here.

import { type Bytes, concat, utf8 } from "./bytes.ts";

/** `lengthBytes` of key material from `secret` for one named purpose. */
export async function hkdf(secret: Uint8Array, purpose: string, lengthBytes: number): Promise<Bytes> {
  const key = await crypto.subtle.importKey("raw", concat(secret), "HKDF", false, ["deriveBits"]);
  const bits = await crypto.subtle.deriveBits(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: utf8(purpose) },
    key,
    lengthBytes * 8,
  );
  return new Uint8Array(bits);
}
