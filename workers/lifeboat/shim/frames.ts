// Frames of the page. One without an address of its own (about:blank, javascript:) is a window of this origin without the
// shim: it gets one before the script that made it can reach it. Documents written as text get the shim and a strict policy.

import { policyInPage } from "../../../shared/domain/policy.ts";
import { guard as guardBlob } from "./blobs.ts";
import { countOf } from "./originals.ts";
import type { Settings } from "./settings.ts";
import { runShim, scriptOfShim } from "./source.ts";
import { wrapAccessor, wrapResult, wrapSetter } from "./wrap.ts";

const NODES = "appendChild insertBefore replaceChild moveBefore";
const PARENTS =
  "append prepend before after replaceWith replaceChildren insertAdjacentElement insertAdjacentHTML setHTMLUnsafe";

export interface Frames {
  /** Gives the shim to every window below this one that lacks it. */
  sweep(): void;
  /** The same where one may have come. */
  look(): void;
  guardWindow(child: Window | null): void;
  guardDocument(markup: string): string;
  guardFrame(address: string): string;
}

/**
 * Marks a window that has its shim, across the realms of one origin; its value takes up the window's present document. It
 * depends on no settings: a tag that somebody wrote into a page with settings of his own finds the window taken.
 */
export const MARK: unique symbol = Symbol.for("mirror");

export function createFrames(settings: Settings): Frames {
  // A script's document may lie in a sandbox where no lifeboat is and whose opaque origin has no 'self'.
  const policy = policyInPage(settings, settings.origin);
  const before = `<!doctype html><meta http-equiv="content-security-policy" content="${policy}">${scriptOfShim(settings)}`;
  const guardWindow = (child: Window | null) => {
    try {
      const { document, [MARK]: again } = child as Window & { readonly [MARK]?: () => void };
      if (again) return again();
      // No lifeboat is behind a blank document, nor behind what a javascript: address puts in its place, which keeps its policy.
      const meta = document.createElement("meta");
      Object.assign(meta, { httpEquiv: "content-security-policy", content: policy });
      document.head?.append(meta);
      meta.remove();
      runShim(settings, child as Window);
    } catch {
      // There is none, or it is another origin's and has its own.
    }
  };
  let known = 0;
  let last: unknown;
  const sweep = () => {
    known = countOf(window);
    last = window[known - 1];
    for (let at = known; at-- > 0; ) guardWindow(window[at] as Window);
  };
  return {
    sweep,
    look() {
      // One may have gone since and another come; frames are counted in the order in which they came.
      if (countOf(window) !== known || window[known - 1] !== last) sweep();
    },
    guardWindow,
    guardDocument: (markup) => (markup.includes(settings.script) ? markup : before + markup),
    guardFrame(address) {
      return address.startsWith("blob:")
        ? guardBlob(address, (type) => (/html/i.test(type) ? before : undefined))
        : address;
    },
  };
}

export function guardInsertions({ look: sweepIfNew, guardWindow }: Frames): void {
  const look = (result: unknown) => {
    sweepIfNew();
    return result;
  };
  wrapResult("Node", NODES, look);
  for (const name of ["Element", "Document", "DocumentFragment", "CharacterData"]) wrapResult(name, PARENTS, look);
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
