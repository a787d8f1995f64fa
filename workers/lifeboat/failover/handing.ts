// An answer handed to the page so that its body can go on elsewhere (bodies.ts says which, splice.ts how), whichever mirror
// it is from. A document whose other copy differs starts anew: half of one and half of another is neither.

import type { Bytes } from "../../../shared/domain/bytes.ts";
import { handlingOf, isDownload, look, totalOf } from "./bodies.ts";
import { type Clock, within } from "./clock.ts";
import type { Sending } from "./failover.ts";
import type { OtherMirror } from "./hold.ts";
import { knock } from "./knock.ts";
import type { Lives } from "./lives.ts";
import type { Answered, Others } from "./others.ts";
import type { Own } from "./own.ts";
import { type Quiet, watchQuiet } from "./quiet.ts";
import { type Reader, rebuild } from "./rebuild.ts";
import type { Wish } from "./request.ts";
import { askingFor, begunBy, isResumable, startOf } from "./resume.ts";
import { type Onward, splice } from "./splice.ts";

export interface HandingPorts {
  readonly fetch: typeof fetch;
  readonly own: Own;
  readonly others: Others;
  readonly clock: Clock;
  readonly lives: Lives;
  /** Lets the document of this client ask for its address once more. */
  readonly again: (clientId: string, url: string) => void;
}

export interface Asked {
  readonly wish: Wish;
  readonly sending: Sending;
}

export interface Handing {
  own(response: Response, asked: Asked): Promise<Response>;
  other(answered: Answered, asked: Asked): Response;
  /** It was cut off though it lives: once is an accident, twice in a row is a censor. */
  lostOwn(outcome: "cut" | "stall"): Promise<void>;
}

/** What nobody resumes. */
export function handedPlain({ head, body }: Answered): Response {
  return rebuild(head, plain(body));
}

/** Two in so long are no accident of the service's: some censors cut every connection after 16 kB, whatever it asks. */
const CUTS_MILLISECONDS = 60_000;
/** What breaks within a moment hung on one connection, or on one breath of the line. */
const MOMENT_MILLISECONDS = 1_000;
const SOON_MILLISECONDS = 100;
/** As long as a new connection on a bad line takes. */
const KNOCK_MILLISECONDS = 10_000;
/** What a script reads, of no known length, that came in bulk and then not for 8 s: another is asked whether it has more. */
const DOUBT_TIMES = 3;

interface Spliced extends Asked {
  readonly response: Response;
  readonly reader: Reader;
  readonly ahead?: readonly Bytes[];
  /** Absent: the own one. */
  readonly mirror?: OtherMirror;
}

export function createHanding({ own, others, clock, fetch, lives, again }: HandingPorts): Handing {
  let cutAt = Number.NEGATIVE_INFINITY;
  const isGone = async (outcome: "cut" | "stall") => {
    const isAlive = await lives(SOON_MILLISECONDS, true);
    if (!isAlive) own.lost(outcome, 0);
    return !isAlive;
  };
  /** Another had more to give: else it may be the service that breaks off. */
  const wasCut = (outcome: "cut" | "stall") => {
    const since = clock.now() - cutAt;
    if (since < MOMENT_MILLISECONDS) return;
    cutAt = clock.now();
    if (since < CUTS_MILLISECONDS) own.barred(outcome);
  };
  const lostOwn = async (outcome: "cut" | "stall") => {
    if (!(await isGone(outcome))) wasCut(outcome);
  };

  const spliced = ({ response, reader, ahead, mirror, wish, sending }: Spliced): ReadableStream<Bytes> => {
    const begun = begunBy(response);
    const total = totalOf(response.headers);
    // What a script reads may have nothing to say for as long as it likes, and so may what is made while it is saved; the
    // parts of a page have not.
    const isSaved = !sending.meant && isDownload(response.headers);
    const mayBeQuiet = isSaved
      ? total === undefined || !isResumable(begun)
      : sending.meant?.destination === "empty" && total === undefined;
    let sender = mirror;
    let outcome: "cut" | "stall" = "cut";
    let wasSlow = false;
    let isDoubted = false;
    /** How the own one broke off. */
    let brokeOff: "cut" | "stall" | undefined;
    const stands = async () => {
      if (!sender) return own.ping();
      const knocked = !mayBeQuiet || knock(sender.origin, fetch).catch(() => false);
      return within(Promise.resolve(knocked), false, { clock, milliseconds: KNOCK_MILLISECONDS });
    };
    const isLost = async (how: "silent" | "slow", times: number, isSteady: boolean) => {
      const isOut = !(await stands());
      const isDue = !mayBeQuiet || (isSteady && !isStream(response));
      // One that is throttled still answers small questions; where another is no faster, it is the service.
      const isEnough = how === "silent" ? times > 1 && !mayBeQuiet : isDue && !sender && !wasSlow;
      const isDoubt = how === "silent" && times >= DOUBT_TIMES && isDue && !isDoubted;
      wasSlow ||= how === "slow";
      isDoubted ||= isDoubt;
      if (isOut || isEnough || isDoubt) outcome = "stall";
      return isOut || isEnough || (isDoubt && "doubt");
    };
    const onward = async (at: number, why: "lost" | "slow"): Promise<Onward | undefined> => {
      if (wish.signal?.aborted) return undefined;
      if (why === "lost") {
        if (sender) others.lost(sender, outcome);
        else {
          brokeOff = outcome;
          void isGone(outcome);
        }
      }
      const headers = askingFor(wish.headers, begun, at);
      const answered = await others.ask({ ...wish, headers, mayLast: false });
      if (!answered) return undefined;
      const startsAt = startOf(answered.head, begun, at);
      const taken = () => {
        if (why === "slow") sender ? others.lost(sender, outcome) : void lostOwn(outcome);
        sender = answered.mirror;
        outcome = "cut";
        isDoubted = false;
      };
      if (startsAt !== undefined) return { reader: answered.body, startsAt, taken };
      void answered.body.cancel().catch(() => undefined);
      return undefined;
    };
    let end = () => {};
    sending.event.waitUntil(
      new Promise<void>((resolve) => {
        end = resolve;
      }),
    );
    return splice(reader, {
      ...{ clock, total, isLost, onward },
      seen: () => {
        if (sender && brokeOff) wasCut(brokeOff);
        brokeOff = undefined;
      },
      ...(ahead && { ahead }),
      ended: (how) => {
        end();
        const { resultingClientId } = sending.event;
        if (how === "differs" && !sending.meant && resultingClientId) again(resultingClientId, wish.url);
      },
    });
  };

  /** Ended where its mirror falls silent. */
  const events = (body: Reader, mirror: OtherMirror) => {
    const gone = () => {
      others.lost(mirror, "stall");
      void body.cancel().catch(() => undefined);
    };
    return ending(body, watchQuiet(mirror, { fetch, clock, gone }));
  };

  return {
    lostOwn,
    async own(response, asked) {
      const handling = handlingOf(response, handed(asked));
      if (handling === "as it came") return response;
      let reader: Reader;
      let ahead: readonly Bytes[] = [];
      if (handling === "looked at") {
        const looked = await look(readerOf(response.clone()), clock);
        if (looked.how === "whole") return response;
        void response.body?.cancel();
        ({ reader, chunks: ahead } = looked);
      } else reader = readerOf(response);
      return remade(response, spliced({ response, reader, ahead, ...asked }));
    },
    other({ head, body, mirror }, asked) {
      const response = rebuild(head, plain(body));
      const handling = handlingOf(response, { ...handed(asked), isMade: true });
      // What has no end, or none that another would have.
      if (handling === "as it came") return isEvents(response) ? rebuild(head, events(body, mirror)) : response;
      return rebuild(head, spliced({ response, reader: body, mirror, ...asked }));
    },
  };
}

function handed({ wish, sending }: Asked) {
  return { method: wish.method, ...(sending.meant && { destination: sending.meant.destination }) };
}

function readerOf(response: Response): Reader {
  return (response.body as ReadableStream<Bytes>).getReader();
}

export function remade({ status, statusText, headers }: Response, body: ReadableStream<Bytes> | null): Response {
  return new Response(body, { status, statusText, headers });
}

/** Read as it comes, and quiet for as long as there is nothing to say. */
function isStream({ headers }: Response): boolean {
  return /ndjson|jsonl|json-seq|stream\+json|json\+stream|grpc/i.test(headers.get("content-type") ?? "");
}

function isEvents({ headers }: Response): boolean {
  return /^text\/event-stream/i.test(headers.get("content-type") ?? "");
}

/** An EventSource comes back where a stream ends; one that a worker breaks it takes for good. */
function ending(reader: Reader, { came, over }: Quiet): ReadableStream<Bytes> {
  const read: Reader["read"] = async () => {
    const chunk = await reader.read().catch(() => ({ done: true, value: undefined }) as const);
    if (chunk.done) over();
    else came();
    return chunk;
  };
  return plain({
    read,
    cancel: (reason) => {
      over();
      return reader.cancel(reason);
    },
  });
}

function plain(reader: Reader): ReadableStream<Bytes> {
  return new ReadableStream<Bytes>(
    {
      async pull(controller) {
        const { done, value } = await reader.read();
        if (done) controller.close();
        else controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
