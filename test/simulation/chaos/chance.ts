// Repeatable chance: mulberry32 over a seed. A run is its seed; nothing else in it is drawn.

export interface Dice {
  /** [0, 1). */
  next(): number;
  /** Whether something of this probability happens. */
  hits(probability: number): boolean;
  /** An integer in [least, most]. */
  between(least: number, most: number): number;
  pick<T>(items: readonly T[]): T | undefined;
  bytes(length: number): Uint8Array<ArrayBuffer>;
}

export function createDice(seed: number): Dice {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    hits: (probability) => next() < probability,
    between,
    pick: (items) => items[between(0, items.length - 1)],
    bytes: (length) => Uint8Array.from({ length }, () => between(0, 255)),
  };
}
