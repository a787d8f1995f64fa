// From what is wanted and what was seen to what is to be done now, in this order: what every link hangs on (the keyring),
// what was begun, what is deployed, then new mirrors, then old ones, then lists, which tell of them all; probes last, for each waits long where something is blocked. Pure: the same look gives the same plan, and
// `hezar reconcile --dry-run` shows it.

import type { Action } from "./action.ts";
import type { Desired } from "./desired.ts";
import type { Observed } from "./observed.ts";
import { planFill } from "./plans/fill.ts";
import { planKeyring } from "./plans/keyring.ts";
import { planLists } from "./plans/lists.ts";
import { planProbes } from "./plans/probes.ts";
import { planRelays } from "./plans/relays.ts";
import { planResume } from "./plans/resume.ts";
import { planRotation } from "./plans/rotation.ts";

/** `now`: the warden's, in seconds; the operator's own clock may be an hour off. */
export function plan(desired: Desired, observed: Observed, now: number): readonly Action[] {
  return [
    ...planKeyring(observed, now),
    ...planResume(observed),
    ...planRelays(desired, observed, now),
    ...planFill(desired, observed, now),
    ...planRotation(desired, observed, now),
    ...planLists(desired, observed, now),
    ...planProbes(desired, observed),
  ];
}
