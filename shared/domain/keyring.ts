// The keyring says which online keys speak for the mesh, for what, and until when. Only the offline root signs it; a
// client pins the root. It lives at most 30 days, only grows in version, and alone may carry the kill switch.
//
//   record = "0." base64url(signature) "\n" JSON
//   JSON   = { v: 1, version, issuedAt, keys: [{ id: 1–255, key: base64url(32), uses, notBefore, notAfter }], revoked: [id], kill?: true }
// Times are whole seconds since the epoch.

import { fromBase64url } from "./bytes.ts";
import { sealRecord, splitRecord } from "./envelope.ts";
import { ok, type Result, refuse } from "./result.ts";
import * as shape from "./shape.ts";
import { createVerifier, PUBLIC_KEY_BYTES, type Signer, type Verifier } from "./signature.ts";

export const KEYRING_LIFETIME_SECONDS = 30 * 86_400;
export const ROOT_KEY_ID = 0;

const use = shape.oneOf("ticket", "record", "roster");
export type KeyUse = shape.Shaped<typeof use>;

const second = shape.count();
const keyId = shape.count(1, 255);

const KeyringBody = shape.object(
  {
    v: shape.oneOf(1),
    version: shape.count(1),
    issuedAt: second,
    keys: shape.list(
      shape.object({
        id: keyId,
        key: shape.string((text) => fromBase64url(text)?.length === PUBLIC_KEY_BYTES),
        uses: shape.list(use, 1),
        notBefore: second,
        notAfter: second,
      }),
      0,
      16,
    ),
    revoked: shape.list(keyId),
  },
  { kill: shape.oneOf(true) },
);
export type KeyringBody = shape.Shaped<typeof KeyringBody>;

export type KeyringRefusal = "malformed" | "forged" | "older" | "too long-lived";
export type KeyRefusal = "unknown key" | "revoked key" | "wrong use" | "key not valid now";

export interface Keyring {
  /** As the root signed it. */
  readonly text: string;
  readonly body: KeyringBody;
  /** The verifier of key `id` if it may be used for `use` at `now` (seconds). */
  verifierFor(id: number, use: KeyUse, now: number): Result<Verifier, KeyRefusal>;
}

export function signKeyring(body: KeyringBody, root: Signer): Promise<string> {
  return sealRecord("keyring", JSON.stringify(body), root);
}

/** `atLeast`: the highest version seen so far; an older keyring is a downgrade and is refused. */
export async function openKeyring(
  text: string,
  options: { readonly root: Verifier; readonly atLeast: number },
): Promise<Result<Keyring, KeyringRefusal>> {
  const record = splitRecord(text);
  if (record === undefined || record.keyId !== ROOT_KEY_ID) return refuse("malformed");
  if (!(await options.root.verify("keyring", record.bodyBytes, record.signature))) return refuse("forged");
  const parsed = parseBody(record.body);
  if (!parsed.ok) return parsed;
  if (parsed.value.version < options.atLeast) return refuse("older");
  return ok(await createKeyring(text, parsed.value));
}

function parseBody(text: string): Result<KeyringBody, KeyringRefusal> {
  const body = shape.readJson(text, KeyringBody);
  if (body === undefined) return refuse("malformed");
  const latest = body.issuedAt + KEYRING_LIFETIME_SECONDS;
  if (body.keys.some((key) => key.notAfter > latest)) return refuse("too long-lived");
  return ok(body);
}

async function createKeyring(text: string, body: KeyringBody): Promise<Keyring> {
  const verifiers = new Map<number, Verifier>();
  for (const { id, key } of body.keys) {
    const bytes = fromBase64url(key);
    if (bytes !== undefined) verifiers.set(id, await createVerifier(bytes));
  }
  return { text, body, verifierFor: (id, use, now) => find(body, verifiers, { id, use, now }) };
}

function find(
  body: KeyringBody,
  verifiers: ReadonlyMap<number, Verifier>,
  wanted: { readonly id: number; readonly use: KeyUse; readonly now: number },
): Result<Verifier, KeyRefusal> {
  const entry = body.keys.find((key) => key.id === wanted.id);
  const verifier = verifiers.get(wanted.id);
  if (entry === undefined || verifier === undefined) return refuse("unknown key");
  if (body.revoked.includes(wanted.id)) return refuse("revoked key");
  if (!entry.uses.includes(wanted.use)) return refuse("wrong use");
  if (wanted.now < entry.notBefore || wanted.now > entry.notAfter) return refuse("key not valid now");
  return ok(verifier);
}
