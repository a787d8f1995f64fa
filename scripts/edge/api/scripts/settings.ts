// What is about a script but not its code: settings, secrets, the account's own suffix, cron triggers.

import { parseCron } from "../../runtime/cron.ts";
import { type Binding, isoTime, type Script, type State } from "../../storage/state.ts";
import { done, fail, type Reply } from "../envelope.ts";
import { isMultipart, parseMultipart } from "../multipart.ts";
import { type Call, jsonArray, jsonBody, param, type RouteEntry, routes, stringField } from "../router.ts";
import { resolveBindings, tellBinding } from "./bindings.ts";
import { objectsOf } from "./migrations.ts";
import { republish, type ScriptContext } from "./publish.ts";
import { findPublished, findScript, keyOf } from "./scripts.ts";
import { tellSettings } from "./tell.ts";
import type { TakeTurn } from "./turns.ts";
import { asObject, parseBindings, parseDate } from "./upload.ts";

const base = "/accounts/:account/workers/scripts/:script";

export function settingRoutes(context: ScriptContext, takeTurn: TakeTurn): readonly RouteEntry[] {
  const inTurn = (action: (context: ScriptContext, call: Call) => Promise<Reply>) => (call: Call) =>
    takeTurn(keyOf(call), () => action(context, call));
  const tell = (call: Call): Reply => {
    const { script, version } = findPublished(context, call);
    return done(tellSettings(script, version, objectsOf(context.state, script)));
  };
  return routes({
    [`GET ${base}/settings`]: tell,
    [`PATCH ${base}/settings`]: inTurn(patchSettings),
    [`GET ${base}/script-settings`]: (call) => done(tellScriptSettings(findScript(context, call))),
    [`PATCH ${base}/script-settings`]: inTurn(patchScriptSettings),
    [`GET ${base}/subdomain`]: (call) => done(tellSubdomain(findScript(context, call))),
    [`POST ${base}/subdomain`]: inTurn(putSubdomain),
    [`DELETE ${base}/subdomain`]: inTurn(async (_, call) =>
      writeSubdomain(context, call, { enabled: false, previews: false }),
    ),
    [`GET ${base}/schedules`]: (call) => done(tellSchedules(findScript(context, call))),
    [`PUT ${base}/schedules`]: inTurn(putSchedules),
    [`GET ${base}/secrets`]: (call) => done(secretsOf(findPublished(context, call).version.bindings)),
    [`GET ${base}/secrets/:secret`]: (call) => done(findSecret(context, call)),
    [`PUT ${base}/secrets`]: inTurn(putSecret),
    [`PATCH ${base}/secrets-bulk`]: inTurn(putSecrets),
    [`DELETE ${base}/secrets/:secret`]: inTurn(deleteSecret),
  });
}

/** Multipart with a `settings` part, as Cloudflare wants it, or plain JSON. */
async function patchSettings(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  const body = await settingsBody(call);
  const given = body.bindings === undefined ? undefined : parseBindings(body.bindings);
  const bindings = given
    ? resolveBindings({ bindings: given, keepBindings: [] }, before.version)
    : before.version.bindings;
  const date = body.compatibility_date;
  const flags = body.compatibility_flags;
  const { script, version } = await republish(
    context,
    { ...before, script: withSettings(before.script, body) },
    {
      bindings,
      ...(date === undefined ? {} : { compatibilityDate: parseDate(date) }),
      ...(Array.isArray(flags) ? { compatibilityFlags: flags.map(String) } : {}),
    },
  );
  return done(tellSettings(script, version, objectsOf(context.state, script)));
}

async function settingsBody(call: Call): Promise<Record<string, unknown>> {
  if (!isMultipart(call.contentType)) return jsonBody(call);
  const part = parseMultipart(await call.body(), call.contentType).find(({ name }) => name === "settings");
  try {
    return asObject(JSON.parse(String(part?.bytes))) ?? fail(400, 10026, "settings must be a JSON object");
  } catch {
    return fail(400, 10026, "the settings part is not valid JSON");
  }
}

async function patchScriptSettings(context: ScriptContext, call: Call): Promise<Reply> {
  const script = withSettings(findScript(context, call), await jsonBody(call));
  context.state.scripts.put(script.account, script.name, script);
  return done(tellScriptSettings(script));
}

function withSettings(script: Script, body: Record<string, unknown>): Script {
  const tags = Array.isArray(body.tags) ? body.tags.map(String) : script.tags;
  const names = ["logpush", "observability", "placement", "tail_consumers", "limits"].filter((name) => name in body);
  return { ...script, tags, settings: { ...script.settings, ...Object.fromEntries(names.map((n) => [n, body[n]])) } };
}

function tellScriptSettings({ settings, tags }: Script): object {
  return { logpush: false, tail_consumers: null, observability: { enabled: false }, ...settings, tags };
}

async function putSubdomain(context: ScriptContext, call: Call): Promise<Reply> {
  const body = await jsonBody(call);
  if (typeof body.enabled !== "boolean") fail(400, 10026, "enabled must be true or false");
  return writeSubdomain(context, call, { enabled: body.enabled, previews: body.previews_enabled === true });
}

function writeSubdomain({ state }: { state: State }, call: Call, subdomain: Script["subdomain"]): Reply {
  const script = { ...findScript({ state } as ScriptContext, call), subdomain };
  state.scripts.put(script.account, script.name, script);
  return done(tellSubdomain(script));
}

function tellSubdomain({ subdomain }: Script): object {
  return { enabled: subdomain.enabled, previews_enabled: subdomain.previews };
}

async function putSchedules(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  const crons = (await jsonArray(call)).map((item) => stringField(asObject(item) ?? {}, "cron"));
  const bad = crons.find((cron) => parseCron(cron) === undefined);
  if (bad !== undefined) fail(400, 10100, `invalid cron string: ${bad}`);
  const at = isoTime(context.state);
  const script = { ...before.script, schedules: crons.map((cron) => ({ cron, createdAt: at })) };
  // The runtime needs a way to deliver the event: only the first trigger and the last one's removal restart it.
  const same = before.script.schedules.length > 0 === crons.length > 0;
  if (same) context.state.scripts.put(script.account, script.name, script);
  else await republish(context, { script, version: before.version }, {});
  return done(tellSchedules(script));
}

function tellSchedules({ schedules }: Script): object {
  return {
    schedules: schedules.map(({ cron, createdAt }) => ({ cron, created_on: createdAt, modified_on: createdAt })),
  };
}

const isSecret = ({ type }: Binding) => type === "secret_text" || type === "secret_key";

function secretsOf(bindings: readonly Binding[]): readonly object[] {
  return bindings.filter(isSecret).map((binding) => tellBinding(binding, []));
}

function findSecret(context: ScriptContext, call: Call): object {
  const { bindings } = findPublished(context, call).version;
  const found = bindings.find((binding) => isSecret(binding) && binding.name === param(call, "secret"));
  return found ? tellBinding(found, []) : noSecret();
}

function noSecret(): never {
  return fail(404, 10056, "Secret binding not found");
}

async function putSecret(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  const [secret] = parseBindings([{ type: "secret_text", ...(await jsonBody(call)) }]);
  if (secret === undefined || !isSecret(secret)) fail(400, 10026, "a secret is of type secret_text or secret_key");
  const others = before.version.bindings.filter(({ name }) => name !== secret.name);
  await republish(context, before, { bindings: [...others, secret] });
  return done(tellBinding(secret, []));
}

/** Many at once, as a map of name → secret or null. */
async function putSecrets(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  const map = asObject((await jsonBody(call)).secrets) ?? fail(400, 10026, "secrets must be an object");
  const kept = before.version.bindings.filter(({ name }) => !(name in map));
  const put = parseBindings(
    Object.entries(map).flatMap(([name, secret]) => (secret === null ? [] : [{ ...asObject(secret), name }])),
  );
  await republish(context, before, { bindings: [...kept, ...put] });
  return done(secretsOf([...kept, ...put]));
}

async function deleteSecret(context: ScriptContext, call: Call): Promise<Reply> {
  const before = findPublished(context, call);
  findSecret(context, call);
  const bindings = before.version.bindings.filter(({ name }) => name !== param(call, "secret"));
  await republish(context, before, { bindings });
  return done(null);
}
