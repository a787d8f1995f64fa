// A record: a JSON body in a signed envelope, opened against the keyring and a schema. One bad field refuses the whole,
// and a version below one already seen is refused: KV may be stale or rolled back, a reader's view may not.

import * as v from "valibot";
import { sealRecord, splitRecord } from "./envelope.ts";
import type { KeyRefusal, Keyring } from "./keyring.ts";
import { ok, type Result, refuse } from "./result.ts";
import type { SignedType, Signer } from "./signature.ts";

export type RecordRefusal = KeyRefusal | "malformed" | "forged" | "older";

export interface Versioned {
  readonly version: number;
}

export interface OpenOptions {
  readonly keyring: Keyring;
  /** Seconds since the epoch. */
  readonly now: number;
  /** The highest version of this record seen so far. */
  readonly atLeast: number;
}

export function signRecord(type: SignedType, body: Versioned, signer: Signer): Promise<string> {
  return sealRecord(type, JSON.stringify(body), signer);
}

export async function openRecord<Schema extends v.GenericSchema<unknown, Versioned>>(
  { type, schema }: { readonly type: SignedType; readonly schema: Schema },
  text: string,
  { keyring, now, atLeast }: OpenOptions,
): Promise<Result<v.InferOutput<Schema>, RecordRefusal>> {
  const record = splitRecord(text);
  if (record === undefined) return refuse("malformed");
  const verifier = keyring.verifierFor(record.keyId, "record", now);
  if (!verifier.ok) return verifier;
  if (!(await verifier.value.verify(type, record.bodyBytes, record.signature))) return refuse("forged");
  const body = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), record.body);
  if (!body.success) return refuse("malformed", body.issues[0]?.message);
  return body.output.version < atLeast ? refuse("older") : ok(body.output);
}
