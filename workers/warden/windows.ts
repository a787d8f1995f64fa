// The spans everything is decided by: the judge's own, or all of them scaled by one factor where a test deploys the warden.

import { scaleWindows, WINDOWS, type Windows } from "../../shared/domain/verdict/windows.ts";

/** `factor`: a number as text; absent or no number: the windows as they are. */
export function wardenWindows(factor: string | undefined): Windows {
  const scale = Number(factor ?? "1");
  return scale > 0 && scale !== 1 && Number.isFinite(scale) ? scaleWindows(WINDOWS, scale) : WINDOWS;
}
