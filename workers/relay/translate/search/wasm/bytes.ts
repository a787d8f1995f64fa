// What searches ask of bytes. They look at 16 at a time and may read past their end, never find anything there.

export function isLetter(byte: u32): bool {
  return (byte | 32) - 97 < 26;
}

export function isDigit(byte: u32): bool {
  return byte - 48 < 10;
}

export function isSpace(byte: u32): bool {
  return byte == 32 || byte == 10 || byte == 9 || byte == 13 || byte == 12;
}

export function copy(to: usize, from: usize, length: usize): void {
  if (length > 512) memory.copy(to, from, length);
  else for (let done: usize = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}

export function isSame(one: usize, other: usize, length: usize): bool {
  for (let done: usize = 0; done < length; done++) if (load<u8>(one + done) != load<u8>(other + done)) return false;
  return true;
}

/** Whether the lower-case word at `word` stands at `at`, whatever its case there. */
export function isWord(at: usize, word: u64, length: usize): bool {
  const mask: u64 = length == 8 ? ~(<u64>0) : (<u64>1 << (<u64>length * 8)) - 1;
  return ((load<u64>(at) | 0x2020202020202020) & mask) == (word & mask);
}
