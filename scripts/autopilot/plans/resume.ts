// Mints that somebody began and did not end: whoever steers goes on with them, or their orders are never filled. One whose
// account is in trouble waits with it.

import type { Action } from "../action.ts";
import { type Observed, troubledAccounts } from "../observed.ts";

export function planResume(observed: Observed): readonly Action[] {
  const { status, unwell } = observed;
  const troubled = troubledAccounts(observed);
  return status.mirrors
    .filter(({ state }) => state === "minting")
    .filter(({ account, zone }) => !unwell.has(account) && !unwell.has(zone) && !troubled.includes(account))
    .map(({ hostname, service, zone }) => ({ kind: "resume", hostname, service, zone }));
}
