// What a call has replaced so far: the output stands in place of [region, given) of the block.
import { copy } from "./bytes";
import { valueLength, writeValue } from "./known";
import { OUTPUT, OUTPUT_END } from "./layout";

/** 0: nothing is replaced yet. */
export let region: usize = 0;
export let given: usize = 0;
export let out: usize = OUTPUT;

export function beginEdits(): void {
  region = 0;
  out = OUTPUT;
}

/** The entry's text in place of [from, to); false: there is no room for it. */
export function replace(from: usize, to: usize, entry: usize): bool {
  if (region == 0) {
    region = from;
    given = from;
  }
  const between = from - given;
  const length = valueLength(entry);
  if (out + between + length + 16 > OUTPUT_END) return false;
  copy(out, given, between);
  writeValue(out + between, entry);
  out += between + length;
  given = to;
  return true;
}
