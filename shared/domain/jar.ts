// The sealed jar: the service's cookies as a lifeboat carries them from mirror to mirror, HttpOnly ones included. An entry is
// the Set-Cookie line that the lifeboat's own mirror would write, sealed by relays for relays: the lifeboat sees an opaque id
// and bytes, a page sees neither, and another reader's entry opens as nothing.
//
//   entry  = { id: 16 hex digits, sealed: base64url | "" }, "" where the service deleted it
//   sealed = jar key id(4, big-endian) | seal( Set-Cookie line in UTF-8 ), under the service's jar key,
//            bound to service, reader and id
//   id     = HMAC-SHA-256(boat key, "hezar/jar/id/v1\0" stored name)[0, 8]; a stored name says its path (storedname.ts)
//   header = id "=" sealed *( ", " id "=" sealed ), or "-": none, or "*": more than it has room for, to be exported anew
//   home   = seal( entries as in the header ) under the boat key, bound to the mirror's hostname: what the own mirror is to
//            set, from its lifeboat and from no page

import { createSeal } from "./aead.ts";
import { type Bytes, concat, fromBase64url, fromUtf8, toBase64url, toHex, utf8 } from "./bytes.ts";
import type { JarKeys } from "./jarkeys.ts";
import { createMac } from "./mac.ts";

export const JAR_HEADER = "mirror-jar";
/** Of one header. */
export const JAR_HEADER_MOST = 30;
/** Of one reader: as many as a browser keeps for a whole zone. */
export const JAR_MOST = 180;
/** Said, for an answer of somebody else's may be empty. */
const NONE = "-";
const ID_BYTES = 8;
const PURPOSE = "hezar/jar/v1";
const HOME_PURPOSE = "hezar/jar/home/v1";

export interface JarEntry {
  readonly id: string;
  readonly sealed: string;
}

export interface JarPlace {
  readonly jarKeys: Pick<JarKeys, "keys">;
  readonly service: string;
  /** As in the ticket. */
  readonly reader: string;
}

export async function jarIdOf(boatKey: Uint8Array, storedName: string): Promise<string> {
  const mac = await createMac(boatKey, ID_BYTES);
  return toHex(await mac(utf8(`hezar/jar/id/v1\0${storedName}`)));
}

export async function sealCookie(
  { id, line }: { readonly id: string; readonly line: string },
  { nonce, ...place }: JarPlace & { readonly nonce: Uint8Array },
): Promise<JarEntry> {
  const [newest] = place.jarKeys.keys;
  const secret = fromBase64url(newest?.key ?? "");
  if (newest === undefined || secret === undefined) throw new Error("a service has at least one jar key");
  const sealed = await (await createSeal(secret, PURPOSE)).seal(utf8(line), boundTo(place, id), nonce);
  return { id, sealed: toBase64url(concat(four(newest.id), sealed)) };
}

export interface OpenedCookie {
  readonly line: string;
  /** Sealed with a key that goes next: to be sealed anew. */
  readonly isAged: boolean;
}

/** Undefined for another reader's, another service's, another id's, or a key that no longer counts. */
export async function openCookie({ id, sealed }: JarEntry, place: JarPlace): Promise<OpenedCookie | undefined> {
  const bytes = fromBase64url(sealed);
  if (bytes === undefined || bytes.length < 4) return undefined;
  const keyId = new DataView(bytes.buffer).getUint32(0);
  const at = place.jarKeys.keys.findIndex((one) => one.id === keyId);
  const known = place.jarKeys.keys[at];
  const secret = fromBase64url(known?.key ?? "");
  if (!secret?.length || known?.carriedOnly) return undefined;
  const clear = await (await createSeal(secret, PURPOSE)).open(bytes.subarray(4), boundTo(place, id));
  const line = clear && fromUtf8(clear);
  return line === undefined ? undefined : { line, isAged: at > 0 };
}

export function writeJarHeader(entries: readonly JarEntry[]): string {
  return entries.length > JAR_HEADER_MOST ? "*" : writeEntries(entries);
}

export function writeEntries(entries: readonly JarEntry[]): string {
  return entries.map(({ id, sealed }) => `${id}=${sealed}`).join(", ") || NONE;
}

export interface HomePlace {
  readonly boatKey: Uint8Array;
  readonly hostname: string;
}

export async function sealHome(
  entries: readonly JarEntry[],
  { boatKey, hostname, nonce }: HomePlace & { readonly nonce: Uint8Array },
): Promise<Bytes> {
  return (await createSeal(boatKey, HOME_PURPOSE)).seal(utf8(writeEntries(entries)), hostname, nonce);
}

export async function openHome(
  sealed: Uint8Array,
  { boatKey, hostname }: HomePlace,
): Promise<readonly JarEntry[] | undefined> {
  const clear = await (await createSeal(boatKey, HOME_PURPOSE)).open(sealed, hostname);
  const read = clear && readJarHeader(fromUtf8(clear) ?? "");
  return read === "*" ? undefined : read;
}

/** `"*"`: to be exported anew; undefined for what no relay writes. */
export function readJarHeader(value: string): readonly JarEntry[] | "*" | undefined {
  if (value === "*") return value;
  if (value === NONE) return [];
  const entries = value.split(", ").map((one) => {
    const [, id, sealed] = /^([0-9a-f]{16})=([A-Za-z0-9_-]*)$/.exec(one) ?? [];
    return id === undefined || sealed === undefined ? undefined : { id, sealed };
  });
  return entries.every((one): one is JarEntry => one !== undefined) ? entries : undefined;
}

function boundTo({ service, reader }: JarPlace, id: string): string {
  return `${service}\0${reader}\0${id}`;
}

function four(value: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}
