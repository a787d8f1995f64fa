// What the judge of the mesh is given: every verdict of interest as one row, and how lively each country is; and what it
// concludes: how high blocks reach, and each country's weather.

import type { Cause } from "../blocklist.ts";
import type { Level } from "./verdict.ts";

/** One hostname as it stands in one country. */
export interface HostStanding {
  readonly hostname: string;
  readonly zone: string;
  /** What the zone was registered under, or the provider's own: `example.org` → `org`, `x.workers.dev` → `workers.dev`. */
  readonly suffix: string;
  /** Whose addresses it resolves to. */
  readonly provider: string;
  /** Mirrors handed out together are one risk unit: one leak takes them all. */
  readonly batch: string;
  readonly country: string;
  /** `healthy`: somebody was served or a probe got through lately; else `unknown`, which counts for nothing. */
  readonly state: "healthy" | "burned" | "unknown";
  readonly cause?: Cause;
  /** No link names it, so only a block above the hostname reaches it. */
  readonly isCanary: boolean;
  /** Since when it stands like this. */
  readonly since: number;
}

/** One country in the newest `windows.weatherSeconds`. */
export interface CountryPulse {
  readonly country: string;
  /** Readers seen anywhere on the mesh. */
  readonly seen: number;
  /** How many were in the same span before, on an ordinary day at this hour. */
  readonly usual: number;
  /** Probes that ran there and reached their control host: the net is up for somebody. */
  readonly probesWithControl: number;
}

export interface MeshEvidence {
  readonly hosts: readonly HostStanding[];
  readonly pulses: readonly CountryPulse[];
}

export type Weather = "normal" | "shutdown" | "whitelist";

/** A node of hostname ⊂ zone ⊂ suffix ⊂ provider that is blocked as a whole in a country. */
export interface DeadNode {
  readonly level: Exclude<Level, "hostname" | "country">;
  /** The zone, suffix or provider. */
  readonly name: string;
  readonly country: string;
  /** Risk units under it. */
  readonly burned: number;
  readonly alive: number;
  /** Beta posterior: how sure it is that most under it are blocked. */
  readonly sureness: number;
  /** Decided by a canary. */
  readonly byCanary: boolean;
}

export interface CountryWeather {
  readonly country: string;
  readonly weather: Weather;
  readonly burned: number;
  readonly alive: number;
  readonly seen: number;
  readonly usual: number;
}

export interface MeshVerdict {
  readonly dead: readonly DeadNode[];
  readonly weather: readonly CountryWeather[];
}
