// A running digest of a body, to see whether a replay is the same: 53 bits, no secret, no defence against who makes two bodies
// on purpose (a relay that lies needs no such trick). WebCrypto digests only what is there as a whole.

import type { Bytes } from "../../../shared/domain/bytes.ts";

export interface Digest {
  add(bytes: Bytes): void;
  value(): string;
}

export function createDigest(): Digest {
  // Two multiplicative hashes with other primes (FNV-1a's shape).
  let one = 0x811c9dc5;
  let other = 0x41c6ce57;
  return {
    add(bytes) {
      for (let at = 0; at < bytes.length; at++) {
        const byte = bytes[at] as number;
        one = Math.imul(one ^ byte, 0x01000193);
        other = Math.imul(other ^ byte, 0x5f356495);
      }
    },
    value: () => `${one} ${other}`,
  };
}
