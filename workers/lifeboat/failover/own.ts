// The own mirror: asked as the page asked, with the answer as the browser gives it, and a small question beside it when it
// is silent. An answer without its mark is somebody else's, or the mirror's to a stranger (readmit.ts); a redirect cannot be
// looked at, and passes where the mirror answers a question beside it.

import type { Outcome } from "../../../shared/domain/report.ts";
import { type Clock, within } from "./clock.ts";
import { type Hold, OWN } from "./hold.ts";
import type { Liveness } from "./liveness.ts";
import type { IsMarked } from "./marks.ts";
import type { Readmit } from "./readmit.ts";
import { singleFlight } from "./singleflight.ts";

export interface OwnPorts {
  readonly origin: string;
  readonly door: string;
  readonly fetch: typeof fetch;
  readonly clock: Clock;
  readonly isMarked: IsMarked;
  readonly readmit: Readmit;
  readonly liveness: Liveness;
  readonly hold: Pick<Hold, "note" | "remembered">;
  /** Whether the browser asks for pages ahead: of a dead one it must not, each time it keeps the censor's residual block alive. */
  readonly preload: (isOn: boolean) => void;
  /** It had been taken for dead, and answers. */
  readonly returned: () => Promise<void>;
}

/** What became of a request to the own mirror; `error` where fetch rejected. */
export type Got = Good | Bad;

export interface Good {
  readonly response: Response;
  readonly tookMs: number;
}

interface Bad {
  readonly failed: Exclude<Outcome, "ok">;
  readonly error?: unknown;
}

export interface Own {
  /** `preloaded`: what the browser has asked ahead. */
  ask(request: Request, preloaded?: Promise<Response | undefined>): Promise<Got>;
  /** Whether it lives: one question at a time, whoever asks. */
  ping(): Promise<boolean>;
  /** The same, with all the time that a new connection on a bad line takes; one at a time as well. */
  isBack(): Promise<boolean>;
  /** How, while it is taken for dead. */
  failed(): Bad["failed"] | undefined;
  /** It was dead: whether it still is, which is noted, or has returned. */
  look(): Promise<void>;
  /** It does not answer, as far as is known; it is asked once more with patience before anybody is told. */
  lost(outcome: Exclude<Outcome, "ok">, elapsedMs: number): void;
  /** It answers small questions and nothing else: as good as dead until its while is over. */
  barred(outcome: Exclude<Outcome, "ok">): void;
}

/** Beside the delay a request waited already. */
const PING_MILLISECONDS = 600;
/** Over HTTP/1.1 a browser asks a host six things at a time, and the question waits behind them. */
const CROWD = 5;
const CROWDED_PING_MILLISECONDS = 3000;
/** What a browser's cache gives takes less, and says nothing of the wire. */
export const CACHE_MILLISECONDS = 5;
const BACK_MILLISECONDS = 10_000;
/** Whoever blocks may lead a reader away by a redirect: it is believed of a mirror that answered so lately. */
const JUST_NOW_MILLISECONDS = 2_000;
/** What may be asked twice. */
export const SAFE: ReadonlySet<string> = new Set(["GET", "HEAD", "OPTIONS"]);

export function createOwn({
  origin,
  door,
  clock,
  isMarked,
  readmit,
  liveness,
  hold,
  returned,
  preload,
  ...ports
}: OwnPorts): Own {
  let asking = 0;
  /** Undefined: nobody answers. */
  const answers = async () => {
    // HEAD: a body that is not read would cost the connection.
    const init = { method: "HEAD", cache: "no-store", redirect: "manual" } as const;
    const answer = await ports.fetch(`${origin}/${door}/state`, init).catch(() => undefined);
    return answer && isMarked(answer.headers);
  };
  const knock = async () => {
    const at = clock.now();
    const isOurs = await answers();
    if (isOurs === undefined || (!isOurs && !((await readmit()) && (await answers())))) return false;
    // Home again it is only with its jar (send.ts).
    if (!liveness.isDead()) liveness.seen(clock.now(), clock.now() - at);
    return true;
  };
  /** Before a new life of the worker, as it was noted then. */
  const lastFailure = () => {
    const outcome = hold.remembered(OWN)?.outcome ?? "ok";
    return outcome === "ok" ? "tcp" : outcome;
  };
  let failure: Bad["failed"] | undefined;
  const isBack = singleFlight(() => within(knock(), false, { clock, milliseconds: BACK_MILLISECONDS }));
  const look = async (waitedMs = 0) => {
    const at = clock.now();
    if (await isBack()) return returned();
    hold.note(OWN, failure ?? lastFailure(), waitedMs || clock.now() - at);
  };
  /** Undefined: it is somebody else's, and nothing more of it is read. */
  const sound = async (response: Response) => {
    const isJustSeen = clock.now() - liveness.seenAt() <= JUST_NOW_MILLISECONDS;
    if (response.type === "opaqueredirect" ? isJustSeen || (await isBack()) : await isMarked(response.headers))
      return response;
    void response.body?.cancel().catch(() => undefined);
    return undefined;
  };
  const died = (outcome: Bad["failed"]) => {
    liveness.died(clock.now());
    preload(false);
    failure = outcome;
  };
  return {
    async ask(request, preloaded) {
      const at = clock.now();
      asking++;
      try {
        let response = await sound((await preloaded) ?? (await ports.fetch(request)));
        const tookMs = clock.now() - at;
        if (!response && SAFE.has(request.method) && (await readmit()))
          response = await sound(await ports.fetch(request));
        if (!response) return { failed: "blockpage" };
        if (tookMs > CACHE_MILLISECONDS && !liveness.isDead()) liveness.seen(clock.now(), tookMs);
        return { response, tookMs };
      } catch (error) {
        return { failed: "tcp", error };
      } finally {
        asking--;
      }
    },
    ping: singleFlight(() => {
      const milliseconds = asking > CROWD ? CROWDED_PING_MILLISECONDS : PING_MILLISECONDS;
      return within(knock(), false, { clock, milliseconds });
    }),
    isBack,
    failed: () => (liveness.isDead() ? (failure ?? lastFailure()) : undefined),
    look: () => look(),
    lost(outcome, elapsedMs) {
      if (liveness.isDead()) return;
      died(outcome);
      void look(elapsedMs);
    },
    barred(outcome) {
      if (liveness.isDead()) return;
      died(outcome);
      hold.note(OWN, outcome, 0);
    },
  };
}

/** Whatever it answers is read by nobody any more. */
export function leave(attempt: Promise<Got>): void {
  void attempt.then((got) => ("response" in got ? got.response.body?.cancel() : undefined)).catch(() => undefined);
}
