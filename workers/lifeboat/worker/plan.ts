// What becomes of a subresource request: most go on untouched, which costs nothing and leaves streams, ranges and uploads as
// the browser made them. The others lack something that only the lifeboat knows, or their answer needs a look.

import type { AskedAs } from "../../../shared/domain/askedas.ts";
import type { Aim } from "./aim.ts";

/** Of a Request, what decides. */
export interface RequestLike {
  readonly url: string;
  readonly mode: string;
  readonly credentials: string;
  readonly destination: string;
}

export interface Plan {
  /** Where it goes: absolute, on the mirror. */
  readonly address: string;
  /** Nothing is to be done: the browser may do it by itself. */
  readonly isPlain: boolean;
  /** What the relay is told of a request that is sent anew: from here even an untouched one would lose its destination. */
  readonly meant: AskedAs;
  /** What scripts may read of the answer: all, what CORS allows, or nothing; `never`: at home it would not be sent at all. */
  readonly reading: "all" | "checked" | "nothing" | "never";
  /** The answer is a worker's script: a worker lives by the policy that comes with it. */
  readonly isWorker: boolean;
}

export function planFor(request: RequestLike, aim: Exclude<Aim, { kind: "mirror" | "elsewhere" }>): Plan {
  const { mode, credentials, destination } = request;
  const isSecondary = aim.kind === "secondary";
  // Without its pass a request would meet the cover, so it goes with all cookies and the relay leaves the service's out.
  const withCookies = credentials === "include" || (credentials === "same-origin" && !isSecondary);
  const unasked = destination ? "all" : mode === "no-cors" ? "nothing" : "never";
  const reading = !isSecondary ? "all" : mode === "cors" ? "checked" : unasked;
  const isWorker = destination === "worker" || destination === "sharedworker";
  const isThere = request.url === aim.address;
  return {
    address: aim.address,
    isPlain: withCookies && isThere && reading === "all" && !isWorker,
    meant: {
      // A navigation's is the only other there is, and none comes here.
      mode: mode as AskedAs["mode"],
      credentials: withCookies ? "include" : "omit",
      destination: destination || "empty",
    },
    ...{ reading, isWorker },
  };
}
