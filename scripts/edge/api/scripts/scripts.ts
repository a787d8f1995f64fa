// Worker scripts: list, upload, content, delete, and what wrangler asks about a service before it deploys.
import { type Script, type State, scriptKey, type Version } from "../../storage/state.ts";
import { bytes, done, fail, type Reply } from "../envelope.ts";
import { type Call, param, type RouteEntry, routes } from "../router.ts";
import { objectsOf, storeObjects } from "./migrations.ts";
import { currentVersion, type ScriptContext } from "./prepare.ts";
import { publishUpload } from "./publish.ts";
import { tellScript, tellWorker } from "./tell.ts";
import type { TakeTurn } from "./turns.ts";
import { parseUpload } from "./upload.ts";

const base = "/accounts/:account/workers/scripts";
const scriptsMax = 500;

export function scriptRoutes(context: ScriptContext, takeTurn: TakeTurn): readonly RouteEntry[] {
  const content = (call: Call) => tellContent(context, call);
  return routes({
    [`GET ${base}`]: ({ account }) =>
      done(context.state.scripts.list(account.id).map((script) => tellScript(script, currentVersion(context, script)))),
    [`GET ${base}/:script`]: content,
    [`GET ${base}/:script/content`]: content,
    [`GET ${base}/:script/content/v2`]: content,
    [`PUT ${base}/:script`]: (call) => takeTurn(keyOf(call), () => upload(context, call)),
    [`DELETE ${base}/:script`]: (call) => takeTurn(keyOf(call), () => removeScript(context, call)),
    "GET /accounts/:account/workers/workers/:script": (call) => done(tellWorker(findScript(context, call))),
    "GET /accounts/:account/workers/services/:script": (call) => done(tellService(context, findService(context, call))),
    "DELETE /accounts/:account/workers/services/:script": (call) =>
      takeTurn(keyOf(call), () => removeScript(context, call)),
  });
}

export function keyOf(call: Call): string {
  return scriptKey(call.account.id, param(call, "script"));
}

export function findScript({ state }: ScriptContext, call: Call): Script {
  const found = state.scripts.get(call.account.id, param(call, "script"));
  return found ?? fail(404, 10007, "This Worker does not exist on your account.");
}

function findService({ state }: ScriptContext, call: Call): Script {
  const found = state.scripts.get(call.account.id, param(call, "script"));
  return found ?? fail(404, 10090, "workers.api.error.service_not_found");
}

export function findPublished(context: ScriptContext, call: Call): { script: Script; version: Version } {
  const script = findScript(context, call);
  const version = currentVersion(context, script);
  return version ? { script, version } : fail(404, 10007, "This Worker has no deployed version.");
}

async function upload(context: ScriptContext, call: Call): Promise<Reply> {
  const name = param(call, "script");
  if (!/^[a-z0-9][a-z0-9_-]{0,62}$/i.test(name)) fail(400, 10016, "Worker names must be 1-63 letters, digits, - or _");
  const owned = context.state.scripts.list(call.account.id);
  if (owned.length >= scriptsMax && !owned.some((script) => script.name === name))
    fail(403, 10037, `You have exceeded the limit of ${scriptsMax} Workers on your account.`);
  const draft = await parseUpload(call);
  const { script, version } = await publishUpload(context, { account: call.account.id, name }, draft);
  return done(tellScript(script, version));
}

/** Records first: a request that comes meanwhile must not find the script and start it again. */
async function removeScript(context: ScriptContext, call: Call): Promise<Reply> {
  const { state, fleet, modules } = context;
  const script = findScript(context, call);
  const key = scriptKey(script.account, script.name);
  if (call.query.get("force") !== "true") refuseWhileBound(context, script);
  const versions = state.versions.list(key);
  forget(state, script);
  await fleet.remove(key);
  for (const { content } of versions) modules.remove(content);
  modules.removeObjects(script.tag);
  return done({ id: script.name });
}

function forget(state: State, script: Script): void {
  const { account, name } = script;
  const key = scriptKey(account, name);
  for (const zone of state.zones.list(account))
    for (const route of state.routes.list(zone.id)) if (route.script === name) state.routes.remove(zone.id, route.id);
  for (const domain of state.domains.list(account))
    if (domain.service === name) state.domains.remove(account, domain.id);
  for (const version of state.versions.list(key)) state.versions.remove(key, version.id);
  storeObjects(state, script, []);
  state.scripts.remove(account, name);
}

/** A script that others reach by a service binding goes only by `force`. */
function refuseWhileBound(context: ScriptContext, { account, name }: Script): void {
  const bound = context.state.scripts.list(account).filter((other) => {
    const bindings = currentVersion(context, other)?.bindings ?? [];
    return other.name !== name && bindings.some(({ type, service }) => type === "service" && service === name);
  });
  if (bound.length > 0)
    fail(
      400,
      10064,
      `Cannot delete this Worker as it is still referenced by service bindings in ${bound.map((s) => s.name).join(", ")}. Use the query parameter '?force=true' to delete it.`,
    );
}

function tellContent(context: ScriptContext, call: Call): Reply {
  const { version } = findPublished(context, call);
  const boundary = version.content;
  const parts = version.modules.flatMap((module) => {
    const name = module.name.replaceAll('"', "%22");
    const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="${name}"\r\nContent-Type: ${module.type}\r\n\r\n`;
    return [Buffer.from(head), context.modules.read(version.content, module), Buffer.from("\r\n")];
  });
  return bytes(Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]), {
    "Content-Type": `multipart/form-data; boundary=${boundary}`,
    "cf-entrypoint": version.mainModule,
    etag: version.content,
  });
}

function tellService(context: ScriptContext, script: Script): object {
  const { createdAt, modifiedAt, name } = script;
  const version = currentVersion(context, script);
  const times = { created_on: createdAt, modified_on: modifiedAt };
  const environment = { environment: "production", ...times, script: tellScript(script, version) };
  return { id: name, default_environment: environment, environments: [environment], ...times };
}

export function objectRoutes(context: ScriptContext): readonly RouteEntry[] {
  return routes({
    "GET /accounts/:account/workers/durable_objects/namespaces": ({ account }) =>
      done(
        context.state.scripts
          .list(account.id)
          .flatMap((script) => objectsOf(context.state, script))
          .map(({ id, script, className, sqlite }) => ({
            ...{ id, script, class: className, name: `${script}_${className}`, use_sqlite: sqlite },
          })),
      ),
  });
}
