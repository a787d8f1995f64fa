// The first place of `byte` in [from, end), or `end`: 16 bytes a step.
memory.grow(1);
export function find(from: usize, end: usize, byte: i32): usize {
  const wanted = i8x16.splat(<i8>byte);
  let at = from;
  while (at + 16 <= end) {
    const found = i8x16.bitmask(i8x16.eq(v128.load(at), wanted));
    if (found != 0) return at + ctz(found);
    at += 16;
  }
  while (at < end && <i32>load<u8>(at) != byte) at++;
  return at;
}
