// The shim inside a worker: requests, nested workers, and the address the script believes to have.

import type { Addresses } from "./addresses.ts";
import { createLocation } from "./location.ts";
import type { Settings } from "./settings.ts";
import { inKindOf } from "./trusted.ts";
import { defineProperty, ownerOf, wrapCall } from "./wrap.ts";

/** Of WorkerGlobalScope what is used here. */
interface WorkerScope extends EventTarget {
  importScripts(...scripts: string[]): void;
}

const scope = globalThis as unknown as WorkerScope;

export function mapImports({ own, resolve }: Addresses): void {
  wrapCall(ownerOf("importScripts"), "importScripts", (_, scripts) => {
    for (const [at, one] of scripts.entries())
      scripts[at] = inKindOf(one, resolve(own(String(one)))?.href ?? String(one));
  });
}

/** Loads the script the page wanted, as the worker's own. */
export function startWorker({ worker, flags }: Settings, addresses: Addresses): void {
  if (!worker || worker.url.startsWith("blob:")) return;
  const { url, isModule } = worker;
  const own = new URL(url);
  defineProperty(scope, "location", {
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
  const held: (Event & MessageEventInit)[] = [];
  let isHolding = true;
  const hold = (event: Event) => {
    if (!isHolding) return;
    event.stopImmediatePropagation();
    held.push(event);
  };
  for (const type of ["message", "connect"]) scope.addEventListener(type, hold);
  return () => {
    isHolding = false;
    // An event has all that its like is made from.
    for (const event of held) scope.dispatchEvent(new MessageEvent(event.type, event));
  };
}
