// Sealed lists are rewritten at fixed times, and never for a reason: a file that changes when a mirror burns would tell of it.

import { isListsDue } from "../../lists/times.ts";
import type { Action } from "../action.ts";
import type { Desired } from "../desired.ts";
import type { Observed } from "../observed.ts";

/** Their name among what is unwell. */
export const LISTS = "sealed lists";

export function planLists({ hasLists }: Desired, { status, unwell }: Observed, now: number): readonly Action[] {
  const isDue = hasLists && status.keyring !== undefined && isListsDue(status.lists?.publishedAt, now);
  return isDue && !unwell.has(LISTS) ? [{ kind: "publish-lists" }] : [];
}
