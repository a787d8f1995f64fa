// Whether a silence is the mirror's or the line's. What goes up fills a line, and every small question waits behind it. So the silent
// mirror and one that answered before are asked the same at the same moment: both wait behind what goes up, and only one of
// them behind a censor.

import { type Clock, never, within } from "./clock.ts";
import { knock } from "./knock.ts";

export interface ComparePorts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** A full line lets nothing through for so long. */
const MOST_MILLISECONDS = 10_000;
/** The silent one gets so many times as long as the other took, and no less than this. */
const TIMES = 3;
const GRACE_MILLISECONDS = 600;

/** True: `suspect` is silent where `other` answers. By their origins. */
export async function isSilentAlone(suspect: string, other: string, { fetch, clock }: ComparePorts): Promise<boolean> {
  const at = clock.now();
  // One that refuses is not silent.
  const spoke = knock(suspect, fetch).then(toSpoke, toSpoke);
  const answered = knock(other, fetch).then(toAnswered, () => never<"answered">());
  const first = await within(Promise.race([spoke, answered]), "nobody", { clock, milliseconds: MOST_MILLISECONDS });
  if (first !== "answered") return false;
  const milliseconds = Math.max(GRACE_MILLISECONDS, (TIMES - 1) * (clock.now() - at));
  return (await within(spoke, "silent", { clock, milliseconds })) === "silent";
}

const toSpoke = () => "spoke" as const;
const toAnswered = () => "answered" as const;
