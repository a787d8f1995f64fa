// A request that changes something is sent to one mirror only, unless it is certain that the first never got it. A browser
// tells a worker only that a fetch failed, not whether it had been sent. So the own mirror gets it if it was seen to answer
// just now; otherwise it is asked first whether it lives, and only if it does not, another one gets the request. What fails
// after that may have been done: the page is told, and nobody sends it again. PUT and DELETE may be done twice (RFC 9110 §9.2.2).

import { keptBody } from "./bodies.ts";
import { type Clock, within } from "./clock.ts";
import type { Liveness } from "./liveness.ts";
import type { Lives } from "./lives.ts";
import { type Good, type Got, leave, type Own } from "./own.ts";
import { UnsentError } from "./unsent.ts";

export interface UnsafePorts {
  readonly own: Pick<Own, "ask" | "ping" | "lost">;
  readonly liveness: Liveness;
  readonly clock: Clock;
  /** The own mirror, through whatever goes up. */
  readonly lives: Lives;
  /** By another mirror: once, or as often as it takes. Undefined: none took it. */
  readonly elsewhere: (request: Request, body: Blob, how: { readonly once: boolean }) => Promise<Response | undefined>;
}

/** In a longer while a block may have begun, and what was sent into it is lost for good; to ask costs one round trip. */
const JUST_NOW_MILLISECONDS = 500;
/** While something goes up, how often it is asked whether anybody takes it: each time half as often, down to the last. */
const LOOK_MILLISECONDS = 1_000;
const LOOK_MOST_MILLISECONDS = 4_000;
const SOON_MILLISECONDS = 300;
/** The page waits: whoever has not been heard by then is not waited for. A new connection on the worst of lines takes less. */
const DOUBT_MILLISECONDS = 5_000;
/** What goes up fills the line, and a small question waits behind it. */
const FILLING_BYTES = 65_536;
/**
 * A relay waits 30 s for a service. Without an answer for longer, though its mirror lives, the connection is dead: what may be done
 * twice goes on, and the page is told of what may not.
 */
const STUCK_MILLISECONDS = 35_000;
const SENT_MILLISECONDS = 45_000;
/** What forms and scripts send without a wish to see it go: by its media type, and never long. */
const SMALL = /^(?:application\/(?:json|x-www-form)|text\/plain)/;
const TWICE = new Set(["PUT", "DELETE"]);

/** The own mirror's answer as it came, or another's as the page gets it. */
type Unsafe = (request: Request) => Promise<Response | Good>;

export function createUnsafe({ own, liveness, clock, elsewhere, lives }: UnsafePorts): Unsafe {
  const other = async (request: Request, body: Blob | undefined, how: { readonly once: boolean }) => {
    if (!body) throw new UnsentError("too large");
    const response = await elsewhere(request, body, how);
    if (!response) throw new UnsentError("nowhere");
    return response;
  };
  /** Through whatever goes up. */
  const look = () => lives(SOON_MILLISECONDS);
  const isThere = () => within(lives(SOON_MILLISECONDS, true), false, { clock, milliseconds: DOUBT_MILLISECONDS });
  const isAlive = async ({ mode }: Request) => {
    if (liveness.isDead()) return false;
    const at = clock.now();
    // A form that is lost in the dark is worth the question at any time.
    if (mode !== "navigate" && at - liveness.seenAt() <= JUST_NOW_MILLISECONDS) return true;
    if (await isThere()) return true;
    own.lost("stall", clock.now() - at);
    return false;
  };
  /** Waits while it lives, and so long at most. */
  const answered = async (
    got: Promise<Got>,
    look: () => Promise<boolean>,
    most = STUCK_MILLISECONDS,
  ): Promise<Got | "stuck"> => {
    const since = clock.now();
    for (let wait = liveness.delay(), next = LOOK_MILLISECONDS; ; wait = next, next *= 2) {
      const first = await Promise.race([got, clock.sleep(Math.min(wait, LOOK_MOST_MILLISECONDS))]);
      if (first) return first;
      const second = await Promise.race([got, look()]);
      if (typeof second === "object") return second;
      if (!second) return { failed: "stall" };
      if (clock.now() - since >= most) return "stuck";
    }
  };

  return async (request) => {
    const isTwice = TWICE.has(request.method);
    const at = clock.now();
    // Whoever asks first need not keep anything: dead is known before anything is sent.
    if (!isTwice || liveness.isDead()) {
      if (!(await isAlive(request))) return other(request, await keptBody(request), { once: !isTwice });
      // What is large may go up for as long as it takes.
      const most = SMALL.test(request.headers.get("content-type") ?? "") ? SENT_MILLISECONDS : Number.POSITIVE_INFINITY;
      const got = await answered(own.ask(request), look, most);
      if (got === "stuck") throw new UnsentError("unknown");
      if ("response" in got) return got;
      if (request.signal.aborted) throw got.error;
      void own.ping().then((lives) => lives || own.lost(got.failed, clock.now() - at));
      throw new UnsentError("unknown", got.error);
    }
    const kept = keptBody(request.clone()).catch(() => undefined);
    const attempt = own.ask(request);
    const isSmall = kept.then((body) => body && body.size <= FILLING_BYTES);
    const got = await answered(attempt, async () => ((await isSmall) ? isThere() : look()));
    if (got !== "stuck") {
      if ("response" in got) return got;
      if (request.signal.aborted) throw got.error;
      if (got.failed === "stall") own.lost(got.failed, clock.now() - at);
    }
    leave(attempt);
    return other(request, await kept, { once: false });
  };
}
