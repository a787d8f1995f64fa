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
  /** It is sent anew, with this word to the relay. */
  readonly told?: AskedAs;
  /** What scripts may read of the answer: all, what CORS allows, or nothing. */
  readonly reading: "all" | "checked" | "nothing";
  /** The answer is a worker's script: a worker lives by the policy that comes with it. */
  readonly isWorker: boolean;
}

/** `undefined`: leave it to the browser. */
export function planFor(request: RequestLike, aim: Exclude<Aim, { kind: "mirror" | "elsewhere" }>): Plan | undefined {
  const { mode, credentials, destination } = request;
  const isSecondary = aim.kind === "secondary";
  const withCookies = credentials === "include" || (credentials === "same-origin" && !isSecondary);
  // Without its pass a request would meet the cover, so it goes with all cookies and the relay leaves the service's out.
  const isTold = !withCookies || !isSame(request.url, aim.address);
  const reading = !isSecondary ? "all" : mode === "cors" ? "checked" : destination === "" ? "nothing" : "all";
  const isWorker = destination === "worker" || destination === "sharedworker";
  if (!isTold && reading === "all" && !isWorker) return undefined;
  const told: AskedAs = {
    mode: mode === "no-cors" || mode === "same-origin" ? mode : "cors",
    credentials: withCookies ? "include" : "omit",
    destination: destination === "" ? "empty" : destination,
  };
  return { reading, isWorker, ...(isTold && { told }) };
}

function isSame(url: string, address: string): boolean {
  return url === address || url.replace(/#.*$/s, "") === address.replace(/#.*$/s, "");
}
