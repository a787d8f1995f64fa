// How long mirrors lived, by place. One that still stands, or that we retired ourselves, has lived at least so long: the
// median is Kaplan and Meier's (1958), which counts it among the living until then and not as a death.

import { matchesPattern } from "../../../shared/domain/hostname.ts";
import type { MeshStatus, Mirror } from "../../../shared/wardenapi.ts";

export type Fate = "burned" | "alive" | "retired";

export interface Life {
  readonly hostname: string;
  readonly seconds: number;
  readonly fate: Fate;
}

export interface Place {
  readonly name: string;
  readonly lives: readonly Life[];
  /** Seconds; undefined where fewer than half burned. */
  readonly median: number | undefined;
}

/** Places with the most mirrors first. */
export function livesBy(
  key: "zone" | "account",
  status: Pick<MeshStatus, "mirrors" | "blocklist" | "now">,
): readonly Place[] {
  const stood = status.mirrors.filter(({ state }) => state !== "minting");
  const places = [...Map.groupBy(stood, (mirror) => mirror[key])].map(([name, mirrors]) => {
    const lives = mirrors.map((mirror) => lifeOf(mirror, status));
    return { name, lives, median: medianLife(lives) };
  });
  return places.sort((left, right) => right.lives.length - left.lives.length || (left.name < right.name ? -1 : 1));
}

export function medianLife(lives: readonly Pick<Life, "seconds" | "fate">[]): number | undefined {
  let alive = lives.length;
  let share = 1;
  for (const { seconds, fate } of lives.toSorted(
    (left, right) => left.seconds - right.seconds || rank(left) - rank(right),
  )) {
    if (fate === "burned") share *= 1 - 1 / alive;
    alive--;
    if (share <= 0.5) return seconds;
  }
  return undefined;
}

/** Of two of one age the death comes first, as the estimator has it. */
function rank({ fate }: Pick<Life, "fate">): number {
  return fate === "burned" ? 0 : 1;
}

function lifeOf(mirror: Mirror, { now, blocklist }: Pick<MeshStatus, "blocklist" | "now">): Life {
  const { hostname, state, createdAt, changedAt } = mirror;
  const entry = blocklist.entries.find(({ pattern }) => matchesPattern(hostname, pattern));
  const hasBurned = state === "burned" || (state === "retired" && entry !== undefined);
  const end = hasBurned ? Math.min(entry?.at ?? changedAt, changedAt) : state === "retired" ? changedAt : now;
  const fate = hasBurned ? "burned" : state === "retired" ? "retired" : "alive";
  return { hostname, seconds: Math.max(0, end - createdAt), fate };
}
