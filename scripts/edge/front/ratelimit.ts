// A zone's rate limit per address, as Cloudflare counts on its free plan: windows of 10 s, and who went beyond is refused for
// 10 s. Loopback is never counted: it is the operator's own browser, or a TLS front that all readers come through.
import { isIPv4 } from "node:net";
import type { State } from "../storage/state.ts";

const windowMilliseconds = 10_000;
/** Beyond this many addresses in one window the oldest are forgotten: a flood must not fill our memory. */
const addressesMost = 50_000;

/** Whether this request is one too many. */
export type IsTooMany = (hostname: string, address: string) => boolean;

export function createRateLimit(state: Pick<State, "rateRules" | "now">): IsTooMany {
  let rates: ReadonlyMap<string, number> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;
  const windows = new Map<string, { readonly endsAt: number; count: number }>();
  const rateOf = (zone: string) => {
    // Read anew once a window: a rule that was just put counts ten seconds later, as at Cloudflare.
    if (state.now() >= readAt + windowMilliseconds) {
      rates = new Map(state.rateRules.all().map(({ zone: name, rules }) => [name, rateFrom(rules)]));
      readAt = state.now();
    }
    return rates.get(zone) ?? Number.POSITIVE_INFINITY;
  };
  return (hostname, address) => {
    if (isLoopback(address)) return false;
    const zone = [...suffixesOf(hostname)].find((suffix) => Number.isFinite(rateOf(suffix)));
    if (zone === undefined) return false;
    const key = `${zone} ${address}`;
    const found = windows.get(key);
    const window =
      found === undefined || state.now() >= found.endsAt
        ? { endsAt: state.now() + windowMilliseconds, count: 0 }
        : found;
    window.count += 1;
    windows.delete(key);
    windows.set(key, window);
    const [oldest] = windows.keys();
    if (windows.size > addressesMost && oldest !== undefined) windows.delete(oldest);
    if (window.count !== rateOf(zone) + 1) return window.count > rateOf(zone);
    windows.set(key, { endsAt: state.now() + windowMilliseconds, count: window.count });
    return true;
  };
}

function rateFrom(rules: readonly Readonly<Record<string, unknown>>[]): number {
  const rates = rules.flatMap(({ enabled, ratelimit }) => {
    const { requests_per_period: rate } = (ratelimit ?? {}) as { readonly requests_per_period?: unknown };
    return enabled === false || typeof rate !== "number" ? [] : [rate];
  });
  return Math.min(Number.POSITIVE_INFINITY, ...rates);
}

function* suffixesOf(hostname: string): Generator<string> {
  for (let rest = hostname; rest !== ""; rest = rest.slice(rest.indexOf(".") + 1)) {
    yield rest;
    if (!rest.includes(".")) return;
  }
}

function isLoopback(address: string): boolean {
  return address === "::1" || (isIPv4(address) && address.startsWith("127."));
}
