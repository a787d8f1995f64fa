// How many mirrors of a service may be released now. A batch is one unit of risk, so few go out together and then time
// passes, a little more or less each time, for a steady beat would itself tie them together. Nobody waits for that with
// nothing: a group that is shown none takes one at once, so does an empty reserve, and a service nobody can reach takes what
// its readers need.

import { isUsable } from "../../../shared/domain/mirror.ts";
import type { MeshStatus } from "../../../shared/wardenapi.ts";

export interface Release {
  readonly everySeconds: number;
  /** In that time. */
  readonly most: number;
}

export interface Allowance {
  readonly allowed: number;
  /** When more will be, in seconds since the epoch. */
  readonly until: number;
}

/** The wait is stretched by at most this part, drawn from the newest batch so that a plan made again is the same plan. */
const JITTER_PART = 0.5;
const FIRST_NEEDS = 4;

export function allowance(
  service: string,
  { status, release, now }: { readonly status: MeshStatus; readonly release: Release; readonly now: number },
): Allowance {
  const own = status.mirrors.filter((mirror) => mirror.service === service);
  const coming = own.filter(({ state }) => state === "minting").length;
  const newest = Math.max(0, ...own.map(({ batch = 0 }) => batch));
  const wait = release.everySeconds * (1 + JITTER_PART * fraction(newest));
  const recent = own.filter(({ batch = 0 }) => batch > 0 && now - batch < wait).length;
  const left = Math.max(0, release.most - recent - coming);
  const cannotWait = Math.max((status.stranded?.[service] ?? 0) - coming, urgent(own, coming));
  return { allowed: Math.max(left, cannotWait), until: Math.ceil(newest + wait) };
}

/** Mirrors that cannot wait, whoever is shown them. */
function urgent(own: MeshStatus["mirrors"], coming: number): number {
  const usable = own.filter(({ state, drainsUntil }) => isUsable(state) && drainsUntil === undefined);
  if (usable.length === 0) return Math.max(0, FIRST_NEEDS - coming);
  return usable.some(({ state }) => state === "reserve") || coming > 0 ? 0 : 1;
}

/** A number in [0, 1) that looks random and is not: Knuth's multiplicative hash. */
function fraction(seed: number): number {
  return (Math.imul(seed, 2_654_435_761) >>> 0) / 2 ** 32;
}
