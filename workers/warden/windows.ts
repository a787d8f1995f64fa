// The spans everything is decided by, the judge's and the lifeboats', or all of them scaled by one factor where a test
// deploys the warden.

import { ROSTER_WINDOWS, type Roster, scaleRosterWindows } from "../../shared/domain/roster.ts";
import { scaleWindows, WINDOWS, type Windows } from "../../shared/domain/verdict/windows.ts";

/** `factor`: a number as text; absent or no number: the windows as they are. */
export function wardenWindows(factor: string | undefined): Windows {
  const scale = scaleOf(factor);
  return scale === 1 ? WINDOWS : scaleWindows(WINDOWS, scale);
}

/** What rosters tell readers' lifeboats, by the same factor. */
export function rosterWindows(factor: string | undefined): Roster["windows"] {
  const scale = scaleOf(factor);
  return scale === 1 ? ROSTER_WINDOWS : scaleRosterWindows(scale);
}

function scaleOf(factor: string | undefined): number {
  const scale = Number(factor ?? "1");
  return scale > 0 && Number.isFinite(scale) ? scale : 1;
}
