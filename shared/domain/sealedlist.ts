// Sealed lists: what a reader looks up when every mirror they know is dead. A lineage's roster record and the keyring, as a
// file somewhere on the web whose name and text say nothing to whoever lacks the lineage's list key. All files of one
// publication have one size, and decoys fill their number up to a round one.
//
//   file  = nonce(12) | AES-256-GCM( length(4) | JSON { v: 1, keyring, roster } | zeros )   (aead.ts, purpose "hezar/list/v1",
//           bound to the week), of a power of two bytes, at least 65,536
//   name  = hex of HMAC(list key, "hezar/list/name/v1\0" week), 16 bytes; a decoy's: HMAC(decoy key, … week "/" number)
//   week  = weeks since the epoch; a publication has this week's names and the next's, so that a clock may be wrong by a week
// What a file says is believed only along the chain root → keyring → roster: whoever has the list key, or the place where
// the files lie, can keep a reader waiting and no more.

import { createSeal, SEAL_BYTES } from "./aead.ts";
import { type Bytes, fromUtf8, toHex, utf8 } from "./bytes.ts";
import { createMac } from "./mac.ts";
import * as shape from "./shape.ts";

export const LIST_NAME = /^[0-9a-f]{32}$/;
const LEAST_BYTES = 65_536;
/** No list that we make is larger, so a reader reads no further. */
export const LIST_BYTES_LIMIT = 4 * 1024 * 1024;
const LEAST_FILES = 16;
const NAME_BYTES = 16;
const LENGTH_BYTES = 4;
const PURPOSE = "hezar/list/v1";
const WEEK_SECONDS = 7 * 86_400;

const ListClear = shape.object({ v: shape.oneOf(1), keyring: text(), roster: text() });
export type ListClear = Omit<shape.Shaped<typeof ListClear>, "v">;

/** `now`: seconds since the epoch. */
export function listWeek(now: number): number {
  return Math.floor(now / WEEK_SECONDS);
}

export async function listName(listKey: Uint8Array, week: number): Promise<string> {
  return nameOf(listKey, `${week}`);
}

export async function decoyName(decoyKey: Uint8Array, week: number, number: number): Promise<string> {
  return nameOf(decoyKey, `${week}/${number}`);
}

/** How many files a publication of so many lists has: how many are real is known to within a factor of two. */
export function filesFor(lists: number): number {
  return powerFrom(LEAST_FILES, lists);
}

/** The size of every file of a publication. Throws where a list is larger than readers read. */
export function fileBytesFor(lists: readonly ListClear[]): number {
  const most = Math.max(0, ...lists.map((list) => clearOf(list).length));
  const bytes = powerFrom(LEAST_BYTES, most + LENGTH_BYTES + SEAL_BYTES);
  if (bytes > LIST_BYTES_LIMIT)
    throw new Error(`a sealed list has at most ${LIST_BYTES_LIMIT} bytes, this one ${bytes}`);
  return bytes;
}

export interface SealListOptions {
  readonly listKey: Uint8Array;
  readonly week: number;
  /** Of the whole file. */
  readonly bytes: number;
  /** 12 fresh random bytes. */
  readonly nonce: Uint8Array;
}

export async function sealList(list: ListClear, { listKey, week, bytes, nonce }: SealListOptions): Promise<Bytes> {
  const clear = clearOf(list);
  const padded = new Uint8Array(bytes - SEAL_BYTES);
  new DataView(padded.buffer).setUint32(0, clear.length);
  padded.set(clear, LENGTH_BYTES);
  return (await createSeal(listKey, PURPOSE)).seal(padded, `${week}`, nonce);
}

/** Undefined for whatever is not a list of this key and week. */
export async function openList(
  file: Uint8Array,
  { listKey, week }: Pick<SealListOptions, "listKey" | "week">,
): Promise<ListClear | undefined> {
  const clear = await (await createSeal(listKey, PURPOSE)).open(file, `${week}`);
  if (clear === undefined || clear.length < LENGTH_BYTES) return undefined;
  const length = new DataView(clear.buffer, clear.byteOffset).getUint32(0);
  if (clear.length - LENGTH_BYTES < length) return undefined;
  const list = shape.readJson(fromUtf8(clear.subarray(LENGTH_BYTES, LENGTH_BYTES + length)) ?? "", ListClear);
  return list && { keyring: list.keyring, roster: list.roster };
}

function clearOf({ keyring, roster }: ListClear): Bytes {
  return utf8(JSON.stringify({ v: 1, keyring, roster }));
}

async function nameOf(key: Uint8Array, what: string): Promise<string> {
  return toHex(await (await createMac(key, NAME_BYTES))(utf8(`hezar/list/name/v1\0${what}`)));
}

function powerFrom(least: number, wanted: number): number {
  let power = least;
  while (power < wanted) power *= 2;
  return power;
}

function text(): shape.Shape<string> {
  return shape.string(() => true);
}
