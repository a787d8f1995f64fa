// One publication: every file to every place, then what we left there before and is not of it goes. A place that fails stops
// none of the others, and what was there before stays until the new files all are.

import { type Clock, systemClock } from "../clock.ts";
import { type Reach, reach as reachDefault } from "../reach.ts";
import type { Drawn, ListFile } from "./draw.ts";
import { type ListDriver, PlaceError } from "./drivers/driver.ts";
import type { Ledger } from "./ledger.ts";
import { lookAtPlace, type PlaceProblem } from "./place.ts";
import { listPeriod } from "./times.ts";

export interface PublishOptions {
  readonly places: readonly ListDriver[];
  readonly drawn: Drawn;
  readonly ledger: Ledger;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Leave out where this period's files are already. */
  readonly isOnlyDue?: boolean;
  readonly clock?: Clock;
  readonly reach?: Reach;
  readonly onFile?: (place: string, written: number) => void;
}

export interface PlaceResult {
  readonly place: string;
  readonly url: string;
  readonly written: number;
  readonly removed: number;
  /** Where one is no note, readers find nothing new there. */
  readonly problems: readonly PlaceProblem[];
}

const AT_ONCE = 4;
/** A person waits. */
const PATIENCE_SECONDS = 10;

export async function publishLists(options: PublishOptions): Promise<readonly PlaceResult[]> {
  const { places, ledger, now, isOnlyDue = false } = options;
  const results: PlaceResult[] = [];
  for (const place of places) {
    const { publishedAt = 0 } = await ledger.of(place.url);
    if (isOnlyDue && listPeriod(publishedAt) >= listPeriod(now)) continue;
    results.push(await publishAt(place, options));
  }
  return results;
}

export function isPublished({ problems }: Pick<PlaceResult, "problems">): boolean {
  return problems.every(({ isNote }) => isNote === true);
}

async function publishAt(place: ListDriver, options: PublishOptions): Promise<PlaceResult> {
  const { drawn, ledger, now, onFile, clock = systemClock, reach = reachDefault } = options;
  const { id, url } = place;
  const before = await ledger.of(url);
  const names = drawn.files.map(({ name }) => name);
  const old = before.names.filter((name) => !names.includes(name));
  let [written, removed] = [0, 0];
  try {
    await ledger.save(url, { ...before, names: [...old, ...names] });
    let last: { readonly name: string; readonly bytes: Uint8Array } | undefined;
    await inTurns(drawn.files, async ({ name, make }: ListFile) => {
      const bytes = await make();
      await place.write(name, bytes);
      last ??= { name, bytes };
      written += 1;
      onFile?.(id, written);
    });
    await inTurns(old, async (name) => {
      await place.remove(name);
      removed += 1;
    });
    await ledger.save(url, { names, publishedAt: now });
    const patienceSeconds = Math.min(place.delaySeconds, PATIENCE_SECONDS);
    const look = async () => (last ? lookAtPlace(place, { reach, clock, patienceSeconds, ...last }) : []);
    let problems = await look();
    if (problems.some(({ isClosed }) => isClosed) && (await place.openToPages?.())) problems = await look();
    // A host that publishes in the background is not wrong yet.
    const isSlow = place.delaySeconds > PATIENCE_SECONDS;
    return {
      place: id,
      url,
      written,
      removed,
      problems: problems.map((one) => (isSlow ? { ...one, isNote: true } : one)),
    };
  } catch (error) {
    if (!(error instanceof PlaceError)) throw error;
    return { place: id, url, written, removed, problems: [{ what: error.message, next: error.next }] };
  }
}

async function inTurns<T>(list: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
  const left = [...list];
  const lane = async () => {
    for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
}
