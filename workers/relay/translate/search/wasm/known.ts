// What the other side has said of texts (an origin as it is spelled): what takes their place, or that they stay.
import { copy, isSame } from "./bytes";
import { SCRATCH, SCRATCH_SECOND, TABLE_BYTES } from "./layout";

/** Of a table: where the next entry goes and how many there are, then slots, then entries. */
const SLOTS: usize = 16;
const SLOT_MASK: u32 = 255;
const ENTRIES: usize = SLOTS + 4 * 256;
const MOST: u32 = 160;
/** An entry: u16 length, u16 of what takes its place, u8 kind, u8 a byte of the kind's, then (at 8) both texts. */
const TEXT: usize = 8;

export const KEPT: u8 = 0;
export const REPLACED: u8 = 1;
/** Replaced, unless the path behind begins with the byte that stands in the entry. */
export const REPLACED_UNLESS: u8 = 2;

export function clear(table: usize): void {
  memory.fill(table, 0, ENTRIES);
  store<u32>(table, <u32>(table + ENTRIES));
}

/** The text lies in SCRATCH, what takes its place in SCRATCH_SECOND. False: the table is full. */
export function learn(table: usize, length: u32, valueLength: u32, kind: u8, byte: u8): bool {
  const entry = <usize>load<u32>(table);
  const next = entry + TEXT + length + valueLength;
  if (load<u32>(table, 4) >= MOST || next + 16 > table + TABLE_BYTES) return false;
  store<u16>(entry, <u16>length);
  store<u16>(entry, <u16>valueLength, 2);
  store<u8>(entry, kind, 4);
  store<u8>(entry, byte, 5);
  memory.copy(entry + TEXT, SCRATCH, length);
  memory.copy(entry + TEXT + length, SCRATCH_SECOND, valueLength);
  let slot = hash(SCRATCH, length);
  while (load<u32>(table + SLOTS + slot * 4) != 0) slot = (slot + 1) & SLOT_MASK;
  store<u32>(table + SLOTS + slot * 4, <u32>entry);
  store<u32>(table, <u32>((next + 7) & ~7));
  store<u32>(table, load<u32>(table, 4) + 1, 4);
  return true;
}

/** The entry of the text in [from, to); 0: unknown. */
export function knownAt(table: usize, from: usize, to: usize): usize {
  const length = <u32>(to - from);
  let slot = hash(from, length);
  while (true) {
    const entry = <usize>load<u32>(table + SLOTS + slot * 4);
    if (entry == 0 || (load<u16>(entry) == length && isSame(entry + TEXT, from, length))) return entry;
    slot = (slot + 1) & SLOT_MASK;
  }
}

export function kindOf(entry: usize): u8 {
  return load<u8>(entry, 4);
}

export function byteOf(entry: usize): u8 {
  return load<u8>(entry, 5);
}

export function valueLength(entry: usize): usize {
  return load<u16>(entry, 2);
}

/** Up to 15 bytes more than there are may be written. */
export function writeValue(to: usize, entry: usize): void {
  copy(to, entry + TEXT + load<u16>(entry), valueLength(entry));
}

/** By length and the last bytes; the first are the scheme's. */
function hash(from: usize, length: u32): u32 {
  let value: u32 = length;
  const start = length > 12 ? length - 12 : 0;
  for (let at = start; at < length; at++) value = (value ^ load<u8>(from + at)) * 0x01000193;
  return (value ^ (value >> 15)) & SLOT_MASK;
}
