// The seam between failover and the page for when nobody answers: a script of its own (fallback.js) with all its texts, which
// the lifeboat imports beside the failover when it is installed, so that it is there when everything is blocked.

import type { Told } from "../keep/keep.ts";

/** `nowhere`: nothing answers, and it did not leave; `unknown`: it may have arrived. */
export type Unsent = "nowhere" | "unknown" | "too large";

export interface Unanswered {
  readonly why: Unsent;
  /** A form's. */
  readonly isSent: boolean;
  /** The reader's, the best first. */
  readonly languages: readonly string[];
  /** What the reader has saved; absent: there can be no copies. */
  readonly saved?: Told;
}

export type FallbackPage = (unanswered: Unanswered) => Promise<Response>;
