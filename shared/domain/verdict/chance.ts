// The three chances the judge reckons with, exact and without tables.

/** P(X ≤ `most`) for X binomial(`trials`, `rate`): summed term by term in logarithms, so that no n underflows. */
export function binomialTail(
  most: number,
  { trials, rate }: { readonly trials: number; readonly rate: number },
): number {
  if (most >= trials || rate <= 0) return 1;
  if (most < 0 || rate >= 1) return 0;
  const odds = Math.log(rate) - Math.log1p(-rate);
  let term = trials * Math.log1p(-rate);
  let sum = Math.exp(term);
  for (let hit = 1; hit <= most; hit++) {
    term += Math.log(trials - hit + 1) - Math.log(hit) + odds;
    sum += Math.exp(term);
  }
  return Math.min(sum, 1);
}

/** P(X ≤ `most`) for X Poisson(`mean`). */
export function poissonTail(most: number, mean: number): number {
  if (mean <= 0) return 1;
  let term = -mean;
  let sum = Math.exp(term);
  for (let hit = 1; hit <= most; hit++) {
    term += Math.log(mean) - Math.log(hit);
    sum += Math.exp(term);
  }
  return Math.min(sum, 1);
}

/**
 * P(θ > ½) where θ has the posterior Beta(1 + hits, 1 + misses): how sure it is that most are hit. For whole counts it is a
 * binomial tail (Abramowitz & Stegun 26.5.24).
 */
export function mostAreHit(hits: number, misses: number): number {
  return binomialTail(hits, { trials: hits + misses + 1, rate: 0.5 });
}
