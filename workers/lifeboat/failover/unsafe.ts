// A request that changes something is sent to one mirror only, unless it is certain that the first never got it. A browser
// tells a worker only that a fetch failed, not whether it had been sent. So the own mirror gets it if it was seen to answer
// just now; otherwise it is asked first whether it lives, and only if it does not, another one gets the request. What fails
// after that may have been done: the page is told, and nobody sends it again. PUT and DELETE may be done twice (RFC 9110 §9.2.2).

import type { Unsent } from "../fallback/fallback.ts";
import { keptBody } from "./bodies.ts";
import type { Clock } from "./clock.ts";
import type { Liveness } from "./liveness.ts";
import type { Good, Got, Own } from "./own.ts";

export interface UnsafePorts {
  readonly own: Own;
  readonly liveness: Liveness;
  readonly clock: Clock;
  /** By another mirror: once, or as often as it takes. Undefined: none took it. */
  readonly elsewhere: (request: Request, body: Blob, how: { readonly once: boolean }) => Promise<Response | undefined>;
}

/** In a longer while a block may have begun, and what was sent into it is lost for good; to ask costs one round trip. */
const JUST_NOW_MILLISECONDS = 500;
const TWICE = new Set(["PUT", "DELETE"]);

/** Why a request did not get through. */
export class UnsentError extends TypeError {
  readonly why: Unsent;
  constructor(why: Unsent, cause?: unknown) {
    super("Failed to fetch", { cause });
    this.why = why;
  }
}

/** The own mirror's answer as it came, or another's as the page gets it. */
type Unsafe = (request: Request) => Promise<Response | Good>;

export function createUnsafe({ own, liveness, clock, elsewhere }: UnsafePorts): Unsafe {
  const other = async (request: Request, body: Blob | undefined, how: { readonly once: boolean }) => {
    if (!body) throw new UnsentError("too large");
    const response = await elsewhere(request, body, how);
    if (!response) throw new UnsentError("nowhere");
    return response;
  };
  const isAlive = async ({ mode }: Request) => {
    if (liveness.isDead()) return false;
    const at = clock.now();
    // A form that is lost in the dark is worth the question at any time.
    if (mode !== "navigate" && at - liveness.seenAt() <= JUST_NOW_MILLISECONDS) return true;
    if ((await own.ping()) || liveness.seenAt() > at) return true;
    own.lost("stall", clock.now() - at);
    return false;
  };
  /** Silent, and it does not live. */
  const isSilent = async (got: Promise<Got>): Promise<Got> => {
    const at = clock.now();
    const first = await Promise.race([got, clock.sleep(liveness.delay())]);
    if (first) return first;
    const lives = own.ping().then((isAlive) => isAlive || liveness.seenAt() > at);
    const second = await Promise.race([got, lives.then((isAlive) => (isAlive ? got : { failed: "stall" as const }))]);
    return second;
  };

  return async (request) => {
    const isTwice = TWICE.has(request.method);
    const at = clock.now();
    // Whoever asks first need not keep anything: dead is known before anything is sent.
    if (!isTwice || liveness.isDead()) {
      if (!(await isAlive(request))) return other(request, await keptBody(request), { once: !isTwice });
      const got = await own.ask(request);
      if ("response" in got) return got;
      if (request.signal.aborted) throw got.error;
      void own.ping().then((lives) => lives || own.lost(got.failed, clock.now() - at));
      throw new UnsentError("unknown", got.error);
    }
    const kept = keptBody(request.clone()).catch(() => undefined);
    const got = await isSilent(own.ask(request));
    if ("response" in got) return got;
    if (request.signal.aborted) throw got.error;
    if (got.failed === "stall") own.lost(got.failed, clock.now() - at);
    return other(request, await kept, { once: false });
  };
}
