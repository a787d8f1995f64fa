// What the shim must know, and how it is told: the relay writes it into the script's tag, the shim itself hands it on to
// the frames and workers of the page.

import type { ClientSettings } from "../../../shared/domain/clientsettings.ts";
import type { PageJar } from "../../../shared/domain/pagecookies.ts";

/** As the relay writes it. */
export interface PageSettings extends ClientSettings {
  /** What cookies are called here. */
  readonly jars: readonly PageJar[];
}

export interface Settings extends PageSettings {
  /** The mirror's origin; a sandboxed frame's own is opaque. */
  readonly origin: string;
  /** The address of the shim's script, and what lets it run under the service's own policy. */
  readonly script: string;
  readonly nonce?: string;
  /** That policy takes no inline script (nor eval, by which it is known). */
  readonly isInlineRefused?: boolean;
  /** In a worker: the script the page wanted, whether it is a module, and whether a lifeboat sees what it asks for. */
  readonly worker?: { readonly url: string; readonly isModule: boolean; readonly hasLifeboat: boolean };
}

/** In a page from the script's tag, which goes; in a worker from the fragment of its address. */
export function readSettings(): Settings | undefined {
  if (typeof document === "undefined") {
    const told = decodeURIComponent(location.hash.slice(1));
    return told.startsWith("{") ? (JSON.parse(told) as Settings) : undefined;
  }
  const script = document.currentScript as HTMLScriptElement | null;
  const written = script?.dataset.settings;
  // The bar's tag stands first, the relay's for the shim is the second; one that somebody wrote into a page of ours, with settings of his own, is not.
  if (!script || written === undefined || script !== document.querySelectorAll("script[src]")[1]) return undefined;
  // An import map stands before it (shimtag.ts).
  for (const ours of document.querySelectorAll("script")) ours.remove();
  return {
    origin: location.origin,
    ...(JSON.parse(written) as PageSettings),
    script: script.src,
    nonce: script.nonce,
    isInlineRefused: isEvalRefused(),
  };
}

function isEvalRefused(): boolean {
  try {
    Function("");
    return false;
  } catch {
    return true;
  }
}
