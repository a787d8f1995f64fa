// The shim's own text: frames and workers of a page get it from the page, without a request.

import { quoted } from "./markup.ts";
import type { Settings } from "./settings.ts";

/** The function scripts/bundle.ts puts around the whole shim. */
declare const hezar: (settings: Settings, target: Window) => void;

/** In another window of this origin. */
export function runShim(settings: Settings, target: Window): void {
  hezar(settings, target);
}

export function callOfShim(settings: Settings): string {
  return `(${Function.prototype.toString.call(hezar)})(${JSON.stringify(settings)})`;
}

/** For inside a script element: nothing in it may look like markup to the tokenizer. */
export function scriptOfShim(settings: Settings): string {
  const element = "script";
  if (!settings.isInlineRefused) {
    const text = callOfShim(settings).replace(/<(?=!--|\/?script)/gi, "\\x3c");
    return `<${element}>${text}</${element}>`;
  }
  const { script, nonce = "", ...rest } = settings;
  return `<${element} nonce="${nonce}" src="${script}" data-settings=${quoted(JSON.stringify(rest))}></${element}>`;
}
