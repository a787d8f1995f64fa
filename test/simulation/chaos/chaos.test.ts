// Runs in which everything that can go wrong outside does, each of its own seed: thirty here, 200 with HEZAR_LONG, any number by
// `npm run simulate -- chaos`, which also tells the story of one.

import { describe, expect, test } from "vitest";
import { runChaos } from "./run.ts";

const RUNS = process.env.HEZAR_LONG === undefined ? 30 : 200;
/** A failed run is repeated by `npm run simulate -- chaos --seed N`. */
const FIRST_SEED = 20_261_126;

describe("an autopilot in a storm", () => {
  test(`keeps what is promised in ${RUNS} runs, and the mesh comes to rest after each`, async () => {
    let [minted, burned, killed, shut] = [0, 0, 0, 0];
    for (let seed = FIRST_SEED; seed < FIRST_SEED + RUNS; seed++) {
      const outcome = await runChaos(seed);
      if (outcome.broken.length > 0) console.error([`seed ${seed}`, ...outcome.story].join("\n"));
      expect({ seed, broken: outcome.broken }).toEqual({ seed, broken: [] });
      minted += outcome.minted;
      burned += outcome.burned;
      killed += outcome.killed;
      shut += outcome.shut === "open" ? 0 : 1;
    }
    // A storm in which nothing happened would prove nothing.
    expect(killed).toBeGreaterThan(RUNS / 2);
    expect(burned).toBeGreaterThan(RUNS);
    expect(minted).toBeGreaterThan(RUNS * 5);
    expect(shut).toBeGreaterThan(RUNS / 10);
  }, 300_000);
});
