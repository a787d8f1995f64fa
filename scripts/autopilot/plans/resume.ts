// Mints that somebody began and did not end: whoever steers goes on with them, or their orders are never filled. Where an
// account did not answer just now they wait; where it lets us or the warden in no more they are given up, for their orders
// can be filled elsewhere.

import type { Action } from "../action.ts";
import { type Observed, troubledAccounts } from "../observed.ts";

export function planResume(observed: Observed): readonly Action[] {
  const { status, unwell } = observed;
  const troubled = troubledAccounts(observed);
  return status.mirrors
    .filter(({ state }) => state === "minting")
    .flatMap(({ account, hostname, service, zone }): readonly Action[] => {
      if (troubled.includes(account)) return [{ kind: "abandon", hostname, service, zone }];
      return unwell.has(account) || unwell.has(zone) ? [] : [{ kind: "resume", hostname, service, zone }];
    });
}
