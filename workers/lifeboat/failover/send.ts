// The order of ways. The own mirror first, with its answer as the browser gives it; another beside it when it is silent and
// does not say that it lives, at once when it fails; another first while the own one is known to be dead, until it answers
// again and has taken back the jar.

import { JAR_HEADER, readJarHeader } from "../../../shared/domain/jar.ts";
import { never, within } from "./clock.ts";
import { isSilentAlone } from "./compare.ts";
import type { Sending } from "./failover.ts";
import { type Asked, createHanding, type HandingPorts, handedPlain, remade } from "./handing.ts";
import { type Hold, OWN } from "./hold.ts";
import { knock } from "./knock.ts";
import { createLiveness } from "./liveness.ts";
import { createLives } from "./lives.ts";
import { createMarks } from "./marks.ts";
import { createOthers, type Others, type OthersPorts } from "./others.ts";
import { CACHE_MILLISECONDS, createOwn, type Good, type Got, leave, type OwnPorts, SAFE } from "./own.ts";
import { createReadmit, type ReadmitPorts } from "./readmit.ts";
import { createRedirects } from "./redirects.ts";
import { type Wish, wishOf } from "./request.ts";
import { createUnsafe } from "./unsafe.ts";
import { UnsentError } from "./unsent.ts";

export interface WaysPorts extends Omit<OthersPorts, "now" | "ownFailed">, Pick<HandingPorts, "again"> {
  readonly hold: Hold;
  /** Of the own mirror. */
  readonly origin: string;
  readonly door: string;
  readonly preload: OwnPorts["preload"];
  readonly isEnded: ReadmitPorts["isEnded"];
}

export interface Ways {
  /** In place of fetch (failover.ts). Rejects with an UnsentError where no way is left. */
  send(request: Request, sending: Sending): Promise<Response>;
  /** Something of the own mirror's, asked of another one; undefined: none answered. */
  ask(wish: Wish): Promise<Response | undefined>;
  /** The own mirror is dead, as far as is known. */
  isAway(): boolean;
  /** Asks the own mirror whether it lives, where it has not been seen for so long. */
  look(withinMs: number): Promise<void>;
  /** Whether a new connection to the own mirror is made: one that stands outlives a block of its name. */
  reach(): Promise<void>;
  /** A socket's, by another mirror. */
  readonly open: Others["open"];
  /** It answered in the last so many milliseconds. */
  isHome(withinMs: number): boolean;
}

/** Between one question whether a silent mirror lives and the next: each time twice as long, down to the last. */
const PATIENCE_MILLISECONDS = 2_000;
/** A page waits for what a look says: a second question soon beside the first. */
const SOON_MILLISECONDS = 100;
/** So long silent though it lives: its service is slow, or this connection to it is dead (others.ts). */
const STUCK_MILLISECONDS = 4_000;
/** What is silent for longer is asked about otherwise. */
const REACH_MILLISECONDS = 5_000;
/** What a script asks may be left open on purpose, and two that ask are one too many: longer than a relay waits for its service. */
const LASTING_MILLISECONDS = 35_000;

export function createWays({ hold, clock, origin, door, fetch, again, preload, isEnded, ...rest }: WaysPorts): Ways {
  const liveness = createLiveness();
  const isMarked = createMarks(hold.envelopeParts().key, clock.now);
  const readmit = createReadmit({ hold, random: rest.random, origin, door, fetch, clock, isEnded });
  const own = createOwn({
    ...{ origin, door, fetch, clock, isMarked, readmit, liveness, hold, preload },
    returned: () => comeHome(),
  });
  const others = createOthers({ hold, clock, fetch, now: clock.now, ownFailed: own.failed, ...rest });
  const lives = createLives({
    ...{ own, liveness, clock },
    isSilentAlone: async (mayName) => {
      const other = others.familiar() ?? ((await mayName) ? others.second() : undefined);
      return other !== undefined && isSilentAlone(origin, other.origin, { fetch, clock });
    },
  });
  const handing = createHanding({ own, others, clock, fetch, lives, again });
  const homes = [origin, ...Object.values(hold.envelopeParts().from.siblings).map((home) => home.origin)];
  const redirects = createRedirects({ others, handing, origin, homes });
  const ready = hold.ready.then(() => {
    const known = hold.remembered(OWN);
    if (!known || known.outcome === "ok") return;
    if (clock.now() - known.at < hold.windows().retrySeconds * 1000) liveness.died(known.at);
    else preload(true);
  });

  const comeHome = async () => {
    if (!(await hold.jar.bringHome())) return;
    liveness.seen(clock.now());
    preload(true);
    hold.note(OWN, "ok", 0);
  };

  /** Waits while it lives, and not for ever. */
  const hedged = async (attempt: Promise<Got>, { mayLast }: Wish): Promise<Got | "stuck"> => {
    const until = clock.now() + (mayLast ? LASTING_MILLISECONDS : STUCK_MILLISECONDS);
    for (let wait = liveness.delay(), next = PATIENCE_MILLISECONDS; ; next *= 2) {
      const heard = liveness.next();
      // Whoever finds it dead has found it for all.
      const died = heard.then((lives): Got | Promise<never> => (lives ? never() : { failed: "stall" }));
      const first = await Promise.race([attempt, clock.sleep(wait), died]);
      if (first) return first;
      const second = await Promise.race([attempt, heard, own.ping()]);
      if (typeof second === "object") return second;
      if (!second) return { failed: "stall" };
      const left = until - clock.now();
      if (left <= 0) return "stuck";
      wait = Math.min(next, left);
    }
  };

  const fromOwn = ({ response, tookMs }: Good, asked: Asked): Promise<Response> => {
    const said = response.headers.get(JAR_HEADER);
    // Of a redirect no header is seen, of one that was followed only the last; and what a browser kept is old.
    const isHidden = response.type === "opaqueredirect" || response.redirected;
    const isOld = tookMs <= CACHE_MILLISECONDS;
    if (isHidden) hold.jar.take("*", "own");
    if (said === null || isHidden) return handing.own(response, asked);
    hold.jar.take(isOld ? "*" : (readJarHeader(said) ?? "*"), "own");
    const bare = remade(response, response.body as ReadableStream<Uint8Array<ArrayBuffer>> | null);
    bare.headers.delete(JAR_HEADER);
    return handing.own(bare, asked);
  };

  const away = async (request: Request, asked: Asked): Promise<Response> => {
    const answered = await others.ask(asked.wish);
    if (answered) return redirects.other(answered, request, asked);
    const got = await own.ask(request, asked.sending.event.preloadResponse);
    if ("response" in got) return fromOwn(got, asked);
    throw new UnsentError("nowhere", got.error);
  };

  const home = async (request: Request, asked: Asked): Promise<Response> => {
    const at = clock.now();
    const attempt = own.ask(request, asked.sending.event.preloadResponse);
    const got = await hedged(attempt, asked.wish);
    if (got !== "stuck" && "response" in got) return fromOwn(got, asked);
    const { signal } = asked.wish;
    if (signal?.aborted) throw got === "stuck" ? signal.reason : got.error;
    const askedAt = clock.now();
    const tookMs = askedAt - at;
    const isSilent = got === "stuck" || got.failed === "stall";
    if (got !== "stuck" && !liveness.isDead()) {
      // One that fails may have been unlucky, and a line slow; what others ask meanwhile is asked of it as well.
      const asking = isSilent ? lives(0, true) : own.ping();
      void asking.then((isAlive) => isAlive || own.lost(got.failed, tookMs));
    }
    // A silent one may still answer.
    let isOver = false;
    const answered = (one: Got) => {
      isOver = "response" in one;
      return "response" in one ? one : never<Good>();
    };
    const late = isSilent ? attempt.then(answered) : never<Good>();
    const first = await Promise.race([others.ask(asked.wish, { isOver: () => isOver }), late]);
    if (first && "response" in first) return fromOwn(first, asked);
    if (first) {
      leave(attempt);
      if (got === "stuck") void handing.lostOwn("stall");
      // Another answered through the same line.
      else if (isSilent && liveness.seenAt() <= askedAt) own.lost("stall", tookMs);
      return redirects.other(first, request, asked);
    }
    const last = await attempt;
    if ("response" in last) return fromOwn(last, asked);
    throw new UnsentError("nowhere", last.error);
  };

  const asking = (request: Request, sending: Sending, sent?: Pick<Wish, "body" | "once">): Asked => ({
    wish: wishOf(request, sending.meant, sent),
    sending,
  });

  const isHome = (withinMs: number) => !liveness.isDead() && clock.now() - liveness.seenAt() <= withinMs;

  return {
    async look(withinMs) {
      await ready;
      if (liveness.isDead() || isHome(withinMs) || (await lives(SOON_MILLISECONDS))) return;
      own.lost("stall", 0);
    },
    async reach() {
      if (liveness.isDead()) return;
      const isMade = knock(origin, fetch).catch(() => false);
      if (!(await within(isMade, true, { clock, milliseconds: REACH_MILLISECONDS }))) own.barred("tcp");
    },
    open: others.open,
    async send(request, sending) {
      await ready;
      // Nobody may be waiting for it any more.
      sending.event.preloadResponse?.catch(() => undefined);
      const isDead = liveness.isDead();
      if (liveness.isDue(clock.now(), hold.windows().retrySeconds * 1000)) sending.event.waitUntil(own.look());
      if (SAFE.has(request.method)) {
        const asked = asking(request, sending);
        return isDead ? away(request, asked) : home(request, asked);
      }
      const elsewhere = async (_: Request, body: Blob, how: { readonly once: boolean }) => {
        const asked = asking(request, sending, { body, ...how });
        const answered = await others.ask(asked.wish);
        return answered && redirects.other(answered, request, asked);
      };
      const unsafe = createUnsafe({ own, liveness, clock, elsewhere, lives });
      const got = await unsafe(request);
      return got instanceof Response ? got : fromOwn(got, asking(request, sending));
    },
    isAway: () => liveness.isDead(),
    isHome,
    async ask(wish) {
      await ready;
      const answered = await others.ask(wish);
      return answered && handedPlain(answered);
    },
  };
}
