// The shim inside a worker: requests, nested workers, and the address the script believes to have.

import type { Addresses } from "./addresses.ts";
import { createLocation } from "./location.ts";
import type { Settings } from "./settings.ts";
import { inKindOf } from "./trusted.ts";
import { ownerOf, wrapMethod } from "./wrap.ts";

/** Of WorkerGlobalScope what is used here. */
interface WorkerScope extends EventTarget {
  importScripts(...scripts: string[]): void;
}

const scope = globalThis as unknown as WorkerScope;

export function mapImports({ own, resolve }: Addresses): void {
  wrapMethod(ownerOf("importScripts"), "importScripts", (load, self, scripts) =>
    Reflect.apply(
      load,
      self,
      scripts.map((one) => inKindOf(one, resolve(own(String(one)))?.href ?? String(one))),
    ),
  );
}

/** Loads the script the page wanted, as the worker's own. */
export function startWorker({ worker, flags }: Settings, addresses: Addresses): void {
  if (!worker || worker.url.startsWith("blob:")) return;
  const { url, isModule } = worker;
  const own = new URL(url);
  Object.defineProperty(scope, "location", {
    configurable: true,
    value: flags.locationReads ? createLocation(own as unknown as Location, addresses) : own,
  });
  if (isModule) {
    // A script that does not load is the worker's error, as it would have been.
    import(url).finally(holdMessages());
  } else scope.importScripts(url);
}

/** What comes before the module has run is dispatched once it has: it would find no listener yet. */
function holdMessages(): () => void {
  const held: MessageEvent[] = [];
  let isHolding = true;
  const hold = (event: Event) => {
    if (!isHolding) return;
    event.stopImmediatePropagation();
    held.push(event as MessageEvent);
  };
  for (const type of ["message", "connect"]) scope.addEventListener(type, hold);
  return () => {
    isHolding = false;
    for (const { type, data, origin, ports, source, lastEventId } of held) {
      scope.dispatchEvent(new MessageEvent(type, { data, origin, ports: [...ports], source, lastEventId }));
    }
  };
}
