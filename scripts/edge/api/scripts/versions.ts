// Versions and deployments, the way wrangler updates a script that exists. One version serves all: splitting traffic is
// refused rather than pretended.
import { randomUUID } from "node:crypto";
import { scriptKey, type Version } from "../../storage/state.ts";
import { done, fail, type Reply } from "../envelope.ts";
import { type Call, jsonBody, param, type RouteEntry, routes } from "../router.ts";
import { objectsOf } from "./migrations.ts";
import type { ScriptContext } from "./prepare.ts";
import { activate, saveVersion } from "./publish.ts";
import { findScript, keyOf } from "./scripts.ts";
import { tellDeployment, tellVersion } from "./tell.ts";
import type { TakeTurn } from "./turns.ts";
import { asObject, parseUpload } from "./upload.ts";

const base = "/accounts/:account/workers/scripts/:script";

export function versionRoutes(context: ScriptContext, takeTurn: TakeTurn): readonly RouteEntry[] {
  return routes({
    [`GET ${base}/versions`]: (call) => listVersions(context, call),
    [`POST ${base}/versions`]: (call) => takeTurn(keyOf(call), () => createVersion(context, call)),
    [`GET ${base}/versions/:version`]: (call) => {
      const objects = objectsOf(context.state, findScript(context, call));
      return done(tellVersion(findVersion(context, call, param(call, "version")), objects));
    },
    [`GET ${base}/deployments`]: (call) =>
      done({ deployments: findScript(context, call).deployments.map(tellDeployment) }),
    [`POST ${base}/deployments`]: (call) => takeTurn(keyOf(call), () => createDeployment(context, call)),
  });
}

function findVersion({ state }: ScriptContext, call: Call, id: string): Version {
  return state.versions.get(keyOf(call), id) ?? fail(404, 10044, "This version does not exist.");
}

function listVersions(context: ScriptContext, call: Call): Reply {
  const script = findScript(context, call);
  const versions = [...context.state.versions.list(scriptKey(script.account, script.name))].reverse();
  const items = versions.map((version) => tellVersion(version, []));
  return done({ items }, { page: 1, per_page: items.length, count: items.length, total_count: items.length });
}

async function createVersion(context: ScriptContext, call: Call): Promise<Reply> {
  const script = findScript(context, call);
  const { version } = await saveVersion(context, script, await parseUpload(call));
  return done(tellVersion(version, objectsOf(context.state, script)));
}

async function createDeployment(context: ScriptContext, call: Call): Promise<Reply> {
  const script = findScript(context, call);
  const body = await jsonBody(call);
  const shares = Array.isArray(body.versions) ? body.versions.map(asObject) : [];
  const [share] = shares;
  if (shares.length !== 1 || share?.percentage !== 100)
    fail(400, 10021, "this edge serves one version at a time: give one version and percentage 100");
  const version = findVersion(context, call, String(share.version_id));
  const annotations = asObject(body.annotations) ?? {};
  const objects = objectsOf(context.state, script);
  const after = await activate(context, { script, version: { ...version, annotations }, objects });
  const [deployment] = after.script.deployments;
  return done(deployment ? tellDeployment(deployment) : { id: randomUUID() });
}
