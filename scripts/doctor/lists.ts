// What doctor says of sealed lists: whether they are published in time, and what a reader's browser meets at each place.

import type { MeshConfig } from "../../shared/config.ts";
import type { MeshStatus } from "../../shared/wardenapi.ts";
import type { Clock } from "../clock.ts";
import type { Ledger } from "../lists/ledger.ts";
import { lookAtPlace } from "../lists/place.ts";
import { LIST_PERIOD_SECONDS } from "../lists/times.ts";
import type { Reach } from "../reach.ts";
import { spanText } from "../terminal/meshtable.ts";
import { broken, type DoctorFinding, fine, note } from "./finding.ts";

export interface ListsCheck {
  readonly ledger: Ledger;
  readonly reach: Reach;
  readonly clock: Clock;
}

/** A round that is late by one more is not the network's. */
const LATE_SECONDS = 2 * LIST_PERIOD_SECONDS;

export async function checkLists(
  { lists, now }: Pick<MeshStatus, "lists" | "now">,
  { lists: places }: Pick<MeshConfig, "lists">,
  { ledger, reach, clock }: ListsCheck,
): Promise<readonly DoctorFinding[]> {
  if (places.length === 0) {
    const next = "Name a place or two under `lists`, on hosts that carry no mirror, then `hezar up`";
    return [note("lists", "none: a reader whose every known mirror is dead finds no new one", next)];
  }
  const found: DoctorFinding[] = [];
  if (lists === undefined)
    found.push(note("lists", "not published yet", "`hezar reconcile`, or `hezar lists publish`"));
  else {
    const says = `published ${spanText(now - lists.publishedAt)} ago`;
    const next = "`hezar watch`, or `hezar reconcile` from cron, publishes them in time";
    found.push(now - lists.publishedAt > LATE_SECONDS ? broken("lists", says, next) : fine("lists", says));
  }
  for (const { id, url } of places) {
    const [name] = (await ledger.of(url)).names;
    if (name === undefined) continue;
    const place = { id, url, listings: [url], delaySeconds: 0 };
    const problems = await lookAtPlace(place, { reach, clock, name });
    if (problems.length === 0) found.push(fine(`lists ${id}`, "any page may read its files"));
    for (const { what, next, isNote } of problems) {
      found.push((isNote ? note : broken)(`lists ${id}`, what.slice(`${id}: `.length), next));
    }
  }
  return found;
}
