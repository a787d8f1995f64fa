// One run of mint: its tools, and what it has found out so far.

import type { Mirror } from "../../shared/wardenapi.ts";
import type { Clock } from "../clock.ts";
import type { Keys } from "../operator/keys.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import type { WishProbe } from "../probe/wish.ts";
import type { Reach } from "../reach.ts";
import type { MintFailure } from "./failure.ts";
import type { Mesh, Providers } from "./mesh.ts";
import type { ProbeOptions } from "./probe.ts";

export const STEP_NAMES = ["claim", "relay", "publish", "visible", "probe", "ready"] as const;
export type StepName = (typeof STEP_NAMES)[number];

export type MintProgress =
  | { readonly step: StepName | "minted"; readonly hostname: string; readonly service: string }
  | ({ readonly step: "failed"; readonly text: string } & About)
  | { readonly step: "waiting" | "warning"; readonly text: string };

/** Whom a failure concerns. */
export interface About {
  readonly hostname?: string;
  readonly service?: string;
}

export interface Tools {
  readonly mesh: Mesh;
  readonly keys: Keys;
  readonly warden: WardenClient;
  readonly providers: Providers;
  readonly clock: Clock;
  readonly reach: Reach;
  /** The last question to a mirror at its real address; absent: probe.ts asks it. */
  readonly probe?: (mirror: Mirror, options: ProbeOptions) => Promise<void>;
  /** Publishes the sealed lists that are due; what is wrong with which place. */
  readonly publishLists?: () => Promise<readonly { readonly what: string; readonly next: string }[]>;
  /** Looks from a place of the config's at what the warden wishes, and tells it; what is wrong with the place. */
  readonly probeWish?: WishProbe;
  /** For new names; absent: the system's. */
  readonly random?: (lengthBytes: number) => Uint8Array<ArrayBuffer>;
  readonly onProgress: (progress: MintProgress) => void;
  /** Called around each step; a test kills the process there. */
  readonly onStep: (step: StepName, when: "before" | "after") => void;
}

export interface Run extends Tools {
  readonly minted: string[];
  readonly failures: (About & { readonly what: string; readonly next: string })[];
  /** Accounts and zones that failed in this run: nothing more is tried there. */
  readonly unwell: Set<string>;
  /** Of these, accounts whose API says no. */
  readonly refusing: Set<string>;
}

export function createRun(tools: Tools): Run {
  return { ...tools, minted: [], failures: [], unwell: new Set(), refusing: new Set() };
}

/** Noted, told, and not in the way of the next order. */
export function noteFailure(run: Run, failure: MintFailure, about: About = {}): void {
  run.failures.push({ ...about, what: failure.message, next: failure.next });
  run.onProgress({ step: "failed", ...about, text: failure.message });
}
