// Workers run the shim first. For a script with an address the worker starts with the shim, which then loads the script and
// shows its address as the worker's own; a script made in the page (blob:) gets the shim in front. The address's fragment
// carries the settings, so the relay needs no endpoint for it and a shared worker stays shared.

import type { Addresses } from "./addresses.ts";
import { guard as guardBlob } from "./blobs.ts";
import type { Settings } from "./settings.ts";
import { callOfShim } from "./source.ts";
import { inKindOf } from "./trusted.ts";
import { wrapArgument, wrapConstructor } from "./wrap.ts";

export function guardWorkers(settings: Settings, addresses: Addresses, hasLifeboat: () => boolean): void {
  for (const name of ["Worker", "SharedWorker"]) {
    wrapConstructor(name, (args) => {
      const [script, options] = args as [unknown, { readonly type?: string } | undefined];
      const url = addresses.resolve(addresses.ownAtHome(script))?.href;
      const isModule = options?.type === "module";
      if (url === undefined) return;
      const start = { url, isModule, hasLifeboat: hasLifeboat() };
      if (addresses.isOwn(url)) args[0] = inKindOf(script, startWith(settings, start));
      else if (url.startsWith("blob:"))
        args[0] = inKindOf(
          script,
          guardBlob(url, () => beforeBlob({ ...settings, worker: start })),
        );
    });
  }
  wrapArgument("Worklet", "addModule", addresses.own);
}

type Start = NonNullable<Settings["worker"]>;

function startWith(settings: Settings, worker: Start): string {
  return `${settings.script}#${encodeURIComponent(JSON.stringify({ ...settings, worker }))}`;
}

/** A module's imports run before its first line, so there the shim is an import too. */
function beforeBlob(settings: Settings): string {
  const call = `${callOfShim(settings)};`;
  if (!settings.worker?.isModule) return call;
  return `import ${JSON.stringify(URL.createObjectURL(new Blob([call], { type: "text/javascript" })))};`;
}
