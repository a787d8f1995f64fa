// What was published of the plain way, a sequential test over everybody's word, that the judge is measured against: on a healthy
// host with 30 % lying reporters it burned it in 68 % of runs (DESIGN §5.11, which does not say how many report). The table
// shows it beside the plain test that is run here, in the rows that have those liars and nothing else.
import type { Scenario } from "./scenario.ts";

const PUBLISHED_SHARE = 0.68;
const PUBLISHED_LIARS = 0.3;

export const PUBLISHED_SOURCE = "DESIGN §5.11";

/** Share of healthy hosts falsely burned by the plain test, where it was published for such a row. */
export function publishedShare({ isBlocked, lie, liars, isTrafficFaked }: Scenario): number | undefined {
  const isSame = !isBlocked && lie === "frame" && liars === PUBLISHED_LIARS && !isTrafficFaked;
  return isSame ? PUBLISHED_SHARE : undefined;
}
