// The judge of the mesh: what single verdicts cannot see. How high the blocks of a country reach, and whether it is one
// hostname's misfortune or the country's weather.

import { deadNodes, levelOf } from "./levels.ts";
import type { HostStanding, MeshEvidence, MeshVerdict } from "./meshevidence.ts";
import type { Level } from "./verdict.ts";
import { countryWeather } from "./weather.ts";
import { WINDOWS, type Windows } from "./windows.ts";

export function judgeMesh(
  evidence: MeshEvidence,
  { now, windows = WINDOWS }: { readonly now: number; readonly windows?: Windows },
): MeshVerdict {
  return { dead: deadNodes(evidence.hosts), weather: countryWeather(evidence, { now, windows }) };
}

/** The level to say of one burned hostname. */
export function levelIn(verdict: MeshVerdict, host: HostStanding): Level {
  const sky = verdict.weather.find(({ country }) => country === host.country)?.weather ?? "normal";
  return sky === "normal" ? levelOf(host, verdict.dead) : "country";
}
