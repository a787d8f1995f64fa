// Addresses that scripts hang into the page by property or attribute. What was written reads back as it was written, as
// long as nobody writes something else there; resolved addresses read as `Addresses.read` says.

import type { Addresses } from "./addresses.ts";
import { isWatched, type MapAttribute } from "./attributes.ts";
import { inKindOf } from "./trusted.ts";
import { getterOf, prototypeOf, wrapAccessor, wrapArgument, wrapMethod } from "./wrap.ts";

const RESOLVED = "src href currentSrc lowsrc poster formAction action data codeBase".split(" ");
const WRITTEN = "srcset imageSrcset srcdoc ping referrerPolicy integrity background content httpEquiv".split(" ");
const PARTS = "protocol host hostname port pathname search hash".split(" ");

export interface ElementPorts {
  readonly addresses: Addresses;
  readonly mapAttribute: MapAttribute;
}

export function mapElements({ addresses, mapAttribute }: ElementPorts): void {
  const written = createMemory();
  const nameOf = getterOf<string>(prototypeOf("Element"), "localName") ?? (() => "");
  const change = (element: unknown, attribute: string, value: unknown): unknown => {
    const name = attribute.toLowerCase();
    if (!isWatched(name)) return value;
    const text = String(value);
    const mapped = mapAttribute(nameOf(element).toLowerCase(), name, text);
    written.note(element as object, name, { mapped, text });
    return mapped === text ? value : inKindOf(value, mapped);
  };
  const asWritten = (element: unknown, attribute: string, value: unknown): unknown => {
    const name = attribute.toLowerCase();
    if (typeof value !== "string" || !isWatched(name)) return value;
    return written.textFor(element as object, name, value) ?? asService(value);
  };
  /** A reference under the door was mapped by the relay, or by us from markup. */
  const asService = (value: string) => {
    const resolved = value.startsWith("/") ? addresses.resolve(value)?.href : undefined;
    const read = resolved && addresses.read(resolved);
    return read && read !== resolved && !value.startsWith("//") ? read : value;
  };

  const asResolved = (value: string, self: object, property: string) =>
    // A frame's address that is none of the net's was given the shim.
    (/^(?:blob|javascript):/.test(value) && written.textFor(self, property, value)) || addresses.read(value);
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!/^HTML\w+Element$/.test(name)) continue;
    const prototype = prototypeOf(name);
    const isScript = name === "HTMLScriptElement";
    for (const property of RESOLVED) {
      wrapAccessor(prototype, property, {
        set: (value: unknown, self: unknown) => change(self, property, value),
        // A script's own `src` stays the mirror's: scripts find their siblings by it, and import() cannot be mapped.
        ...(!isScript && { get: (value: string, self: object) => asResolved(value, self, property) }),
      });
    }
    for (const property of isScript ? [...WRITTEN, "type"] : WRITTEN) {
      const attribute = property === "httpEquiv" ? "http-equiv" : property;
      wrapAccessor(prototype, property, {
        set: (value: unknown, self: unknown) => change(self, attribute, value),
        get: (value: unknown, self: unknown) => asWritten(self, attribute, value),
      });
    }
  }
  wrapAccessor(prototypeOf("SVGAnimatedString"), "baseVal", {
    set: (value: unknown) => addresses.own(value),
    get: (value: string) => asService(value),
  });

  const element = prototypeOf("Element");
  wrapMethod(element, "setAttribute", (set, self, [name, value, ...rest]) =>
    Reflect.apply(set, self, [name, change(self, String(name), value), ...rest]),
  );
  wrapMethod(element, "setAttributeNS", (set, self, [space, name, value, ...rest]) =>
    Reflect.apply(set, self, [space, name, change(self, String(name), value), ...rest]),
  );
  wrapMethod(element, "getAttribute", (get, self, args) =>
    asWritten(self, String(args[0]), Reflect.apply(get, self, args)),
  );
  wrapMethod(element, "getAttributeNS", (get, self, args) =>
    asWritten(self, String(args[1]), Reflect.apply(get, self, args)),
  );
  mapAttributeNodes(change, asWritten);
  mapParts(addresses);
}

type Change = (element: unknown, attribute: string, value: unknown) => unknown;

/** An attribute made by itself is mapped when it meets its element. */
function mapAttributeNodes(change: Change, asWritten: Change): void {
  const attr = prototypeOf("Attr");
  const value = attr && Object.getOwnPropertyDescriptor(attr, "value");
  wrapAccessor(attr, "value", {
    set: (text: unknown, self: Attr) => (self.ownerElement ? change(self.ownerElement, self.name, text) : text),
    get: (text: unknown, self: Attr) => (self.ownerElement ? asWritten(self.ownerElement, self.name, text) : text),
  });
  const meet = (element: unknown, node: unknown): unknown => {
    const { name } = node as Attr;
    if (node instanceof Attr && isWatched(name.toLowerCase()))
      value?.set?.call(node, change(element, name, value.get?.call(node)));
    return node;
  };
  wrapArgument(prototypeOf("Element"), "setAttributeNode setAttributeNodeNS", (node, self) => meet(self, node));
  wrapMethod(prototypeOf("NamedNodeMap"), "setNamedItem", (set, self, args) => {
    const added = Reflect.apply(set, self, args) as unknown;
    const [node] = args as [Attr];
    if (node.ownerElement) meet(node.ownerElement, node);
    return added;
  });
}

/** `a.hostname` and its like of an address that reads as another than it is. */
function mapParts({ own }: Addresses): void {
  for (const name of ["HTMLAnchorElement", "HTMLAreaElement"]) {
    const prototype = prototypeOf(name);
    const href = prototype && Object.getOwnPropertyDescriptor(prototype, "href");
    const hrefOf = (self: unknown) => href?.get?.call(self) as string;
    wrapMethod(prototype, "toString", (_, self) => hrefOf(self));
    for (const part of [...PARTS, "origin"] as const) {
      wrapAccessor(prototype, part, {
        get: (value: unknown, self: unknown) => URL.parse(hrefOf(self))?.[part as "host"] ?? value,
      });
    }
    for (const part of PARTS) {
      const property = prototype && Object.getOwnPropertyDescriptor(prototype, part);
      if (!property?.set) continue;
      const { set } = property;
      Object.defineProperty(prototype, part, {
        ...property,
        set: new Proxy(set, {
          apply(_, self: HTMLAnchorElement, [value]: [string]) {
            const url = URL.parse(hrefOf(self));
            if (!url) return Reflect.apply(set, self, [value]);
            url[part as "host"] = value;
            self.href = own(url.href) as string;
          },
        }),
      });
    }
  }
}

interface Memory {
  note(element: object, name: string, entry: { readonly mapped: string; readonly text: string }): void;
  /** What the script wrote, where the attribute still holds what we made of it. */
  textFor(element: object, name: string, mapped: string): string | undefined;
}

function createMemory(): Memory {
  const kept = new WeakMap<object, Map<string, { readonly mapped: string; readonly text: string }>>();
  return {
    note(element, name, entry) {
      const names = kept.get(element);
      if (entry.mapped === entry.text) names?.delete(name);
      else if (names) names.set(name, entry);
      else kept.set(element, new Map([[name, entry]]));
    },
    textFor(element, name, mapped) {
      const entry = kept.get(element)?.get(name);
      return entry?.mapped === mapped ? entry.text : undefined;
    },
  };
}
