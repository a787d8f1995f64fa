// What the registry tells a hostname's evidence, and what it asks back: the shapes between the two Durable Objects.

import type {
  GroupSize,
  OperatorWord,
  ProbeResult,
  Report,
  Sighting,
  Signal,
  Standing,
} from "../../../shared/domain/verdict/evidence.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";

export interface SightingNote extends Sighting {
  readonly country: string;
}

export interface ReportNote extends Report {
  readonly country: string;
}

/** New rows for one hostname. */
export interface Notes {
  readonly sightings: readonly SightingNote[];
  readonly reports: readonly ReportNote[];
  readonly probes: readonly ProbeResult[];
}

/** What the registry knows of the hostname; `country` is "" where it holds everywhere. */
export interface HostContext {
  readonly hostname: string;
  readonly groups: readonly GroupSize[];
  readonly signals: readonly Signal[];
  readonly words: readonly (OperatorWord & { readonly country: string })[];
  readonly standing: readonly (Standing & { readonly country: string })[];
  /** Where a verdict against it stands without a burn: judged also when all that led to it is forgotten. */
  readonly doubted: readonly string[];
  /** When burns of before were lifted. */
  readonly cleared: readonly { readonly country: string; readonly at: number }[];
}

/** One hostname's evidence, wherever it is kept. */
export interface EvidencePort {
  /** Keep the rows; verdicts on the countries that there is something to say about. */
  note(notes: Notes, context: HostContext): Promise<readonly Verdict[]>;
  /** The verdict on every country that anything is known of. */
  judge(context: HostContext): Promise<readonly Verdict[]>;
}

export type EvidenceOf = (hostname: string) => EvidencePort;
