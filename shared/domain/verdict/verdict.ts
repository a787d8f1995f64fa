// What the judge concludes about one hostname in one country, with the numbers it went by and the reasons it gives.

import type { Cause } from "../blocklist.ts";
import type { Blocking, SignalKind } from "./evidence.ts";

export type VerdictState = "healthy" | "suspect" | "burned";

/** How high the block reaches; `country` is weather and blames nobody. */
export type Level = "hostname" | "zone" | "suffix" | "provider" | "country";

export interface Verdict {
  readonly hostname: string;
  readonly country: string;
  readonly state: VerdictState;
  /** Absent while healthy. `suspect` has one where it is known: a quota, an origin. */
  readonly cause?: Cause;
  /** `hostname`, until the judge of the mesh says more (mesh.ts). */
  readonly level: Level;
  /** Groups whose readers report failures that their traffic is too small to confirm: each gets a spare. */
  readonly spareFor: readonly string[];
  readonly numbers: Numbers;
  /** Weightiest first; never empty. */
  readonly because: readonly Reason[];
  readonly judgedAt: number;
}

/** All a person needs to do the sums again. */
export interface Numbers {
  readonly cohort: CohortNumbers;
  readonly votes: VoteNumbers;
  readonly probes: ProbeNumbers;
  readonly signals: number;
}

/** E1, of the group and the window in which the drop is clearest. */
export interface CohortNumbers {
  /** Of the biggest group that is shown this mirror. */
  readonly readers: number;
  /** Enough for its traffic to say anything. */
  readonly isBig: boolean;
  readonly windowSeconds: number;
  readonly seen: number;
  readonly served: number;
  /** The share served before, already lowered by what a short history leaves open. */
  readonly rateBefore: number;
  /** Chance of so few served at the rate before, not counting those among the missing who could be insiders; 1 where
   * there is nothing to compare with. */
  readonly chance: number;
  /** What `chance` must be below. */
  readonly limit: number;
  readonly isDropped: boolean;
}

/** E2. */
export interface VoteNumbers {
  readonly received: number;
  readonly failed: number;
  readonly ok: number;
  /** Not counted, by the rule that left them out. */
  readonly repeated: number;
  readonly residual: number;
  readonly contradicted: number;
  readonly unbacked: number;
  readonly uncontrolled: number;
  readonly excused: number;
  /** Log-likelihood ratio, and where it convinces. */
  readonly score: number;
  readonly threshold: number;
  readonly isConvincing: boolean;
}

/** E3. */
export interface ProbeNumbers {
  readonly runs: number;
  readonly blocked: number;
  readonly reachable: number;
  readonly isConfirmed: boolean;
  /** Reached, since the burn where one stands, and no network's newest run is blocked. */
  readonly isReached: boolean;
}

export type Reason =
  | { readonly kind: "operator"; readonly says: "burned" | "healthy"; readonly at: number }
  | { readonly kind: "signal"; readonly signal: SignalKind; readonly at: number; readonly detail: string }
  | { readonly kind: "probe-confirmed"; readonly network: string; readonly blocking: Blocking; readonly runs: number }
  | { readonly kind: "probe-alone"; readonly network: string; readonly blocking: Blocking; readonly runs: number }
  | { readonly kind: "probe-once"; readonly network: string; readonly blocking: Blocking }
  | { readonly kind: "probe-reachable"; readonly runs: number }
  | { readonly kind: "probe-down"; readonly at: number }
  | ({ readonly kind: "drop" } & CohortNumbers)
  | ({ readonly kind: "no-drop" } & CohortNumbers)
  | { readonly kind: "too-few-readers"; readonly readers: number; readonly least: number }
  | ({ readonly kind: "reports" } & VoteNumbers)
  | { readonly kind: "standing"; readonly since: number; readonly cause: Cause }
  | { readonly kind: "nothing-against-it" };
