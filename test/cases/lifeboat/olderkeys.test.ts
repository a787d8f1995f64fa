// A browser whose WebCrypto has no Ed25519 (Chromium before 137): the same signatures hold, and no others.

import { afterEach, beforeEach, expect, test } from "vitest";
import { createSigner, createVerifier } from "../../../shared/domain/signature.ts";
import { publicKeyOf, seed } from "../../support/meshkeys.ts";

const world = globalThis as { self?: unknown; hezarEd25519?: unknown };
const nativeImport = crypto.subtle.importKey;

beforeEach(async () => {
  world.self = globalThis;
  await import("../../../workers/lifeboat/failover/olderkeys.ts");
});
afterEach(() => {
  crypto.subtle.importKey = nativeImport;
  delete world.self;
  delete world.hezarEd25519;
});

test("what the root signed is known without WebCrypto's Ed25519, and a changed bit or another key is not", async () => {
  const signer = await createSigner(0, seed(1));
  const message = new TextEncoder().encode("keyring");
  const signature = await signer.sign("keyring", message);
  crypto.subtle.importKey = (() => Promise.reject(new DOMException("", "NotSupportedError"))) as never;
  const verifier = await createVerifier(await publicKeyOf(seed(1)));
  const flipped = new Uint8Array(signature);
  flipped[3] = (flipped[3] ?? 0) ^ 1;
  expect(await verifier.verify("keyring", message, signature)).toBe(true);
  expect(await verifier.verify("roster", message, signature)).toBe(false);
  expect(await verifier.verify("keyring", message, flipped)).toBe(false);
  expect(await (await createVerifier(await publicKeyOf(seed(2)))).verify("keyring", message, signature)).toBe(false);
});
