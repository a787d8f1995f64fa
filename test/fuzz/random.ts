// Random inputs that can be made again: every input has a seed of its own, made from the run's seed, its room and its
// number, so that one of a million can be looked at alone.

export interface Random {
  /** 0 … limit-1. */
  below(limit: number): number;
  pick<T>(list: readonly T[]): T;
  /** True once in `n`. */
  once(n: number): boolean;
}

/** mulberry32. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit: number) => Math.floor(next() * limit);
  return {
    below,
    pick: (list) => {
      const picked = list[below(list.length)];
      if (picked === undefined) throw new Error("there is nothing to pick from");
      return picked;
    },
    once: (n) => below(n) === 0,
  };
}

/** FNV-1a over the parts. */
export function seedOf(...parts: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of parts.join(" ")) hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  return hash >>> 0;
}

/** Words in a row, most of them few, some many; now and then a byte that is no word. */
export function soup(random: Random, words: readonly string[]): string {
  const count = random.once(20) ? random.below(120) : random.below(16) + 1;
  let text = "";
  for (let n = 0; n < count; n++) {
    text += random.once(40) ? String.fromCharCode(random.below(256)) : random.pick(words);
    if (random.once(60)) text += random.pick(words).repeat(random.below(30));
  }
  return text;
}
