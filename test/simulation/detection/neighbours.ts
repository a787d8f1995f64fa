// The rest of a lineage: groups of the same size with the same share of liars, two mirrors each, all of which are well. Bad luck
// and framers have them ask for spares too, out of the purse that the watched group needs.

import { judgeHost } from "../../../shared/domain/verdict/judge.ts";
import { seedOf } from "../../fuzz/random.ts";
import { createHeld } from "./held.ts";
import { FIRST_DAY, GROUP, live } from "./life.ts";
import { type Asker, LINEAGE_SIZE, MIRRORS_A_GROUP } from "./purse.ts";
import type { Scenario } from "./scenario.ts";

/** A day before the watched group's first at the latest, or the purse would be full whenever something happens. */
const WATCHED_SINCE = FIRST_DAY;

export interface NeighboursOptions {
  readonly seed: number;
  readonly beginsAt: number;
  readonly days: number;
}

export function groupsOf({ groupSize }: Scenario): number {
  return Math.max(1, Math.round(LINEAGE_SIZE / groupSize));
}

/** When each of their mirrors asks; the watched group's other mirror is among them. */
export function listNeighbours(scenario: Scenario, { seed, ...begins }: NeighboursOptions): readonly Asker[] {
  const mirrors = groupsOf(scenario) * MIRRORS_A_GROUP - 1;
  return Array.from({ length: mirrors }, (_, mirror) => {
    const home = mirror % MIRRORS_A_GROUP === 0 ? "second" : "first";
    return askOf({ ...scenario, isBlocked: false, home }, { ...begins, seed: seedOf(seed, "neighbour", mirror) });
  });
}

function askOf(scenario: Scenario, options: NeighboursOptions): Asker {
  const { sightings, reports } = live(scenario, options);
  const seen = createHeld(sightings);
  const told = createHeld(reports);
  const host = { hostname: "n.example", country: "IR", signals: [], words: [], probes: [] } as const;
  const groups = [{ group: GROUP, readers: scenario.groupSize }];
  const asksAt = reports.find(({ at }) => {
    if (at < WATCHED_SINCE) return false;
    const evidence = { ...host, groups, sightings: seen.until(at), reports: told.until(at) };
    return judgeHost(evidence, { now: at }).spareFor.includes(GROUP);
  })?.at;
  if (asksAt === undefined) return [];
  return [asksAt, ...sightings.flatMap(({ at }) => (at > asksAt ? [at] : []))];
}
