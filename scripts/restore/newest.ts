// The newest good snapshot over all shelves. Whoever keeps a shelf may have torn, exchanged, invented or withheld what lies on
// it, so each is opened, checked against the warden's key and its own number, and what is refused gives way to the next older.

import type { webcrypto } from "node:crypto";
import { gunzipSync } from "node:zlib";
import * as v from "valibot";
import { fromBase64url, fromUtf8 } from "../../shared/domain/bytes.ts";
import { createVerifier, type Verifier } from "../../shared/domain/signature.ts";
import { openSnapshot } from "../../shared/domain/snapshot.ts";
import { type Snapshot, SnapshotForm, snapshotName, snapshotNumber } from "../../shared/snapshotform.ts";
import { snapshotKey } from "../mint/evidence.ts";
import { publicText } from "../mint/keyring.ts";
import type { Keys } from "../operator/keys.ts";
import type { ReadableShelf } from "./shelf.ts";

export interface Refused {
  readonly shelf: string;
  /** Absent where the shelf itself did not answer. */
  readonly name?: string;
  readonly why: string;
}

export interface Found {
  readonly snapshot: Snapshot;
  readonly shelf: string;
}

export interface Search {
  /** Undefined where no shelf has a good one. */
  readonly found: Found | undefined;
  /** What was passed over on the way. */
  readonly refused: readonly Refused[];
}

/** A whole memory, unpacked; a bomb would say more. */
const CLEAR_BYTES_MOST = 512 * 1024 * 1024;

export async function findNewest(shelves: readonly ReadableShelf[], keys: Keys): Promise<Search> {
  const refused: Refused[] = [];
  const places: { readonly number: number; readonly shelf: ReadableShelf }[] = [];
  for (const shelf of shelves) {
    try {
      for (const name of await shelf.list()) places.push({ number: snapshotNumber(name) ?? 0, shelf });
    } catch (error) {
      refused.push({ shelf: shelf.id, why: `does not answer: ${(error as Error).message}` });
    }
  }
  const key = await openKey(keys);
  for (const { number, shelf } of places.toSorted((left, right) => right.number - left.number)) {
    const name = snapshotName(number);
    const opened = await open(number, { shelf, keys, key }).catch((error: unknown) => (error as Error).message);
    if (typeof opened !== "string") return { found: { snapshot: opened, shelf: shelf.id }, refused };
    refused.push({ shelf: shelf.id, name, why: opened });
  }
  return { found: undefined, refused };
}

interface Opening {
  readonly shelf: ReadableShelf;
  readonly keys: Keys;
  readonly key: webcrypto.CryptoKey;
}

/** The snapshot, or why it is none. */
async function open(number: number, { shelf, keys, key }: Opening): Promise<Snapshot | string> {
  const sealed = await shelf.read(snapshotName(number));
  const opened = await openSnapshot(sealed, { number, key, verifierOf: (id) => verifierOf(id, number, keys) });
  if (!opened.ok) return [opened.reason, opened.detail].filter(Boolean).join(", ");
  const text = fromUtf8(gunzipSync(opened.value, { maxOutputLength: CLEAR_BYTES_MOST }));
  const form = v.safeParse(v.pipe(v.string(), v.parseJson(), SnapshotForm), text);
  if (!form.success) return `not in a form this version reads: ${form.issues[0].message}`;
  return form.output.number === number ? form.output : "another number inside";
}

/** A warden that is gone is believed up to the snapshot it was restored from: what bears its key after that is a forgery. */
async function verifierOf(id: number, number: number, { online, retired = [] }: Keys): Promise<Verifier | undefined> {
  if (id === online.id) return createVerifier(bytesOf(publicText(online.seed)));
  const old = retired.find((key) => key.id === id);
  if (old === undefined || number > (old.lastSnapshot ?? number)) return undefined;
  return createVerifier(bytesOf(old.key));
}

function bytesOf(text: string): Uint8Array<ArrayBuffer> {
  return fromBase64url(text) ?? new Uint8Array();
}

async function openKey(keys: Keys): Promise<webcrypto.CryptoKey> {
  const { jwk } = await snapshotKey(keys);
  return crypto.subtle.importKey("jwk", { ...jwk }, { name: "ECDH", namedCurve: "P-256" }, false, ["deriveBits"]);
}
