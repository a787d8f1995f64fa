// Where a script says `location` or `document`.

/** The first such place in [from, end), or `end`; the words may go on behind it. */
export function findName(from: usize, end: usize): usize {
  for (let at = from; at < end; at += 16) {
    const first = v128.load(at);
    const last = v128.load(at + 7);
    const isLocation = v128.and(i8x16.eq(first, i8x16.splat(108)), i8x16.eq(last, i8x16.splat(110)));
    const isDocument = v128.and(i8x16.eq(first, i8x16.splat(100)), i8x16.eq(last, i8x16.splat(116)));
    let found = i8x16.bitmask(v128.or(isLocation, isDocument));
    while (found != 0) {
      const place = at + ctz(found);
      if (place >= end) return end;
      const word = load<u64>(place);
      if (word == 0x6e6f697461636f6c || word == 0x746e656d75636f64) return place;
      found &= found - 1;
    }
  }
  return end;
}
