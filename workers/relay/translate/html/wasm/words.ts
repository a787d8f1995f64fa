// Known names, found without making strings of all others: a name of up to 16 bytes is two numbers. Most names of a page
// are told to be none by their length and first letter alone.
import { lowered } from "./bytes";
import { SCRATCH } from "./layout";

const SLOT_BYTES: usize = 24;
const SLOT_MASK: usize = 255;
const LONGEST_WORD: usize = 16;

/** The name lies in SCRATCH, lower-case, `length` bytes; `value` is not 0. `shapes`: 0, or where to note how it looks. */
export function addWord(table: usize, shapes: usize, length: usize, value: u32): void {
  if (shapes != 0) store<u32>(shapes + length * 4, load<u32>(shapes + length * 4) | (1 << (load<u8>(SCRATCH) & 31)));
  const name = lowered(SCRATCH, length);
  const low = i64x2.extract_lane(name, 0);
  const high = i64x2.extract_lane(name, 1);
  let slot = hash(low, high);
  while (load<u32>(table + slot * SLOT_BYTES, 16) != 0) slot = (slot + 1) & SLOT_MASK;
  const place = table + slot * SLOT_BYTES;
  store<u64>(place, low);
  store<u64>(place, high, 8);
  store<u32>(place, value, 16);
}

/** Whether a known name may stand in [from, to). */
export function mayBeWord(shapes: usize, from: usize, to: usize): bool {
  const length = to - from;
  return length <= LONGEST_WORD && (load<u32>(shapes + length * 4) & (1 << (load<u8>(from) & 31))) != 0;
}

/** The value of the word in [from, to), whatever its case; 0: none of ours. */
export function wordAt(table: usize, from: usize, to: usize): u32 {
  const length = to - from;
  if (length == 0 || length > LONGEST_WORD) return 0;
  const name = lowered(from, length);
  const low = i64x2.extract_lane(name, 0);
  const high = i64x2.extract_lane(name, 1);
  let slot = hash(low, high);
  while (true) {
    const place = table + slot * SLOT_BYTES;
    const value = load<u32>(place, 16);
    if (value == 0 || (load<u64>(place) == low && load<u64>(place, 8) == high)) return value;
    slot = (slot + 1) & SLOT_MASK;
  }
}

function hash(low: u64, high: u64): usize {
  return <usize>(((low * 0x9e3779b97f4a7c15) ^ (high * 0xc2b2ae3d27d4eb4f)) >> 56);
}
