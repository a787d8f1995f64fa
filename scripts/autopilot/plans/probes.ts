// The warden's wishes for probes, granted from the places the config names. What is found changes what is wanted, so the next
// look of the same pass already mints for what burned. A place that reached nothing is left alone for a while, as an account is.

import { dueWishes } from "../../probe/targets.ts";
import type { Action } from "../action.ts";
import type { Desired } from "../desired.ts";
import type { Observed } from "../observed.ts";

/** Each may take a minute where something is silent, and mirrors that are ordered wait for the pass. */
const PROBES_A_LOOK = 8;

/** A place's name among what is unwell. */
export function vantageName(id: string): string {
  return `vantage ${id}`;
}

export function planProbes({ vantages = [] }: Desired, { status, unwell }: Observed): readonly Action[] {
  return vantages
    .filter(({ id }) => !unwell.has(vantageName(id)))
    .flatMap(({ id, country }) => {
      const hostnames = new Set(dueWishes(status, country).map(({ hostname }) => hostname));
      return [...hostnames]
        .slice(0, PROBES_A_LOOK)
        .map((hostname): Action => ({ kind: "probe", vantage: id, hostname }));
    });
}
