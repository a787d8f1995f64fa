// How a script changes: every change is a new version, started before it is recorded, so a version the runtime refuses leaves
// no trace and the one before serves on. Changes of one script wait for each other.
import { randomUUID } from "node:crypto";
import { describeWorker } from "../../runtime/describe.ts";
import type { Fleet } from "../../runtime/fleet.ts";
import { isoTime, type ObjectNamespace, scriptKey, type Version } from "../../storage/state.ts";
import { fail } from "../envelope.ts";
import { checkBindings } from "./bindings.ts";
import { migrate, objectsOf, storeObjects } from "./migrations.ts";
import {
  type Address,
  bindingContext,
  draftSettings,
  existing,
  type Published,
  prepare,
  type ScriptContext,
} from "./prepare.ts";
import type { Draft } from "./upload.ts";

const versionsKept = 20;

/** Upload and deploy in one, as `PUT /scripts/:name` does. */
export async function publishUpload(context: ScriptContext, address: Address, draft: Draft): Promise<Published> {
  const script = { ...existing(context, address), ...draftSettings(context, address, draft) };
  const migrated = migrate(script, objectsOf(context.state, script), draft.migrations);
  const version = prepare(context, script, { draft, objects: migrated.objects });
  const after = { ...script, migrationTag: migrated.tag, versions: version.number };
  return unlessRefused(context, version, () =>
    activate(context, { script: after, version, objects: migrated.objects }),
  );
}

/** A version that waits for its deployment; the runtime is asked all the same whether it takes it. */
export async function saveVersion(context: ScriptContext, address: Address, draft: Draft): Promise<Published> {
  const script = existing(context, address);
  if (draft.migrations !== undefined)
    fail(
      400,
      10211,
      "Version could not be created: migrations must be fully applied with a non-versioned script upload",
    );
  const objects = objectsOf(context.state, script);
  const version = prepare(context, script, { draft, objects });
  const spec = describeWorker({ script, version, objects, modules: context.modules });
  return unlessRefused(context, version, async () => {
    refusedAsInvalid(await context.fleet.try(spec));
    const after = { ...script, versions: version.number };
    record(context, { script: after, version, objects });
    return { script: after, version };
  });
}

/** The same modules with something else about them: a secret, a setting, cron triggers. */
export async function republish(
  context: ScriptContext,
  before: Published,
  change: Partial<Version>,
): Promise<Published> {
  const number = before.script.versions + 1;
  const version: Version = {
    ...before.version,
    ...change,
    id: randomUUID(),
    number,
    createdAt: isoTime(context.state),
  };
  const objects = objectsOf(context.state, before.script);
  checkBindings(version.bindings, bindingContext(context, before.script, objects));
  return activate(context, { script: { ...before.script, versions: number }, version, objects });
}

interface Activation extends Published {
  readonly objects: readonly ObjectNamespace[];
}

/** Starts a version in the place of the one before and, once it runs, writes that down. */
export async function activate(context: ScriptContext, { script, version, objects }: Activation): Promise<Published> {
  const at = isoTime(context.state);
  const spec = describeWorker({ script, version, objects, modules: context.modules });
  refusedAsInvalid(await context.fleet.replace(spec));
  const deployment = { id: randomUUID(), version: version.id, createdAt: at, annotations: version.annotations };
  const deployments = [deployment, ...script.deployments].slice(0, versionsKept);
  const after = { ...script, current: version.id, modifiedAt: at, deployments };
  record(context, { script: after, version, objects });
  return { script: after, version };
}

function refusedAsInvalid(outcome: Awaited<ReturnType<Fleet["replace"]>>): void {
  if (!outcome.ok) fail(400, 10021, outcome.detail ?? outcome.reason);
}

async function unlessRefused<T>({ modules }: ScriptContext, version: Version, task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (error) {
    modules.remove(version.content);
    throw error;
  }
}

function record({ state, modules }: ScriptContext, { script, version, objects }: Activation): void {
  const key = scriptKey(script.account, script.name);
  storeObjects(state, script, objects);
  state.versions.put(key, version.id, version);
  state.scripts.put(script.account, script.name, script);
  const all = state.versions.list(key);
  const spare = [...all].sort((a, b) => b.number - a.number).slice(versionsKept);
  for (const old of spare) if (old.id !== script.current) state.versions.remove(key, old.id);
  const used = new Set(state.versions.list(key).map(({ content }) => content));
  for (const old of spare) if (!used.has(old.content)) modules.remove(old.content);
}
