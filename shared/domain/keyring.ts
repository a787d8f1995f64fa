// The keyring says which online keys speak for the mesh, for what, and until when. Only the offline root signs it; a
// client pins the root. It lives at most 30 days, only grows in version, and alone may carry the kill switch.
//
//   record = "0." base64url(signature) "\n" JSON
//   JSON   = { v: 1, version, issuedAt, keys: [{ id: 1–255, key: base64url(32), uses, notBefore, notAfter }], revoked: [id], kill?: true }
// Times are whole seconds since the epoch.

import * as v from "valibot";
import { fromBase64url } from "./bytes.ts";
import { sealRecord, splitRecord } from "./envelope.ts";
import { ok, type Result, refuse } from "./result.ts";
import { createVerifier, PUBLIC_KEY_BYTES, type Signer, type Verifier } from "./signature.ts";

export const KEYRING_LIFETIME_SECONDS = 30 * 86_400;
export const ROOT_KEY_ID = 0;

const Use = v.picklist(["ticket", "record", "roster"]);
export type KeyUse = v.InferOutput<typeof Use>;

const second = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const keyId = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(255));

const KeyringBody = v.strictObject({
  v: v.literal(1),
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  issuedAt: second,
  keys: v.pipe(
    v.array(
      v.strictObject({
        id: keyId,
        key: v.pipe(
          v.string(),
          v.check((text) => fromBase64url(text)?.length === PUBLIC_KEY_BYTES, "32 bytes of base64url"),
        ),
        uses: v.pipe(v.array(Use), v.minLength(1)),
        notBefore: second,
        notAfter: second,
      }),
    ),
    v.maxLength(16),
  ),
  revoked: v.array(keyId),
  kill: v.exactOptional(v.literal(true)),
});
export type KeyringBody = v.InferOutput<typeof KeyringBody>;

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
  const body = v.safeParse(v.pipe(v.string(), v.parseJson(), KeyringBody), text);
  if (!body.success) return refuse("malformed", body.issues[0].message);
  const latest = body.output.issuedAt + KEYRING_LIFETIME_SECONDS;
  if (body.output.keys.some((key) => key.notAfter > latest)) return refuse("too long-lived");
  return ok(body.output);
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
