// The registry's side of evidence: takes what witnesses say, hands it to the objects of the hostnames it is about, and acts
// on what those conclude. A reader's number comes in and goes no further than this call: what is passed on is a tag.

import { type Bytes, fromBase64url, toBase64url } from "../../../shared/domain/bytes.ts";
import type { ProbeResult, Signal } from "../../../shared/domain/verdict/evidence.ts";
import type { Verdict } from "../../../shared/domain/verdict/verdict.ts";
import type { ProbesAnswer, Why } from "../../../shared/wardenapi.ts";
import type { Book } from "../book.ts";
import { heed } from "../moves/signal.ts";
import { judgeSky } from "../moves/sky.ts";
import { actOn } from "../moves/verdict.ts";
import { createAllowance } from "./allowance.ts";
import { type Batch, placeSightings, tagReaders } from "./batch.ts";
import { createContexts, isOpen } from "./context.ts";
import { type DayHalfOf, joinHalves } from "./dayhalf.ts";
import type { EvidenceOf, HostContext, Notes } from "./notes.ts";
import { createDigests, type OpeningKeys, openReports, placeReports, reportable } from "./opened.ts";
import { placeProbes } from "./probes.ts";
import { tellStanding, tellWhy } from "./told.ts";

export interface InquiryDeps {
  /** One transaction over the book. */
  readonly look: <T>(work: (book: Book) => T) => T;
  /** The same, and KV hears of it. */
  readonly change: <T>(move: (book: Book) => T) => Promise<T>;
  readonly evidenceOf: EvidenceOf;
  /** Undefined where the warden was deployed without them: sightings are taken, reports are not. */
  readonly keys: () => Promise<OpeningKeys | undefined>;
  /** Of the day's tag key, what lies outside. */
  readonly dayHalfOf: DayHalfOf;
  readonly random: (lengthBytes: number) => Bytes;
}

export interface Inquiry {
  /** What a zone's relay saw. */
  collect(batch: Batch): Promise<void>;
  probe(results: readonly ProbeResult[]): Promise<ProbesAnswer>;
  /** Mirrors that this burned. */
  signal(signals: readonly Signal[]): Promise<readonly string[]>;
  why(hostname: string): Promise<Why | undefined>;
  /** What time changes: suspects are judged again, and the weather. */
  tick(): Promise<void>;
}

const KEY_BYTES = 32;

export function createInquiry({ look, change, evidenceOf, keys, dayHalfOf, random }: InquiryDeps): Inquiry {
  const digestsOf = createDigests();
  const allows = createAllowance(look(({ windows }) => windows));
  const noteAll = async (rows: ReadonlyMap<string, { readonly notes: Notes; readonly context: HostContext }>) => {
    const asked = [...rows].map(([hostname, { notes, context }]) => evidenceOf(hostname).note(notes, context));
    return conclude(await settled(asked));
  };
  const judgeAll = async (hostnames: readonly string[]) => {
    const contexts = look((book) => hostnames.map(createContexts(book)));
    return conclude(await settled(contexts.map((context) => evidenceOf(context.hostname).judge(context))));
  };
  const conclude = async (verdicts: readonly Verdict[]) => {
    if (verdicts.length === 0) return;
    await change((book) => {
      actOn(book, verdicts);
      judgeSky(book);
    });
  };
  return {
    collect: async (batch) => {
      const { day, inside, now, isOff } = look((book) => ({
        isOff: book.settings.mesh()?.reports === false,
        ...book.tags.halfOfToday(() => toBase64url(random(KEY_BYTES))),
        now: book.now,
      }));
      const readers = batch.sightings.map(({ reader }) => reader);
      const tags = await tagReaders(readers, await joinHalves(fromBase64url(inside) as Bytes, await dayHalfOf(day)));
      // Browsers that have not heard of it yet still send some.
      const opening = batch.reports.length === 0 || isOff ? undefined : await keys();
      const reports = opening === undefined ? [] : await openReports(batch.reports, { ...opening, now });
      const digests = await digestsOf(look((book) => reportable(book, reports)));
      await noteAll(
        look((book) => {
          const sightings = placeSightings(book, batch, { tags, allows });
          return notesOf(book, { sightings, reports: placeReports(book, reports, digests), probes: new Map() });
        }),
      );
    },
    probe: async (results) => {
      const { rows, hostnames } = look((book) => {
        const probes = placeProbes(book, results);
        const nothing = { sightings: new Map(), reports: new Map() };
        return { rows: notesOf(book, { ...nothing, probes }), hostnames: [...probes.keys()] };
      });
      await noteAll(rows);
      const taken = [...rows.values()].reduce((sum, { notes }) => sum + notes.probes.length, 0);
      const verdicts = look((book) => hostnames.flatMap((hostname) => book.verdicts.of(hostname).map(tellStanding)));
      return { taken, leftOut: results.length - taken, verdicts };
    },
    signal: async (signals) => {
      const heeded = await change((book) => {
        for (const signal of signals) book.signals.add(signal);
        return signals.map((signal) => ({ kind: signal.kind, burned: heed(book, signal) }));
      });
      const concerned = look((book) => {
        const contextOf = createContexts(book);
        const standing = book.mirrors.inState("reserve", "live", "suspect").map(({ hostname }) => hostname);
        return standing.filter((hostname) => contextOf(hostname).signals.length > 0);
      });
      // A flag makes suspects, so what it burned keeps a verdict with its evidence.
      const flagged = heeded.flatMap(({ kind, burned }) => (kind === "flagged" ? burned : []));
      await judgeAll([...concerned, ...flagged]);
      return heeded.flatMap(({ burned }) => burned);
    },
    why: async (hostname) => {
      const context = look((book) => createContexts(book)(hostname));
      const verdicts = await evidenceOf(hostname).judge(context);
      return look((book) => tellWhy(book, hostname, verdicts));
    },
    tick: async () => {
      await judgeAll(
        look((book) => {
          const doubted = book.verdicts.all().filter(({ verdict }) => isOpen(book, verdict));
          return [...new Set(doubted.map(({ verdict }) => verdict.hostname))];
        }),
      );
      await change(judgeSky);
    },
  };
}

type Placed = { readonly [Kind in keyof Notes]: ReadonlyMap<string, Notes[Kind]> };

function notesOf(book: Book, { sightings, reports, probes }: Placed) {
  const contextOf = createContexts(book);
  const hostnames = new Set([...sightings.keys(), ...reports.keys(), ...probes.keys()]);
  return new Map(
    [...hostnames].map((hostname) => {
      const notes: Notes = {
        sightings: sightings.get(hostname) ?? [],
        reports: reports.get(hostname) ?? [],
        probes: probes.get(hostname) ?? [],
      };
      return [hostname, { notes, context: contextOf(hostname) }];
    }),
  );
}

/** One object that fails must not silence the others: what it was told is lost, as a relay's batch may be. */
async function settled(asked: readonly Promise<readonly Verdict[]>[]): Promise<readonly Verdict[]> {
  const answers = await Promise.allSettled(asked);
  return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
}
