// Which hostnames a probe looks at: what the warden wishes for, and of the rest whatever readers are on or may be sent to.

import type { MirrorState } from "../../shared/domain/mirror.ts";
import type { MeshStatus, Mirror, Wish } from "../../shared/wardenapi.ts";
import type { ProbeTarget } from "./probe.ts";

const WORTH_A_LOOK: ReadonlySet<MirrorState> = new Set(["reserve", "live", "suspect"]);

/** A label of the zone that no mirror has: the zone's own apex shows the same cover. */
export function targetOf({ origin, hostname, zone }: Pick<Mirror, "origin" | "hostname" | "zone">): ProbeTarget {
  return { origin, neighbour: origin.replace(hostname, zone) };
}

export type Seen = Pick<MeshStatus, "now" | "mirrors" | "wishes">;

/** Soonest first. */
export function dueWishes({ now, wishes }: Pick<Seen, "now" | "wishes">, country: string): readonly Wish[] {
  const due = wishes.filter((wish) => wish.dueAt <= now && (wish.country === country || wish.country === ""));
  return due.toSorted((left, right) => left.dueAt - right.dueAt);
}

/** A wish comes with its canary, which is probed like a mirror: it tells a zone that is blocked from a hostname that leaked. */
export function wishedTargets({ mirrors, ...seen }: Seen, country: string): readonly ProbeTarget[] {
  const targets = dueWishes(seen, country).flatMap(({ hostname, canary, origin }) => {
    const zone = mirrors.find((mirror) => mirror.hostname === hostname)?.zone ?? hostname.replace(/^[^.]+\./, "");
    const canaryOrigin = origin.replace(hostname, canary);
    return [targetOf({ origin, hostname, zone }), targetOf({ origin: canaryOrigin, hostname: canary, zone })];
  });
  return [...new Map(targets.map((target) => [target.origin, target])).values()];
}

export function standingTargets({ mirrors }: Pick<MeshStatus, "mirrors">): readonly ProbeTarget[] {
  return mirrors.filter(({ state }) => WORTH_A_LOOK.has(state)).map(targetOf);
}
