// The question a browser asks ahead of a cross-origin request that is more than a form could send (Fetch §4.8), asked by the
// relay: on a mirror such a request to a secondary is same-origin, and the browser does not ask. What was allowed is
// remembered for as long as the service says; the answer is the same for every reader, since none of theirs goes with it.

import { type CorsAsker, mayRead, namesIn } from "../../shared/domain/cors.ts";
import type { Destination, Forward } from "./forward.ts";

/** Whether the request may be sent. `headers`: as they go upstream. */
export type Preflight = (method: string, destination: Destination, asker: CorsAsker) => Promise<boolean>;

const SAFE_METHODS = new Set(["GET", "HEAD", "POST"]);
const SAFE_TYPE = /^\s*(?:application\/x-www-form-urlencoded|multipart\/form-data|text\/plain)\s*(?:;|$)/i;
/** What browsers, and the relay, write by themselves, or let any page write. The rest is a script's. */
const BROWSERS_OWN =
  /^(?:accept(?:-encoding|-language)?|cache-control|content-l.+|cookie|device-memory|dnt|downlink|dpr|ect|if-.+|last-event-id|origin|pragma|priority|range|referer|rtt|save-data|sec-.+|upgrade-.+|user-agent|(?:viewport-)?width)$/;

/** Fetch §4.8: 5 s where nothing is said; browsers believe no more than two hours. */
const DEFAULT_SECONDS = 5;
const LONGEST_SECONDS = 7200;
const REMEMBERED = 500;

export function createPreflight(forward: Forward, now: () => number): Preflight {
  const allowedUntil = new Map<string, number>();
  return async (method, destination, asker) => {
    const { url, headers } = destination;
    // In order, as Headers always are.
    const names = [...headers]
      .filter(([name, value]) => (name === "content-type" ? !SAFE_TYPE.test(value) : !BROWSERS_OWN.test(name)))
      .map(([name]) => name);
    if (names.length === 0 && SAFE_METHODS.has(method)) return true;

    const key = [method, url, asker.origin, asker.withCookies, ...names].join(" ");
    if ((allowedUntil.get(key) ?? 0) > now()) return true;
    const asked = new Headers(headers);
    for (const name of ["cookie", "content-type", "content-length", "range", ...names]) asked.delete(name);
    asked.set("access-control-request-method", method);
    if (names.length > 0) asked.set("access-control-request-headers", names.join(","));
    const letGo = async (answer: Response) => {
      void answer.body?.cancel().catch(() => undefined);
      return answer;
    };
    const { isPrivate } = destination;
    const answer = await forward(new Request(url, { method: "OPTIONS" }), { url, isPrivate, headers: asked }, letGo);
    if (typeof answer === "string") return false;
    const said = (name: string) => namesIn(answer.headers.get(`access-control-${name}`));
    // Browsers still take an asterisk for `Authorization` too.
    const isIn = (allowed: readonly string[], wanted: string) =>
      allowed.includes(wanted.toLowerCase()) || (!asker.withCookies && allowed.includes("*"));
    const isAllowed =
      answer.ok &&
      mayRead(answer.headers, asker) &&
      (SAFE_METHODS.has(method) || isIn(said("allow-methods"), method)) &&
      names.every((name) => isIn(said("allow-headers"), name));
    if (!isAllowed) return false;
    if (allowedUntil.size >= REMEMBERED) allowedUntil.clear();
    const seconds = Number.parseInt(said("max-age")[0] ?? "", 10);
    allowedUntil.set(key, now() + Math.min(Number.isNaN(seconds) ? DEFAULT_SECONDS : seconds, LONGEST_SECONDS));
    return true;
  };
}
