// Another mirror of the roster: one at a time, the next only when that one fails or is silent and does not answer a plain
// question either. An answer that does not open is none: who took a mirror's place has no key to it (failoverhead.ts).

import type { Bytes } from "../../../shared/domain/bytes.ts";
import { SOCKET_JAR_CHARACTERS_MOST } from "../../../shared/domain/failover.ts";
import type { Outcome } from "../../../shared/domain/report.ts";
import { choose, type Named } from "./choose.ts";
import { type Clock, never, within } from "./clock.ts";
import type { Govern } from "./govern.ts";
import type { Hold, MirrorAt, OtherMirror, Remembered } from "./hold.ts";
import { knock } from "./knock.ts";
import { createPatience, SILENT, untilLost } from "./patience.ts";
import { type Answer, readAnswer } from "./rebuild.ts";
import { createEnvelope, type EnvelopePorts, type Sealed, type Wish } from "./request.ts";
import { UnsentError } from "./unsent.ts";

export interface OthersPorts extends EnvelopePorts {
  readonly hold: Hold;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  /** At least 0, below 1. */
  readonly draw: () => number;
  /** Sets cookies that scripts may see, by their Set-Cookie lines. */
  readonly show: (lines: readonly string[]) => Promise<void>;
  readonly govern: Govern;
  /** How the own mirror fails at present, where it does. */
  readonly ownFailed: () => Outcome | undefined;
}

export interface Answered extends Answer {
  readonly mirror: OtherMirror;
}

export interface Others {
  /**
   * Undefined: none answered. What is sent once rejects with an UnsentError where its mirror may have got it. `isOver`: the page
   * has its answer already, and the cookies of this one are none of its.
   */
  ask(wish: Wish, how?: { readonly isOver?: () => boolean }): Promise<Answered | undefined>;
  /** What `opening` makes of the first mirror it makes something of; undefined: of none of a few. Says nothing of any. */
  open<T>(wish: Wish, opening: (sealed: Sealed) => Promise<T | undefined>): Promise<T | undefined>;
  /** The last that answered: its name is on the wire already. */
  familiar(): OtherMirror | undefined;
  /** The next that would be asked: its name is on the wire from now on. */
  second(): OtherMirror | undefined;
  /** It answered, and then no more. */
  lost(mirror: MirrorAt, outcome: Outcome): void;
}

/** A service may refuse a socket wherever it is asked. */
const OPENED_MOST = 4;
/** Beside what a silent one was given already. */
const KNOCK_MILLISECONDS = 700;
/** Of what is sent once, before it is: a new connection on a slow line. Then the next is asked beside it, which may answer later. */
const FIRST_KNOCK_MILLISECONDS = 2_500;
const LATE_KNOCK_MILLISECONDS = 10_000;
/** And while it goes up, which fills the line. */
const FULL_KNOCK_MILLISECONDS = 5_000;
/** A script may ask for what is not there yet (send.ts). */
const LASTING_MILLISECONDS = 35_000;
/** Where all were silent, they may still answer. */
const LAST_MILLISECONDS = 3_000;

export function createOthers({ hold, fetch, clock, draw, show, govern, ownFailed, ...rest }: OthersPorts): Others {
  /** By how much the relays' clocks are ahead of the reader's, where one said so. */
  let ahead = 0;
  const ports = { ...rest, hold, now: () => clock.now() + ahead };
  const named: Named = new Map();
  /** Doubts that are worth no memory beyond this life, newer than what the hold remembers. */
  const fates = new Map<string, Remembered>();
  const note = ({ hostname }: MirrorAt, outcome: Outcome, since: number) => {
    fates.delete(hostname);
    hold.note(hostname, outcome, clock.now() - since);
  };
  /** It is tried, and its name is on the wire, from now on. */
  const next = (tried = new Set<string>()) => {
    const remembered = (hostname: string) => fates.get(hostname) ?? hold.remembered(hostname);
    if (named.size === 0) recall();
    const [home, outcome] = [hold.home(), ownFailed()];
    const common = { mirrors: hold.others(), windows: hold.windows(), now: clock.now(), draw: draw() };
    const more = home && outcome && { home: { ...home, outcome } };
    const mirror = choose({ ...common, ...more, tried, named, remembered });
    if (mirror) {
      tried.add(mirror.hostname);
      // Named again it is the newest no longer: the pause is for names that are new.
      if (!named.has(mirror.hostname)) named.set(mirror.hostname, clock.now());
    }
    return mirror;
  };
  const familiar = () => {
    const at = ({ hostname }: OtherMirror) => hold.remembered(hostname)?.at ?? 0;
    const well = hold.others().filter(({ hostname }) => hold.remembered(hostname)?.outcome === "ok");
    return well.sort((one, other) => at(other) - at(one))[0];
  };
  /** A worker lives for half a minute: one that drew anew each time would name all there are. */
  const recall = () => {
    const last = familiar();
    if (last) named.set(last.hostname, hold.remembered(last.hostname)?.at ?? 0);
  };

  return {
    familiar,
    second: () => next(),
    async open(wish, opening) {
      const envelope = await createEnvelope(wish, ports, SOCKET_JAR_CHARACTERS_MOST);
      const tried = new Set<string>();
      while (tried.size < OPENED_MOST) {
        const mirror = next(tried);
        if (mirror === undefined) return undefined;
        const opened = await opening(await envelope(mirror));
        if (opened !== undefined) return opened;
      }
      return undefined;
    },
    lost: (mirror, outcome) => note(mirror, outcome, clock.now()),
    async ask(wish, { isOver = () => false } = {}) {
      let envelope = await createEnvelope(wish, ports);
      /** Whoever answers from then on is not read. */
      let isEnded = false;

      const sent = async (mirror: OtherMirror): Promise<Answer | undefined> => {
        const { url, init, open } = await envelope(mirror);
        const response = await fetch(url, init);
        const reader = (response.body as ReadableStream<Bytes> | null)?.getReader();
        return reader && readAnswer(reader, open);
      };
      const post = async (mirror: OtherMirror): Promise<Answered | undefined> => {
        const at = clock.now();
        try {
          let answer = await sent(mirror);
          const relaysNow = answer?.head.now;
          if (relaysNow !== undefined) {
            ahead = relaysNow * 1000 - clock.now();
            envelope = await createEnvelope(wish, ports);
            answer = await sent(mirror);
          }
          note(mirror, answer ? "ok" : "blockpage", at);
          if (!isEnded && !isOver()) {
            isEnded = answer !== undefined;
            return answer && { ...answer, mirror };
          }
          void answer?.body.cancel().catch(() => undefined);
        } catch (error) {
          // The page has left.
          if (wish.signal?.aborted) throw error;
          note(mirror, "tcp", at);
        }
        return undefined;
      };
      const lives = async (mirror: OtherMirror, milliseconds: number) => {
        const at = clock.now();
        const knocked = knock(mirror.origin, fetch).catch(() => false);
        const isAlive = await within(knocked, false, { clock, milliseconds });
        // A late answer to what was asked before it says more.
        if (!isAlive && (hold.remembered(mirror.hostname)?.at ?? 0) <= at) note(mirror, "stall", at);
        return isAlive;
      };
      /** What `asking` makes of the first mirror it makes something of: one after the other, the next beside those that are silent. */
      const first = async <T extends object>(
        asking: (mirror: OtherMirror) => Promise<T | undefined>,
        waiting: (answered: Promise<T | undefined>, mirror: OtherMirror) => Promise<T | undefined | typeof SILENT>,
      ): Promise<T | undefined> => {
        const tried = new Set<string>();
        let late: Promise<T> | undefined;
        for (let hasSought = false; !isOver(); ) {
          const mirror = next(tried);
          if (mirror === undefined) {
            const isNewer = !hasSought && !wish.signal?.aborted && (await hold.seekLists());
            hasSought = true;
            if (isNewer) continue;
            return late && within(late, undefined, { clock, milliseconds: LAST_MILLISECONDS });
          }
          const one = asking(mirror);
          const found = await waiting(late ? Promise.race([one, late]) : one, mirror);
          if (found === SILENT) {
            const answered = one.then((answer) => answer ?? never<T>());
            late = late ? Promise.race([late, answered]) : answered;
            // Asked last the next time, and no more than that: it may be the service.
            fates.set(mirror.hostname, { outcome: "stall", at: clock.now() });
          } else if (found) return found;
        }
        return undefined;
      };
      /** To the first that opens its door. */
      const postOnce = async () => {
        const opening = async (mirror: OtherMirror) =>
          (await lives(mirror, LATE_KNOCK_MILLISECONDS)) ? mirror : undefined;
        const mirror = await first(opening, (opened) =>
          within(opened, SILENT, { clock, milliseconds: FIRST_KNOCK_MILLISECONDS }),
        );
        if (!mirror) return undefined;
        const only = await untilLost(post(mirror), () => lives(mirror, FULL_KNOCK_MILLISECONDS), clock);
        isEnded = true;
        if (!only) throw new UnsentError("unknown");
        return only;
      };
      const postInTurn = () => {
        const patience = createPatience(clock, wish.mayLast ? LASTING_MILLISECONDS : 0);
        return first(post, (answered, mirror) => patience(answered, () => lives(mirror, KNOCK_MILLISECONDS)));
      };

      const answered = await (wish.once ? postOnce() : postInTurn());
      isEnded = true;
      if (answered) return settle(answered, { hold, show, govern });
      // The ticket that a relay gave may be what none of them takes.
      if (!isOver()) hold.carry(undefined);
      return undefined;
    },
  };
}

/** What of an answer is the browser's to keep, before the page sees the rest of it. */
async function settle(
  answered: Answered,
  { hold: { jar, carry }, show, govern }: Pick<OthersPorts, "hold" | "show" | "govern">,
): Promise<Answered> {
  const { head } = answered;
  if (head.jar.length) jar.take(head.jar, "other");
  if (head.carried) carry(head.carried);
  if (head.visible?.length) await show(head.visible).catch(() => undefined);
  return { ...answered, head: { ...head, headers: govern(head.headers) } };
}
