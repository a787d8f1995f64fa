// When lists are rewritten: at the same hours of the UTC day, whatever happened to the mesh, so that a rewritten file says
// nothing of a burn.

export const LIST_PERIOD_SECONDS = 6 * 3600;

/** The period that `now` lies in; seconds since the epoch. */
export function listPeriod(now: number): number {
  return Math.floor(now / LIST_PERIOD_SECONDS);
}

/** `publishedAt`: seconds since the epoch; undefined: never. */
export function isListsDue(publishedAt: number | undefined, now: number): boolean {
  return publishedAt === undefined || listPeriod(publishedAt) < listPeriod(now);
}

/** When the next period begins, seconds since the epoch. */
export function nextListsAt(now: number): number {
  return (listPeriod(now) + 1) * LIST_PERIOD_SECONDS;
}
