// One wish of the warden's, granted from a place that the config names. The warden reads the result by its own clock, so ours
// only counts what passed since it was asked. Where the place does not reach its control host, nothing it saw means anything.

import type { VantageConfig } from "../../shared/config.ts";
import { VANTAGES } from "../../shared/domain/verdict/evidence.ts";
import type { Clock } from "../clock.ts";
import type { WardenClient } from "../operator/wardenclient.ts";
import { lookupSystem } from "./lookup.ts";
import { probe } from "./probe.ts";
import { dueWishes, wishedTargets } from "./targets.ts";
import { createDirectWay, createSocksWay, parseProxy, type Way } from "./way.ts";

export const DEFAULT_CONTROL = "https://www.example.com";
export const STEP_MILLISECONDS = 10_000;

/** What is wrong with the place, and what to do; undefined where nothing is, or the wish is granted already. */
export type WishProbe = (
  vantage: string,
  hostname: string,
) => Promise<{ readonly what: string; readonly next: string } | undefined>;

export interface WishProbeDeps {
  readonly warden: Pick<WardenClient, "status" | "probes">;
  readonly clock: Pick<Clock, "now">;
}

export function createWishProbe(vantages: readonly VantageConfig[], { warden, clock }: WishProbeDeps): WishProbe {
  return async (id, hostname) => {
    const place = vantages.find((vantage) => vantage.id === id);
    if (place === undefined) return undefined;
    const { country, network, via, control = DEFAULT_CONTROL } = place;
    const status = await warden.status();
    const askedAt = clock.now();
    const wishes = dueWishes(status, country).filter((wish) => wish.hostname === hostname);
    const results = await probe(wishedTargets({ ...status, wishes }, country), {
      ...{ way: wayOf(via), control, timeoutMilliseconds: STEP_MILLISECONDS },
      place: { country, network, vantage: VANTAGES.operator },
      clock: { now: () => status.now * 1000 + clock.now() - askedAt },
    });
    const sound = results.filter((result) => result.control === "ok");
    if (sound.length > 0) await warden.probes(sound);
    if (results.length === 0 || sound.length > 0) return undefined;
    return {
      what: `The place to look from ${id} does not reach ${control}, which nobody blocks`,
      next: `See whether its proxy is up (vantages, "via": "${via}"), or name another "control".`,
    };
  };
}

function wayOf(via: string): Way {
  const proxy = parseProxy(via);
  return proxy === undefined ? createDirectWay(lookupSystem) : createSocksWay(proxy);
}
