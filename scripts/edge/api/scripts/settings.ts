// Settings of a script: those of its version (bindings, compatibility), whose change is a new version, and those about it
// (tags, logging), whose change is none.
import type { Script } from "../../storage/state.ts";
import { done, fail, type Reply } from "../envelope.ts";
import { isMultipart, parseMultipart } from "../multipart.ts";
import { type Call, jsonBody, type RouteEntry, routes } from "../router.ts";
import { resolveBindings } from "./bindings.ts";
import { objectsOf } from "./migrations.ts";
import type { ScriptContext } from "./prepare.ts";
import { republish } from "./publish.ts";
import { findPublished, findScript, keyOf } from "./scripts.ts";
import { tellSettings } from "./tell.ts";
import type { TakeTurn } from "./turns.ts";
import { asObject, parseBindings, parseDate } from "./upload.ts";

const base = "/accounts/:account/workers/scripts/:script";

/** What no version carries: a change is there at once, for the version that runs. */
const aboutScript = ["logpush", "observability", "tail_consumers"];

export function settingRoutes(context: ScriptContext, takeTurn: TakeTurn): readonly RouteEntry[] {
  const tell = (call: Call): Reply => {
    const { script, version } = findPublished(context, call);
    return done(tellSettings(script, version, objectsOf(context.state, script)));
  };
  return routes({
    [`GET ${base}/settings`]: tell,
    [`PATCH ${base}/settings`]: (call) => takeTurn(keyOf(call), () => patchSettings(context, call)),
    [`GET ${base}/script-settings`]: (call) => done(tellScriptSettings(findScript(context, call))),
    [`PATCH ${base}/script-settings`]: (call) => takeTurn(keyOf(call), () => patchScriptSettings(context, call)),
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
    { ...before, script: withSettings(before.script, body, ["placement", "limits", ...aboutScript]) },
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
  const script = withSettings(findScript(context, call), await jsonBody(call), aboutScript);
  context.state.scripts.put(script.account, script.name, script);
  return done(tellScriptSettings(script));
}

function withSettings(script: Script, body: Record<string, unknown>, names: readonly string[]): Script {
  const tags = Array.isArray(body.tags) ? body.tags.map(String) : script.tags;
  return { ...script, tags, settings: { ...script.settings, ...pick(body, names) } };
}

function pick(from: Readonly<Record<string, unknown>>, names: readonly string[]): object {
  return Object.fromEntries(names.flatMap((name) => (name in from ? [[name, from[name]]] : [])));
}

function tellScriptSettings({ settings, tags }: Script): object {
  return {
    logpush: false,
    tail_consumers: null,
    observability: { enabled: false },
    ...pick(settings, aboutScript),
    tags,
  };
}
