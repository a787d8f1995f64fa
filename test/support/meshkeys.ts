// A mesh's keys for a test: a root, one online key, and the keyring that joins them. Real keys, made from fixed seeds.

import { type Bytes, toBase64url } from "../../shared/domain/bytes.ts";
import { type Keyring, type KeyringBody, openKeyring, signKeyring } from "../../shared/domain/keyring.ts";
import { createSigner, createVerifier, type Signer, type Verifier } from "../../shared/domain/signature.ts";

export const NOW = 1_795_000_000;
export const ONLINE_KEY_ID = 7;

export interface MeshKeys {
  readonly root: Signer;
  readonly rootVerifier: Verifier;
  readonly rootKey: Bytes;
  readonly online: Signer;
  readonly onlineSeed: Bytes;
  readonly keyringText: string;
  readonly keyring: Keyring;
}

export function seed(fill: number): Bytes {
  return new Uint8Array(32).fill(fill);
}

/** The raw public key of an Ed25519 seed. */
export async function publicKeyOf(secret: Uint8Array): Promise<Bytes> {
  const { getPublicKeyAsync } = await import("@noble/ed25519");
  return new Uint8Array(await getPublicKeyAsync(secret));
}

export async function createMeshKeys(changes: Partial<KeyringBody> = {}): Promise<MeshKeys> {
  const root = await createSigner(0, seed(1));
  const rootKey = await publicKeyOf(seed(1));
  const rootVerifier = await createVerifier(rootKey);
  const onlineKey = toBase64url(await publicKeyOf(seed(2)));
  const body: KeyringBody = {
    v: 1,
    version: 1,
    issuedAt: NOW - 3600,
    keys: [
      {
        id: ONLINE_KEY_ID,
        key: onlineKey,
        uses: ["ticket", "record", "roster"],
        notBefore: NOW - 3600,
        notAfter: NOW + 20 * 86_400,
      },
    ],
    revoked: [],
    ...changes,
  };
  const keyringText = await signKeyring(body, root);
  const opened = await openKeyring(keyringText, { root: rootVerifier, atLeast: 0 });
  if (!opened.ok) throw new Error(`the test's own keyring is refused: ${opened.reason}`);
  const online = await createSigner(ONLINE_KEY_ID, seed(2));
  return { root, rootVerifier, rootKey, online, onlineSeed: seed(2), keyringText, keyring: opened.value };
}
