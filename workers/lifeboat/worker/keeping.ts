// What the lifeboat keeps of a service: files that pages are made of, and only such as a cache shared by many could keep, so
// nothing of a reader's own. Never documents, never data that scripts ask for, nothing beside a cookie.

import { ASKED_AS } from "../../../shared/domain/askedas.ts";
import { type HeadersLike, namesIn } from "../../../shared/domain/cors.ts";
import { FOR_ALL, KEPT_DESTINATIONS } from "../../../shared/domain/forall.ts";

/** Request headers an answer may depend on (none, too) and still be kept: the same on every request of this browser, or in the key. */
const STEADY = new Set(["", "accept-encoding", "origin", ASKED_AS, "accept", "accept-language", "user-agent"]);

interface Askable {
  readonly method: string;
  readonly destination: string;
  readonly cache: string;
  readonly headers: HeadersLike;
}

/** Whether a request can be answered from what was kept. A reload asks the service. */
export function mayServe({ method, destination, cache, headers }: Askable): boolean {
  const isWhole = !headers.get("range") && !headers.get("authorization");
  return method === "GET" && KEPT_DESTINATIONS.has(destination) && /^(default|force-)/.test(cache) && isWhole;
}

interface Answer {
  readonly status: number;
  readonly redirected: boolean;
  readonly headers: HeadersLike;
}

/** Whether its answer may be kept at all; for how long freshness.ts says. */
export function mayKeep({ status, redirected, headers }: Answer): boolean {
  if (status !== 200 || redirected) return false;
  if (headers.get(FOR_ALL) !== "1" || /^\s*text\/html/i.test(headers.get("content-type") ?? "")) return false;
  return namesIn(headers.get("vary")).every((name) => STEADY.has(name));
}
