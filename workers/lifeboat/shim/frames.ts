// Frames of the page. One without an address of its own (about:blank, javascript:) is a window of this origin without the
// shim: it gets one before the script that made it can reach it. Documents written as text get the shim and a strict policy.

import { policyInPage } from "../../../shared/domain/policy.ts";
import { guard as guardBlob } from "./blobs.ts";
import { countOf } from "./originals.ts";
import type { Settings } from "./settings.ts";
import { callOfShim, runShim, scriptOfShim } from "./source.ts";
import { wrapAccessor, wrapResult, wrapSetter } from "./wrap.ts";

const NODES = "appendChild insertBefore replaceChild moveBefore";
const PARENTS =
  "append prepend before after replaceWith replaceChildren insertAdjacentElement insertAdjacentHTML setHTMLUnsafe";

export interface Frames {
  /** Gives the shim to every window below this one that lacks it. */
  sweep(): void;
  guardWindow(child: Window | null): void;
  guardDocument(markup: string): string;
  guardFrame(address: string): string;
}

/** Marks a window that has its shim, across the realms of one origin; its value takes up the window's present document. */
export const markOf = (settings: Settings): symbol => Symbol.for(settings.door);

export function createFrames(settings: Settings): Frames {
  const mark = markOf(settings);
  const script = callOfShim(settings);
  const encoded = encodeURIComponent(script);
  const guardWindow = (child: Window | null) => {
    try {
      if (!child?.document) return;
      const again = (child as unknown as Record<symbol, (() => void) | undefined>)[mark];
      if (again) again();
      else runShim(settings, child);
    } catch {
      // Another origin's: it has its own.
    }
  };
  const sweep = () => {
    for (let at = countOf(window) - 1; at >= 0; at--) guardWindow(window[at] as Window);
  };
  // A script's document may lie in a sandbox where no lifeboat is and whose opaque origin has no 'self'.
  const policy = policyInPage(settings, settings.origin);
  const before = `<!doctype html><meta http-equiv="content-security-policy" content="${policy}">${scriptOfShim(settings)}`;
  return {
    sweep,
    guardWindow,
    guardDocument: (markup) => (markup.includes(settings.script) ? markup : before + markup),
    guardFrame(address) {
      const code = /^\s*javascript:(.*)/is.exec(address)?.[1];
      if (code !== undefined) return code.startsWith(encoded) ? address : `javascript:${encoded};${code}`;
      return address.startsWith("blob:")
        ? guardBlob(address, (type) => (/html/i.test(type) ? before : undefined))
        : address;
    },
  };
}

export function guardInsertions({ sweep, guardWindow }: Frames): void {
  let known = 0;
  const look = (result: unknown) => {
    const count = countOf(window);
    if (count > known) sweep();
    known = count;
    return result;
  };
  wrapResult("Node", NODES, look);
  for (const name of ["Element", "Document", "DocumentFragment", "CharacterData", "DocumentType"])
    wrapResult(name, PARENTS, look);
  wrapResult("Range", "insertNode surroundContents", look);
  for (const name of ["Element", "ShadowRoot"])
    wrapSetter(name, "innerHTML outerHTML", (write, value) => look(write(value)));
  const meet = (child: Window | null) => {
    guardWindow(child);
    return child;
  };
  for (const name of ["HTMLIFrameElement", "HTMLFrameElement", "HTMLObjectElement", "HTMLEmbedElement"]) {
    wrapAccessor(name, "contentWindow", { get: meet });
    wrapAccessor(name, "contentDocument", {
      get: (inner: Document | null) => {
        if (inner) guardWindow(inner.defaultView);
        return inner;
      },
    });
  }
  // A frame's next document has the shim from its relay; a blank one, a javascript: one has not.
  window.addEventListener(
    "load",
    (event) => {
      guardWindow((event.target as HTMLIFrameElement).contentWindow ?? null);
    },
    true,
  );
}
