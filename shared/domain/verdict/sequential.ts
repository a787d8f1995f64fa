// Wald's sequential probability ratio test (1945) over votes: "this mirror fails one reader in ten" against "it fails eight
// in ten". It has a floor, so that a long good past cannot hide a block that begins today (Page 1954). By itself it burns a
// healthy host in two runs of three where three reporters in ten lie; so it only ever accuses (judge.ts).

const FAILS_WHILE_HEALTHY = 0.1;
const FAILS_WHILE_BLOCKED = 0.8;
const WRONG_RATE = 1e-3;

export const SCORE_FLOOR = -2;
/** ln((1 - β) / α), about 6.9: four failures told by trusted readers and nothing against them. */
export const SCORE_THRESHOLD = Math.log((1 - WRONG_RATE) / WRONG_RATE);

const FAILED_STEP = Math.log(FAILS_WHILE_BLOCKED / FAILS_WHILE_HEALTHY);
const OK_STEP = Math.log((1 - FAILS_WHILE_BLOCKED) / (1 - FAILS_WHILE_HEALTHY));

/** From this trust level on a reader is trusted: counts in full, and can contradict. */
export const TRUSTED_LEVEL = 1;
/** A newcomer's word: it takes five of them, or four with a trusted one among them. */
const NEWCOMER_WEIGHT = 0.8;

export interface Vote {
  readonly failed: boolean;
  readonly level: number;
}

/** The score after one more vote. */
export function nextScore(score: number, { failed, level }: Vote): number {
  const weight = level >= TRUSTED_LEVEL ? 1 : NEWCOMER_WEIGHT;
  return Math.max(SCORE_FLOOR, score + weight * (failed ? FAILED_STEP : OK_STEP));
}
