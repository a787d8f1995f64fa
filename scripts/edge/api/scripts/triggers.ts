// How a script is reached besides routes: its name under the account's own suffix, and its cron triggers.
import { parseCron } from "../../runtime/cron.ts";
import { isoTime, type Script } from "../../storage/state.ts";
import { done, fail, type Reply } from "../envelope.ts";
import { type Call, jsonArray, jsonBody, type RouteEntry, routes, stringField } from "../router.ts";
import type { ScriptContext } from "./prepare.ts";
import { republish } from "./publish.ts";
import { findPublished, findScript, keyOf } from "./scripts.ts";
import type { TakeTurn } from "./turns.ts";
import { asObject } from "./upload.ts";

const base = "/accounts/:account/workers/scripts/:script";

export function triggerRoutes(context: ScriptContext, takeTurn: TakeTurn): readonly RouteEntry[] {
  const inTurn = (action: (context: ScriptContext, call: Call) => Promise<Reply>) => (call: Call) =>
    takeTurn(keyOf(call), () => action(context, call));
  return routes({
    [`GET ${base}/subdomain`]: (call) => done(tellSubdomain(findScript(context, call))),
    [`POST ${base}/subdomain`]: inTurn(putSubdomain),
    [`DELETE ${base}/subdomain`]: inTurn(async (_, call) =>
      writeSubdomain(context, call, { enabled: false, previews: false }),
    ),
    [`GET ${base}/schedules`]: (call) => done(tellSchedules(findScript(context, call))),
    [`PUT ${base}/schedules`]: inTurn(putSchedules),
  });
}

async function putSubdomain(context: ScriptContext, call: Call): Promise<Reply> {
  const body = await jsonBody(call);
  if (typeof body.enabled !== "boolean") fail(400, 10026, "enabled must be true or false");
  return writeSubdomain(context, call, { enabled: body.enabled, previews: body.previews_enabled === true });
}

function writeSubdomain(context: ScriptContext, call: Call, subdomain: Script["subdomain"]): Reply {
  const script = { ...findScript(context, call), subdomain };
  context.state.scripts.put(script.account, script.name, script);
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
