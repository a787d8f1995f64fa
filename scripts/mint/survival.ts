// How long mirrors have lived at a place, from what the warden remembers of them. Few observations must not decide much.
// An account starts with a fortnight of credit: expected days = (mirror-days seen + 14) / (burned + 1), which is the mean of a
// constant hazard with one imagined burn in two weeks (a gamma prior on a Poisson rate). A zone starts even: the share of its
// mirrors that outlive their first week, with one imagined that did and one that did not (a beta prior on a binomial share).

import { coveringPatterns } from "../../shared/domain/blocklist.ts";
import type { MeshStatus, Mirror } from "../../shared/wardenapi.ts";

export interface Survival {
  expectedDays(mirrors: readonly Mirror[]): number;
  /** In (0, 1); ½ where nothing was seen. Mirrors that are young say nothing yet. */
  shareOf(mirrors: readonly Mirror[]): number;
}

const CREDIT_DAYS = 14;
const SECONDS_PER_DAY = 86_400;
/** Who knew a zone's names before has burned them by then; later a mirror mostly burns by what its own readers told. */
const FIRST_DAYS = 7;

export function createSurvival({ now, blocklist }: Pick<MeshStatus, "now" | "blocklist">): Survival {
  const burnedAt = createBurnTimes(blocklist);
  const lifeSeconds = (mirror: Mirror): number => {
    const over = mirror.state === "retired" ? mirror.changedAt : now;
    return Math.max(0, (burnedAt(mirror) ?? over) - mirror.createdAt);
  };
  const isOld = (mirror: Mirror) => lifeSeconds(mirror) >= FIRST_DAYS * SECONDS_PER_DAY;
  return {
    expectedDays: (mirrors) => {
      const seconds = mirrors.reduce((sum, mirror) => sum + lifeSeconds(mirror), 0);
      const burned = mirrors.filter((mirror) => burnedAt(mirror) !== undefined).length;
      return (seconds / SECONDS_PER_DAY + CREDIT_DAYS) / (burned + 1);
    },
    shareOf: (mirrors) => {
      const outlived = mirrors.filter(isOld).length;
      const fell = mirrors.filter((mirror) => burnedAt(mirror) !== undefined && !isOld(mirror)).length;
      return (outlived + 1) / (outlived + fell + 2);
    },
  };
}

/** One that burned is retired some day; the blocklist still knows, and since when. */
function createBurnTimes({ entries }: MeshStatus["blocklist"]): (mirror: Mirror) => number | undefined {
  const firstAt = new Map<string, number>();
  for (const { pattern, at } of entries) firstAt.set(pattern, Math.min(at, firstAt.get(pattern) ?? at));
  return ({ state, hostname, changedAt }) => {
    if (state !== "burned" && state !== "retired") return undefined;
    const times = coveringPatterns(hostname).flatMap((pattern) => firstAt.get(pattern) ?? []);
    return state === "retired" && times.length === 0 ? undefined : Math.min(changedAt, ...times);
  };
}
