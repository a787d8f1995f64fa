// Markup written as text, by every door a browser has for it, and read back with the service's addresses.

import type { Addresses } from "./addresses.ts";
import { createMarkupWriter, type MarkupReader, mapMarkup, type WriteMarkup } from "./markup.ts";
import { nameOf } from "./originals.ts";
import type { Settings } from "./settings.ts";
import { inKindOf, ownMarkup } from "./trusted.ts";
import { apply, methodOf, wrapAccessor, wrapArgument, wrapCall, wrapMethod, wrapResult } from "./wrap.ts";

const AS_THEY_ARE = new Set(["script", "textarea", "title", "xmp", "noscript"]);

export function mapWriting(reader: MarkupReader, settings: Settings, { originOf }: Addresses): void {
  const markup = (text: unknown) => inKindOf(text, mapMarkup(String(text), reader));
  const content = (text: unknown, self: unknown) => {
    const name = nameOf(self);
    if (name === "style") return reader.css(String(text));
    return text === null || AS_THEY_ARE.has(name) ? text : markup(text);
  };
  const back = createReverse(settings, originOf);
  for (const owner of ["Element", "ShadowRoot"]) {
    wrapAccessor(owner, "innerHTML", { set: content, get: back });
    wrapArgument(owner, "setHTMLUnsafe setHTML", content);
    wrapResult(owner, "getHTML", back);
  }
  wrapAccessor("Element", "outerHTML", { set: markup, get: back });
  wrapResult("XMLSerializer", "serializeToString", back);
  wrapArgument("Element", "insertAdjacentHTML", markup, 1);
  wrapArgument("Range", "createContextualFragment", markup);
  wrapArgument("DOMParser", "parseFromString", markup);
  wrapArgument(Document, "parseHTMLUnsafe parseHTML", markup);

  const sheet = (text: unknown, self: unknown) => (nameOf(self) === "style" ? reader.css(String(text)) : text);
  wrapAccessor("Node", "textContent", { set: sheet });
  wrapAccessor("HTMLElement", "innerText", { set: sheet });
}

/** `document.write`: a page may be written in pieces that end anywhere. */
export function mapDocumentWriting(reader: MarkupReader, afterwards: () => void): void {
  const writers = new WeakMap<object, WriteMarkup>();
  const original = methodOf<void>("Document", "write");
  const send = (
    self: Document,
    given: unknown,
    { text, isLast }: { readonly text: string; readonly isLast: boolean },
  ) => {
    const writer = writers.get(self) ?? createMarkupWriter(reader);
    writers.set(self, writer);
    original(self, inKindOf(given, writer(text, isLast)));
    afterwards();
  };
  for (const [name, end] of [
    ["write", ""],
    ["writeln", "\n"],
  ] as const) {
    wrapMethod("Document", name, (_, self, args) =>
      send(self as Document, args[0], { text: args.join("") + end, isLast: false }),
    );
  }
  wrapCall("Document", "close", (self) => {
    if (writers.has(self as object)) send(self as Document, ownMarkup(""), { text: "", isLast: true });
    writers.delete(self as object);
  });
  wrapMethod("Document", "open", (open, self, args) => {
    // With three arguments it is window.open.
    if (args.length > 2) return window.open(...(args as [string, string, string]));
    writers.delete(self as object);
    const opened = apply(open, self, args) as unknown;
    afterwards();
    return opened;
  });
}

/** Files of secondaries in serialised markup: an editor sends to the service what it reads here. */
function createReverse({ door, origin }: Settings, originOf: Addresses["originOf"]): (text: string) => string {
  const below = new RegExp(`(?:${origin})?/${door}/([\\w~-]+)(?=[/"'&?#])`, "g");
  return (text) =>
    text.includes(`/${door}/`) ? text.replace(below, (whole, alias: string) => originOf(alias) ?? whole) : text;
}
