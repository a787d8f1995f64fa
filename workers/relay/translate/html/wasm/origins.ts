// What the other side has said of origins as they stand in pages (`https://cdn.example`, `//cdn.example`): nothing to do, or
// the prefix that takes their place. A memory of answers, so wildcards, ports and hosts of elsewhere need no rules here.
import { MASKS, ORIGINS, ORIGINS_END, SCRATCH, SCRATCH_SECOND } from "./layout";

/** Of the whole table: the door, then slots, then entries. */
const DOOR: usize = ORIGINS;
const SLOTS: usize = ORIGINS + 272;
const SLOT_MASK: usize = 255;
const NEXT: usize = ORIGINS + 264;
const COUNT: usize = ORIGINS + 268;
const ENTRIES: usize = SLOTS + (SLOT_MASK + 1) * 4;
const MOST: u32 = 160;
export const LONGEST_ORIGIN: usize = 280;
export const LONGEST_PREFIX: usize = 200;

export const ORIGIN_KEPT: u8 = 0;
export const ORIGIN_MAPPED: u8 = 1;
/** Mapped to the root, where no path may begin with the door. */
export const ORIGIN_ROOT: u8 = 2;

/** An entry: u16 length of the origin, u16 of the prefix, u8 kind, then (at 16) both, each padded by 16. */
const BYTES_AT: usize = 16;

/** Forgets all; the door lies in SCRATCH. */
export function clearOrigins(doorLength: u32): void {
  memory.fill(ORIGINS, 0, ENTRIES - ORIGINS);
  store<u32>(DOOR, doorLength);
  memory.copy(DOOR + 4, SCRATCH, doorLength);
  store<u32>(NEXT, <u32>ENTRIES);
}

/** How much of the table is in use, for who copies it. */
export function originsBytes(): usize {
  return load<u32>(NEXT) - ORIGINS;
}

/** The origin lies in SCRATCH, its prefix in SCRATCH_SECOND. False: the table is full. */
export function addOrigin(length: usize, prefixLength: usize, kind: u8): bool {
  const entry = <usize>load<u32>(NEXT);
  const next = entry + BYTES_AT + length + 16 + prefixLength + 16;
  if (load<u32>(COUNT) >= MOST || next > ORIGINS_END) return false;
  store<u16>(entry, <u16>length);
  store<u16>(entry, <u16>prefixLength, 2);
  store<u8>(entry, kind, 4);
  memory.copy(entry + BYTES_AT, SCRATCH, length);
  memory.copy(prefixOf(entry), SCRATCH_SECOND, prefixLength);
  let slot = hash(SCRATCH, length);
  while (load<u32>(SLOTS + slot * 4) != 0) slot = (slot + 1) & SLOT_MASK;
  store<u32>(SLOTS + slot * 4, <u32>entry);
  store<u32>(NEXT, <u32>((next + 15) & ~15));
  store<u32>(COUNT, load<u32>(COUNT) + 1);
  return true;
}

/** The entry of the origin in [from, to); 0: not known yet. */
export function originAt(from: usize, to: usize): usize {
  const length = to - from;
  let slot = hash(from, length);
  while (true) {
    const entry = <usize>load<u32>(SLOTS + slot * 4);
    if (entry == 0 || (load<u16>(entry) == length && isSame(entry + BYTES_AT, from, length))) return entry;
    slot = (slot + 1) & SLOT_MASK;
  }
}

export function kindOf(entry: usize): u8 {
  return load<u8>(entry, 4);
}

export function originLength(entry: usize): usize {
  return load<u16>(entry);
}

export function prefixOf(entry: usize): usize {
  return entry + BYTES_AT + originLength(entry) + 16;
}

export function prefixLength(entry: usize): usize {
  return load<u16>(entry, 2);
}

/** Whether the path at `from` (its slash) begins with the door, or with something longer. */
export function beginsWithDoor(from: usize, to: usize): bool {
  const length = <usize>load<u32>(DOOR);
  return to - from > length && isSame(DOOR + 4, from + 1, length);
}

function isSame(known: usize, from: usize, length: usize): bool {
  let done: usize = 0;
  for (; done + 16 <= length; done += 16) {
    if (v128.any_true(v128.xor(v128.load(known + done), v128.load(from + done)))) return false;
  }
  const rest = v128.load(MASKS + 16 - (length - done));
  return !v128.any_true(v128.and(rest, v128.xor(v128.load(known + done), v128.load(from + done))));
}

/** By its last 16 bytes; the first are the scheme's. */
function hash(from: usize, length: usize): usize {
  const size = length < 16 ? length : 16;
  const bytes = v128.and(v128.load(from + length - size), v128.load(MASKS + 16 - size));
  const low = <u64>i64x2.extract_lane(bytes, 0) + length;
  const high = <u64>i64x2.extract_lane(bytes, 1);
  return <usize>(((low * 0x9e3779b97f4a7c15) ^ (high * 0xc2b2ae3d27d4eb4f)) >> 56);
}
