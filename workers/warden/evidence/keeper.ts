// One hostname's evidence: what is known is kept, judged, and forgotten in time. It decides nothing; the registry acts on
// what it says. Traffic alone is no reason to judge: most hosts are healthy, and reading their rows costs.

import { judgeHost } from "../../../shared/domain/verdict/judge.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import type { Windows } from "../../../shared/domain/verdict/windows.ts";
import type { EvidencePort, HostContext } from "./notes.ts";
import { createShelf, type Shelf } from "./shelf.ts";

export interface KeeperDeps {
  readonly storage: DurableObjectStorage;
  readonly windows: Windows;
  /** Milliseconds since the epoch. */
  readonly clock: () => number;
  readonly wakeAt: (atMs: number) => Promise<void>;
}

export interface Keeper extends EvidencePort {
  /** What time brings. */
  tick(): Promise<void>;
}

export function createKeeper({ storage, windows, clock, wakeAt }: KeeperDeps): Keeper {
  let wakesAt: number | undefined;
  let judgedAt = 0;
  /** Something spoke against it when it was judged last, or nothing is known of that any more. */
  let isDoubted = true;
  const seconds = () => Math.floor(clock() / 1000);
  const withShelf = <T>(work: (shelf: Shelf, now: number) => T): T => {
    const now = seconds();
    return storage.transactionSync(() => work(createShelf(storage.sql, { now, windows }), now));
  };
  const sleep = async (next: number | undefined) => {
    // An alarm is a write too, so it is set only where none stands that is soon enough.
    if (next === undefined || (wakesAt !== undefined && wakesAt <= next && wakesAt > seconds())) return;
    wakesAt = next;
    await wakeAt(next * 1000);
  };
  return {
    note: async (notes, context) => {
      const isNews = notes.reports.length > 0 || notes.probes.length > 0;
      const { verdicts, next } = withShelf((shelf, now) => {
        shelf.put(notes);
        const end = shelf.forget();
        // Sightings alone convict nobody, and reading them all again each time is what a large mesh would pay most for.
        if (!isNews && (!isDoubted || now - judgedAt < windows.slotSeconds)) return { verdicts: [], next: end };
        judgedAt = now;
        const verdicts = judgeAll(shelf, shelf.countries(), { context, now, windows });
        isDoubted = verdicts.some(({ state }) => state !== "healthy");
        return { verdicts, next: end };
      });
      await sleep(next);
      return verdicts;
    },
    judge: async (context) =>
      withShelf((shelf, now) => judgeAll(shelf, shelf.countries({ seen: true }), { context, now, windows })),
    tick: async () => {
      wakesAt = undefined;
      await sleep(withShelf((shelf) => shelf.forget()));
    },
  };
}

interface Judging {
  readonly context: HostContext;
  readonly now: number;
  readonly windows: Windows;
}

function judgeAll(shelf: Shelf, known: readonly string[], { context, now, windows }: Judging): readonly Verdict[] {
  const { hostname, groups, signals, words, standing, doubted, cleared } = context;
  // A signal is of no country: what it says is judged once for all where nobody has been seen yet.
  const told = [...[...words, ...standing].map(({ country }) => country), ...(signals.length > 0 ? [""] : [])];
  const countries = [...new Set([...known, ...told, ...doubted])].sort();
  return countries.map((country) => {
    const isHere = (row: { readonly country: string }) => row.country === country || row.country === "";
    const burn = standing.find(isHere);
    const lifted = cleared.find((row) => row.country === country);
    return judgeHost(
      {
        ...{ hostname, country, groups, signals },
        sightings: shelf.sightings(country),
        reports: shelf.reports(country),
        probes: shelf.probes(country),
        words: words.filter(isHere),
        ...(burn && { standing: { since: burn.since, cause: burn.cause } }),
        ...(lifted && { clearedAt: lifted.at }),
      },
      { now, windows },
    );
  });
}
