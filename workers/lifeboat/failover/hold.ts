// What a lifeboat carries between its mirrors, as the ways see it: which mirrors there are and how they did, the jar, and
// what a failover request is sealed with. The ways ask and tell; what is kept, and how, is the hold's.

import type { Bytes } from "../../../shared/domain/bytes.ts";
import type { FailoverAsk } from "../../../shared/domain/failover.ts";
import type { JarEntry } from "../../../shared/domain/jar.ts";
import type { Outcome } from "../../../shared/domain/report.ts";
import type { Roster } from "../../../shared/domain/roster.ts";

export type OtherMirror = Roster["mirrors"][number];
/** Where one is. */
export type MirrorAt = Pick<OtherMirror, "hostname" | "origin" | "door">;
/** The own mirror's name wherever one is asked for. */
export const OWN = "";

export interface Windows {
  readonly refreshSeconds: number;
  /** A mirror that failed is left alone so long: censors keep a residual block. */
  readonly retrySeconds: number;
  /** At most one hostname that this browser has not named yet in so long. */
  readonly pauseSeconds: number;
}

export interface EnvelopeParts {
  readonly carried: Bytes;
  readonly key: Bytes;
  readonly from: FailoverAsk["from"];
}

/** How a mirror did when it was last asked. */
export interface Remembered {
  readonly outcome: Outcome;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

export interface HeldJar {
  entries(): readonly JarEntry[];
  /** `"*"`: the own mirror has more to say than a header holds, to be exported anew. */
  take(updates: readonly JarEntry[] | "*", from: "own" | "other"): void;
  /** Sets at the own mirror what changed while it was away; false: it did not take them, so it is not home yet. */
  bringHome(): Promise<boolean>;
}

export interface Hold {
  /** When what was kept has been read; never rejects. */
  readonly ready: Promise<void>;
  /** The mirrors to ask instead of the own one; empty: none known. */
  others(): readonly OtherMirror[];
  /** The own mirror, where the roster has it. */
  home(): OtherMirror | undefined;
  windows(): Windows;
  envelopeParts(): EnvelopeParts;
  /** A fresh carried ticket, base64url, out of an answer; undefined: back to the own mirror's. */
  carry(ticket: string | undefined): void;
  readonly jar: HeldJar;
  /** Undefined: never asked, on this network. */
  remembered(hostname: string): Remembered | undefined;
  /** Remembered, and reported where it is worth a report. */
  note(hostname: string, outcome: Outcome, elapsedMs: number): void;
  /** Everything known is dead: the sealed lists; true: the roster is newer now. */
  seekLists(): Promise<boolean>;
}
