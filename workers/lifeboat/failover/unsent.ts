// A request that got no answer, and what its page may be told of it.

import type { Unsent } from "../fallback/fallback.ts";

/** Why a request did not get through. */
export class UnsentError extends TypeError {
  readonly why: Unsent;
  constructor(why: Unsent, cause?: unknown) {
    super("Failed to fetch", { cause });
    this.why = why;
  }
}
