// What the judge is given about one hostname in one country. Five kinds, by who could fake them:
//   E1 sightings  the mesh's own: who of a group was seen anywhere, and by this mirror. Insiders can visit or stay away.
//   E2 reports    readers' failover reports. Anybody with a ticket can lie.
//   E3 probes     by the operator, registered volunteers, or OONI.
//   E4 words      the operator's own.
//   E5 signals    from providers and our own health checks; they clear the censor of blame.
// Times are whole seconds since the epoch. Nothing here names a reader: a tag is HMAC(today's key, reader), gone after 48 h.

import type { Cause } from "../blocklist.ts";
import type { Outcome } from "../report.ts";

export interface HostEvidence {
  readonly hostname: string;
  /** Two upper-case letters, or "" where the edge does not know. Sightings, reports and probes are of this country only. */
  readonly country: string;
  /** The groups that are shown this mirror; one that is not listed here counts as too small to be judged by its traffic. */
  readonly groups: readonly GroupSize[];
  readonly sightings: readonly Sighting[];
  readonly reports: readonly Report[];
  readonly probes: readonly ProbeResult[];
  /** Those that concern this hostname (`concerns` in signals.ts), whatever the country. */
  readonly signals: readonly Signal[];
  readonly words: readonly OperatorWord[];
  /** The burn that stands, if any: it is lifted by probes or the operator only, never by time or by readers. */
  readonly standing?: Standing;
  /** When the last burn was lifted: what was reported before it is spent. */
  readonly clearedAt?: number;
}

export interface GroupSize {
  readonly group: string;
  readonly readers: number;
}

/** E1. One reader in one slot (`windows.slotSeconds`); at most one row of each kind a slot is needed. */
export interface Sighting {
  readonly tag: string;
  readonly group: string;
  readonly network: string;
  readonly level: number;
  /** The slot's first second. */
  readonly at: number;
  /** By this mirror; else by another mirror of the mesh. */
  readonly served: boolean;
}

/** E2. One report as the warden opened it (../report.ts); the judge itself keeps to one vote a network, group and day. */
export interface Report {
  readonly group: string;
  readonly network: string;
  /** The ticket's trust level. */
  readonly level: number;
  /** When the warden took it. */
  readonly at: number;
  readonly outcome: Outcome;
  /** How another mirror of the roster did at the same time: where that failed too, the fault is nearer to the reader. */
  readonly control: "ok" | "failed";
}

export const BLOCKINGS = [
  "dns",
  "tcp",
  "tls-sni",
  "http-host",
  "blockpage",
  "throttled",
  /** Reachable. */
  "none",
  /** Down from everywhere: no censor's doing. */
  "down",
] as const;
export type Blocking = (typeof BLOCKINGS)[number];

/** A volunteer's vantage is its name, which is neither of these (evidencekeys.ts). */
export const VANTAGES = { operator: "operator", ooni: "ooni" } as const;

/** E3. One run of a probe, after OONI's web_connectivity: each step's failure, or `ok`; absent where it was not reached. */
export interface ProbeResult {
  readonly at: number;
  readonly hostname: string;
  readonly country: string;
  readonly network: string;
  /** Who ran it: one of VANTAGES, or a volunteer. */
  readonly vantage: string;
  readonly dns?: string;
  readonly tcp?: string;
  readonly tls?: string;
  readonly http?: string;
  /** A host that nobody blocks, asked in the same run from the same place. */
  readonly control: "ok" | "failed";
  readonly blocking: Blocking;
  /** OONI's failure string, e.g. `connection_reset`. */
  readonly failure?: string;
}

/** E4. */
export interface OperatorWord {
  readonly at: number;
  readonly says: "burned" | "healthy";
  readonly cause?: Cause;
}

export const SIGNAL_KINDS = [
  "account-dead",
  "account-suspended",
  "zone-gone",
  "script-gone",
  "quota",
  "origin-down",
  "flagged",
  "limit-1027",
  "exception-1101",
] as const;
export type SignalKind = (typeof SIGNAL_KINDS)[number];

/** E5. What it is about is named by whichever of the four fields it has. */
export interface Signal {
  readonly at: number;
  readonly kind: SignalKind;
  readonly account?: string;
  readonly zone?: string;
  readonly hostname?: string;
  readonly service?: string;
  readonly detail: string;
}

export interface Standing {
  readonly since: number;
  readonly cause: Cause;
}
