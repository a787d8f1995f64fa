// Property tests draw the same inputs in every run: one that fails now and then helps nobody. A long run (HEZAR_LONG=1) draws
// others; `HEZAR_SEED=… npm test` draws those of a seed. A property that fails prints its seed.

import fc from "fast-check";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    seed: number;
  }
}

fc.configureGlobal({ seed: inject("seed") });
