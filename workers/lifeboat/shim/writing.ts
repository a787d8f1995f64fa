// Markup written as text, by every door a browser has for it, and read back with the service's addresses.

import { createMarkupWriter, type MarkupReader, mapMarkup, type WriteMarkup } from "./markup.ts";
import type { Settings } from "./settings.ts";
import { inKindOf, ownMarkup } from "./trusted.ts";
import { getterOf, prototypeOf, wrapAccessor, wrapArgument, wrapMethod } from "./wrap.ts";

const AS_THEY_ARE = new Set(["script", "textarea", "title", "xmp", "noscript"]);

export function mapWriting(reader: MarkupReader, { service, door, origin }: Settings): void {
  const element = prototypeOf("Element");
  const nameOf = getterOf<string>(element, "localName") ?? (() => "");
  const markup = (text: unknown) => inKindOf(text, mapMarkup(String(text), reader));
  const content = (text: unknown, self: unknown) => {
    const name = self instanceof Element ? nameOf(self) : "";
    if (name === "style") return reader.css(String(text));
    return text === null || AS_THEY_ARE.has(name) ? text : markup(text);
  };
  const asService = createReverse({ service, door, origin });
  const back = (text: string) => asService(text);
  for (const owner of [element, prototypeOf("ShadowRoot")]) {
    wrapAccessor(owner, "innerHTML", { set: content, get: back });
    wrapArgument(owner, "setHTMLUnsafe setHTML", content);
    wrapMethod(owner, "getHTML", (get, self, args) => asService(Reflect.apply(get, self, args) as string));
  }
  wrapAccessor(element, "outerHTML", { set: markup, get: back });
  wrapMethod(prototypeOf("XMLSerializer"), "serializeToString", (get, self, args) =>
    asService(Reflect.apply(get, self, args) as string),
  );
  wrapArgument(element, "insertAdjacentHTML", markup, 1);
  wrapArgument(prototypeOf("Range"), "createContextualFragment", markup);
  wrapArgument(prototypeOf("DOMParser"), "parseFromString", markup);
  wrapArgument(Document, "parseHTMLUnsafe parseHTML", markup);

  const sheet = (text: unknown, self: unknown) =>
    self instanceof Element && nameOf(self) === "style" ? reader.css(String(text)) : text;
  wrapAccessor(prototypeOf("Node"), "textContent", { set: sheet });
  wrapAccessor(prototypeOf("HTMLElement"), "innerText", { set: sheet });
}

/** `document.write`: a page may be written in pieces that end anywhere. */
export function mapDocumentWriting(reader: MarkupReader, afterwards: () => void): void {
  const writers = new WeakMap<object, WriteMarkup>();
  const owner = prototypeOf("Document");
  const original = owner && (Object.getOwnPropertyDescriptor(owner, "write")?.value as Document["write"] | undefined);
  const send = (
    self: Document,
    given: unknown,
    { text, isLast }: { readonly text: string; readonly isLast: boolean },
  ) => {
    const writer = writers.get(self) ?? createMarkupWriter(reader);
    writers.set(self, writer);
    original?.call(self, inKindOf(given, writer(text, isLast)) as string);
    afterwards();
  };
  for (const [name, end] of [
    ["write", ""],
    ["writeln", "\n"],
  ] as const) {
    wrapMethod(owner, name, (_, self, args) =>
      send(self as Document, args[0], { text: args.join("") + end, isLast: false }),
    );
  }
  wrapMethod(owner, "close", (close, self, args) => {
    if (writers.has(self as object)) send(self as Document, ownMarkup(""), { text: "", isLast: true });
    writers.delete(self as object);
    return Reflect.apply(close, self, args) as unknown;
  });
  wrapMethod(owner, "open", (open, self, args) => {
    // With three arguments it is window.open.
    if (args.length > 2) return window.open(...(args as [string, string, string]));
    writers.delete(self as object);
    const opened = Reflect.apply(open, self, args) as unknown;
    afterwards();
    return opened;
  });
}

/** Files of secondaries in serialised markup: an editor sends to the service what it reads here. */
function createReverse({
  service,
  door,
  origin,
}: Pick<Settings, "service" | "door" | "origin">): (text: string) => string {
  const aliases = new Map(service.secondaries.map((one) => [one.alias, one.origin]));
  const below = new RegExp(`(?:${origin})?/${door}/([\\w-]+)(~[\\w~-]+)?(?=[/"'&?#])`, "g");
  return (text) =>
    text.includes(`/${door}/`)
      ? text.replace(below, (whole, alias: string, sub = "") => {
          const found = aliases.get(alias);
          return found?.replace("*.", `${sub.slice(1).replaceAll("~", ".")}.`) ?? whole;
        })
      : text;
}
