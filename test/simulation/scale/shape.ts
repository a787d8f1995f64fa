// A mesh's size and what follows from it.
import { ASSUMED, MESH } from "./constants.ts";

export interface Size {
  readonly readers: number;
  readonly mirrors: number;
  readonly burned: number;
}

export const TARGET: Size = { readers: 1_000_000, mirrors: 10_000, burned: 100_000 };

export interface Shape extends Size {
  readonly groups: number;
  readonly zones: number;
  readonly lineages: number;
  readonly burnsADay: number;
  readonly requestsADay: number;
  readonly sightingsADay: number;
  readonly reportsADay: number;
}

export function shapeOf(size: Size): Shape {
  // A tenth stands in reserve; no two groups own the same mirror; a zone carries a mirror of five groups at most.
  const groups = Math.floor((0.9 * size.mirrors) / MESH.mirrorsAGroup);
  const burnsADay = size.burned / ASSUMED.burnedInDays;
  const visits = size.readers * ASSUMED.visitsADay;
  return {
    ...size,
    groups,
    lineages: groups,
    zones: Math.ceil(size.mirrors / MESH.groupsAZone),
    burnsADay,
    requestsADay: visits * ASSUMED.pagesAVisit * ASSUMED.invocationsAPage,
    sightingsADay: visits * ASSUMED.slotsAVisit,
    reportsADay: visits * ASSUMED.noise + burnsADay * ASSUMED.reportsABurn,
  };
}
