// Ed25519 for browsers whose WebCrypto has none (Chromium before 137, which many phones still run): imported before the
// failover there and nowhere else. shared/domain/signature.ts takes it where it stands.

import { verifyAsync } from "@noble/ed25519";

declare const self: {
  hezarEd25519?: (signature: Uint8Array, message: Uint8Array, key: Uint8Array) => Promise<boolean>;
};

// By RFC 8032 to the letter, as WebCrypto does.
self.hezarEd25519 = (signature, message, key) => verifyAsync(signature, message, key, { zip215: false });
