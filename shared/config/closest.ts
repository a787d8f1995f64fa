// "Did you mean …?": the candidate a slip of the finger away, or none. One implementation for config keys, command names
// and flags.

/** The nearest candidate within a third of the word's length (at least 1, at most 3 edits), swapped neighbours counting one. */
export function closest(word: string, candidates: readonly string[]): string | undefined {
  const limit = Math.min(3, Math.max(1, Math.floor(word.length / 3)));
  const near = candidates
    .map((candidate) => ({ candidate, distance: distance(word.toLowerCase(), candidate.toLowerCase()) }))
    .filter((found) => found.distance <= limit)
    .sort((left, right) => left.distance - right.distance);
  return near[0]?.candidate;
}

/** Damerau–Levenshtein in its optimal-string-alignment form. Words of a command line are short; no need for less memory. */
function distance(left: string, right: string): number {
  const rows = Array.from({ length: left.length + 1 }, (_, at) => [at, ...Array<number>(right.length).fill(0)]);
  const cell = (row: number, column: number) => rows[row]?.[column] ?? 0;
  for (let column = 0; column <= right.length; column++) (rows[0] ?? [])[column] = column;
  for (let row = 1; row <= left.length; row++) {
    for (let column = 1; column <= right.length; column++) {
      const same = left[row - 1] === right[column - 1] ? 0 : 1;
      let best = Math.min(cell(row - 1, column) + 1, cell(row, column - 1) + 1, cell(row - 1, column - 1) + same);
      const swapped = left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1];
      if (row > 1 && column > 1 && swapped) best = Math.min(best, cell(row - 2, column - 2) + 1);
      (rows[row] ?? [])[column] = best;
    }
  }
  return cell(left.length, right.length);
}
