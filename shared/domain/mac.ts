// A shortened HMAC-SHA-256 (RFC 2104): shows that a message is from who has the secret, or names a thing as only they can again.

import { type Bytes, concat } from "./bytes.ts";

/** The first `lengthBytes` of each message's HMAC; the key is read once for however many messages. */
export async function createMac(secret: Uint8Array, lengthBytes: number): Promise<(message: Bytes) => Promise<Bytes>> {
  const key = await crypto.subtle.importKey("raw", concat(secret), { name: "HMAC", hash: "SHA-256" }, false, ["sign"]);
  return async (message) => new Uint8Array(await crypto.subtle.sign("HMAC", key, message), 0, lengthBytes);
}
