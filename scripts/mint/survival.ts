// How long mirrors have lived at a place, from what the warden remembers of them. Few observations must not decide much, so
// every place starts with a fortnight of credit: expected days = (mirror-days seen + 14) / (burned + 1), which is the
// mean of a constant hazard with one imagined burn in two weeks (a gamma prior on a Poisson rate).

import { matchesPattern } from "../../shared/domain/hostname.ts";
import type { MeshStatus, Mirror } from "../../shared/wardenapi.ts";

const CREDIT_DAYS = 14;
const SECONDS_PER_DAY = 86_400;

export function expectedDays(mirrors: readonly Mirror[], status: Pick<MeshStatus, "now" | "blocklist">): number {
  const seconds = mirrors.reduce((sum, mirror) => sum + lifeSeconds(mirror, status.now), 0);
  const burned = mirrors.filter((mirror) => hasBurned(mirror, status)).length;
  return (seconds / SECONDS_PER_DAY + CREDIT_DAYS) / (burned + 1);
}

/** Until it burned or was retired; `changedAt` is when. */
function lifeSeconds({ state, createdAt, changedAt }: Mirror, now: number): number {
  const isOver = state === "burned" || state === "retired";
  return Math.max(0, (isOver ? changedAt : now) - createdAt);
}

/** One that burned is retired some day; the blocklist still knows. */
export function hasBurned({ state, hostname }: Mirror, { blocklist }: Pick<MeshStatus, "blocklist">): boolean {
  if (state === "burned") return true;
  return state === "retired" && blocklist.entries.some(({ pattern }) => matchesPattern(hostname, pattern));
}
