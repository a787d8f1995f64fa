// A draft → a version ready to start: the script it belongs to, its bindings resolved and checked, its modules on disk.
import { randomUUID } from "node:crypto";
import type { Fleet } from "../../runtime/fleet.ts";
import type { ModuleStore } from "../../storage/modules.ts";
import {
  isoTime,
  type ObjectNamespace,
  type Script,
  type State,
  scriptKey,
  type Version,
} from "../../storage/state.ts";
import { newId } from "../zones.ts";
import { checkBindings, resolveBindings } from "./bindings.ts";
import type { Draft } from "./upload.ts";

export interface Address {
  readonly account: string;
  readonly name: string;
}
export interface Published {
  readonly script: Script;
  readonly version: Version;
}
export interface ScriptContext {
  readonly state: State;
  readonly fleet: Fleet;
  readonly modules: ModuleStore;
  readonly privateUpstreams: readonly string[];
}

/** A script that does not exist yet: nothing of it is stored. */
function emptyScript({ state }: Pick<ScriptContext, "state">, { account, name }: Address): Script {
  const at = isoTime(state);
  return {
    ...{ name, account, tag: newId(), createdAt: at, modifiedAt: at, current: undefined, versions: 0, deployments: [] },
    ...{
      tags: [],
      migrationTag: undefined,
      subdomain: { enabled: false, previews: false },
      schedules: [],
      settings: {},
    },
  };
}

export function currentVersion(
  { state }: Pick<ScriptContext, "state">,
  script: Script | undefined,
): Version | undefined {
  if (script?.current === undefined) return undefined;
  return state.versions.get(scriptKey(script.account, script.name), script.current);
}

export function existing(context: ScriptContext, address: Address): Script {
  return context.state.scripts.get(address.account, address.name) ?? emptyScript(context, address);
}

export function draftSettings(
  context: ScriptContext,
  address: Address,
  draft: Draft,
): Pick<Script, "tags" | "settings"> {
  const before = existing(context, address);
  return { tags: draft.tags ?? before.tags, settings: { ...before.settings, ...draft.settings } };
}

export function prepare(
  context: ScriptContext,
  script: Script,
  { draft, objects }: { draft: Draft; objects: readonly ObjectNamespace[] },
): Version {
  const bindings = resolveBindings(draft, currentVersion(context, script));
  checkBindings(bindings, bindingContext(context, script, objects));
  const id = randomUUID();
  return {
    id,
    content: id,
    number: script.versions + 1,
    account: script.account,
    script: script.name,
    createdAt: isoTime(context.state),
    mainModule: draft.mainModule,
    modules: context.modules.write(id, draft.modules),
    bindings,
    compatibilityDate: draft.compatibilityDate,
    compatibilityFlags: draft.compatibilityFlags,
    annotations: draft.annotations,
    source: draft.source,
  };
}

export function bindingContext(
  { state, privateUpstreams }: ScriptContext,
  { account, name }: Address,
  objects: readonly ObjectNamespace[],
) {
  return { state, account, script: name, objects, privateUpstreams };
}
