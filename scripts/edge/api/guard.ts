// A zone's rate limiting rules (the entry point of phase http_ratelimit) and its settings, kept and answered. The rules count
// on this edge too (front/ratelimit.ts); ECH is TLS's, which this edge does not speak.
import type { State } from "../storage/state.ts";
import { done, fail, type Reply } from "./envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes } from "./router.ts";
import { asObject } from "./scripts/upload.ts";
import { findZone, newId } from "./zones.ts";

const entry = "/zones/:zone/rulesets/phases/:phase/entrypoint";
const phase = "http_ratelimit";
/** What Cloudflare has where nobody chose. */
const usual: Readonly<Record<string, string>> = { ech: "on" };

export function guardRoutes(state: State): readonly RouteEntry[] {
  return routes({
    [`GET ${entry}`]: (call) => tellRules(state, call),
    [`PUT ${entry}`]: (call) => putRules(state, call),
    "GET /zones/:zone/settings/:setting": (call) => tellSetting(state, call),
    "PATCH /zones/:zone/settings/:setting": (call) => patchSetting(state, call),
  });
}

function tellRules(state: State, call: Call): Reply {
  const zone = findZone(state, call);
  checkPhase(call);
  const rules = state.rateRules.get(zone.id, phase)?.rules;
  if (rules === undefined) fail(404, 10003, `could not find entrypoint ruleset in the ${phase} phase`);
  return done(tellRuleset(zone.id, rules));
}

async function putRules(state: State, call: Call): Promise<Reply> {
  const zone = findZone(state, call);
  checkPhase(call);
  const { rules } = await jsonBody(call);
  if (!Array.isArray(rules)) fail(400, 20217, "rules must be a list");
  const kept = rules.map((rule: unknown) => ({ id: newId(), version: "1", ...checkRule(asObject(rule) ?? {}) }));
  state.rateRules.put(zone.id, phase, { zone: zone.name, rules: kept });
  return done(tellRuleset(zone.id, kept));
}

/** The free plan's limits on a rule: what it refuses here it refuses there. */
function checkRule(rule: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const rate = asObject(rule.ratelimit);
  if (typeof rule.expression !== "string" || rate === undefined)
    fail(400, 20217, "a rule needs expression and ratelimit");
  if (rate.period !== 10 || rate.mitigation_timeout !== 10)
    fail(400, 20155, "not entitled to use the period or mitigation_timeout: the free plan's are 10");
  const by = rate.characteristics;
  if (!Array.isArray(by) || !by.includes("cf.colo.id")) fail(400, 20217, "characteristics must hold cf.colo.id");
  return rule;
}

function checkPhase(call: Call): void {
  if (param(call, "phase") !== phase) fail(404, 10003, "this edge keeps rules of http_ratelimit only");
}

function tellRuleset(zone: string, rules: readonly object[]): object {
  return { id: zone, kind: "zone", name: "default", phase, version: "1", rules };
}

function tellSetting(state: State, call: Call): Reply {
  const { zone, id } = settingOf(state, call);
  const value =
    state.zoneSettings.get(zone, id)?.value ?? usual[id] ?? fail(404, 1006, `Undefined zone setting: ${id}`);
  return done({ id, value, editable: true });
}

async function patchSetting(state: State, call: Call): Promise<Reply> {
  const { zone, id } = settingOf(state, call);
  const { value } = await jsonBody(call);
  if (usual[id] === undefined) fail(400, 1006, `Undefined zone setting: ${id}`);
  if (value !== "on" && value !== "off") fail(400, 1007, `Invalid value for zone setting ${id}`);
  state.zoneSettings.put(zone, id, { value });
  return done({ id, value, editable: true });
}

function settingOf(state: State, call: Call): { readonly zone: string; readonly id: string } {
  return { zone: findZone(state, call).id, id: param(call, "setting") };
}
