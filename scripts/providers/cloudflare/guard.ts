// A zone's guard: one rate limiting rule (Rulesets API, phase http_ratelimit) and the setting `ech`. The free plan takes one
// such rule, counts by address in windows of 10 s and blocks for 10 s, and lets its expression ask for the path only; so
// ours is exactly that. A rule carries the mesh's mark as description; rules of someone else stay as they are.

import * as v from "valibot";
import { ProviderError, type ZoneGuard } from "../provider.ts";
import type { Client } from "./client.ts";
import { CODE, isCode, isGone } from "./errors.ts";

const Rule = v.looseObject({
  id: v.optional(v.string()),
  description: v.nullish(v.string()),
  enabled: v.optional(v.boolean(), true),
  ratelimit: v.optional(v.looseObject({ requests_per_period: v.optional(v.number()) })),
});
type Rule = v.InferOutput<typeof Rule>;
const Ruleset = v.object({ rules: v.optional(v.array(Rule), []) });
const Setting = v.object({ value: v.unknown() });

const WINDOW_SECONDS = 10;

export interface Guard {
  ensure(zoneId: string, guard: ZoneGuard): Promise<{ readonly changed: boolean; readonly notes: readonly string[] }>;
  /** What may not be read is not there. */
  read(zoneId: string): Promise<Partial<ZoneGuard>>;
  /** Takes our rule away; `ech` is a setting of the zone and stays as it is. */
  remove(zoneId: string): Promise<void>;
}

export function createGuard(client: Client, mark: string): Guard {
  const at = (zoneId: string) => `/zones/${encodeURIComponent(zoneId)}`;
  const rulesAt = (zoneId: string) => `${at(zoneId)}/rulesets/phases/http_ratelimit/entrypoint`;
  const rulesOf = async (zoneId: string): Promise<readonly Rule[]> => {
    try {
      return (await client.call(Ruleset, { method: "GET", path: rulesAt(zoneId) })).rules;
    } catch (error) {
      if (isCode(error, CODE.noRuleset) || isGone(error)) return [];
      throw error;
    }
  };
  const putRules = async (zoneId: string, rules: readonly object[]) => {
    await client.call(v.unknown(), { method: "PUT", path: rulesAt(zoneId), json: { rules } });
  };
  const isOurs = ({ description }: Rule) => description === mark;

  const ensureRate = async (zoneId: string, { requestsPer10Seconds }: ZoneGuard): Promise<boolean> => {
    const rules = await rulesOf(zoneId);
    const [ours] = rules.filter(isOurs);
    if (ours?.enabled === true && ours.ratelimit?.requests_per_period === requestsPer10Seconds) return false;
    await putRules(zoneId, [...rules.filter((rule) => !isOurs(rule)), ruleOf(mark, requestsPer10Seconds)]);
    return true;
  };
  const ensureEch = async (zoneId: string, { ech }: ZoneGuard): Promise<boolean> => {
    const path = `${at(zoneId)}/settings/ech`;
    if ((await client.call(Setting, { method: "GET", path })).value === ech) return false;
    await client.call(v.unknown(), { method: "PATCH", path, json: { value: ech } });
    return true;
  };
  return {
    ensure: async (zoneId, guard) => {
      const notes: string[] = [];
      const rate = await orNote(() => ensureRate(zoneId, guard), "no rate limit for strangers", notes);
      const ech = await orNote(() => ensureEch(zoneId, guard), `ECH could not be switched ${guard.ech}`, notes);
      return { changed: rate || ech, notes };
    },
    read: async (zoneId) => {
      const [ours] = (await orNothing(() => rulesOf(zoneId)))?.filter(isOurs) ?? [];
      const path = `${at(zoneId)}/settings/ech`;
      const ech = (await orNothing(() => client.call(Setting, { method: "GET", path })))?.value;
      const rate = ours?.enabled === true ? ours.ratelimit?.requests_per_period : undefined;
      return {
        ...(rate !== undefined && { requestsPer10Seconds: rate }),
        ...((ech === "on" || ech === "off") && { ech }),
      };
    },
    remove: async (zoneId) => {
      const rules = await rulesOf(zoneId).catch(() => []);
      const others = rules.filter((rule) => !isOurs(rule));
      if (others.length < rules.length) await putRules(zoneId, others);
    },
  };
}

/** What is kept from this token is as good as absent; a provider that is away is not. */
async function orNothing<T>(look: () => Promise<T>): Promise<T | undefined> {
  try {
    return await look();
  } catch (error) {
    if (isAway(error)) throw error;
    return undefined;
  }
}

function isAway(error: unknown): boolean {
  return !(error instanceof ProviderError) || error.fault === "throttled" || error.fault === "unavailable";
}

/** A token without the right, or a plan that refuses, costs the guard and not the mirror. */
async function orNote(step: () => Promise<boolean>, lost: string, notes: string[]): Promise<boolean> {
  try {
    return await step();
  } catch (error) {
    if (isAway(error)) throw error;
    notes.push(`${lost}: ${(error as ProviderError).message}`);
    return false;
  }
}

function ruleOf(mark: string, requestsPer10Seconds: number): object {
  return {
    description: mark,
    expression: 'starts_with(http.request.uri.path, "/")',
    action: "block",
    enabled: true,
    ratelimit: {
      // cf.colo.id is mandatory: every data centre counts for itself.
      characteristics: ["cf.colo.id", "ip.src"],
      period: WINDOW_SECONDS,
      requests_per_period: requestsPer10Seconds,
      mitigation_timeout: WINDOW_SECONDS,
    },
  };
}
