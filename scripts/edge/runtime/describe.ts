// Records → what the runtime must know. Read anew at each start, so a restarted edge runs exactly what the records say.
import type { ModuleStore } from "../storage/modules.ts";
import type { ObjectNamespace, Script, State, Version } from "../storage/state.ts";
import { scriptKey } from "../storage/state.ts";
import type { WorkerSpec } from "./spec.ts";

export interface Described {
  readonly script: Script;
  readonly version: Version;
  readonly objects: readonly ObjectNamespace[];
  readonly modules: ModuleStore;
}

export function describeWorker({ script, version, objects, modules }: Described): WorkerSpec {
  return {
    key: scriptKey(script.account, script.name),
    version: version.id,
    directory: modules.directory(version.content),
    mainModule: version.mainModule,
    modules: version.modules,
    bindings: version.bindings,
    compatibilityDate: version.compatibilityDate,
    compatibilityFlags: version.compatibilityFlags,
    objects: objects.map(({ className, id, sqlite }) => ({ className, uniqueKey: id, sqlite })),
    objectDirectory: modules.objectDirectory(script.tag),
    scheduled: script.schedules.length > 0,
  };
}

export function describeCurrent(state: State, modules: ModuleStore, key: string): WorkerSpec | undefined {
  const [account = "", name = ""] = key.split("/");
  const script = state.scripts.get(account, name);
  const version = script?.current === undefined ? undefined : state.versions.get(key, script.current);
  if (script === undefined || version === undefined) return undefined;
  const objects = state.objects.list(account).filter((object) => object.script === name);
  return describeWorker({ script, version, objects, modules });
}
