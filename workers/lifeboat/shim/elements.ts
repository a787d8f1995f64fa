// Addresses that scripts hang into the page by property or attribute. What was written reads back as it was written, as
// long as nobody writes something else there; resolved addresses read as `Addresses.read` says.

import type { Addresses } from "./addresses.ts";
import { isWatched, type MapAttribute } from "./attributes.ts";
import { PARTS } from "./location.ts";
import { nameOf } from "./originals.ts";
import { inKindOf } from "./trusted.ts";
import { getterOf, setterOf, wrapAccessor, wrapArgument, wrapMethod, wrapResult, wrapSetter } from "./wrap.ts";

const RESOLVED = "src href currentSrc poster formAction action data codeBase".split(" ");
const WRITTEN = "srcset imageSrcset srcdoc ping referrerPolicy integrity background content httpEquiv type".split(" ");

export interface ElementPorts {
  readonly addresses: Addresses;
  readonly mapAttribute: MapAttribute;
}

export function mapElements({ addresses, mapAttribute }: ElementPorts): void {
  const written = createMemory();
  const change = (element: unknown, attribute: string, value: unknown): unknown => {
    const name = attribute.toLowerCase();
    if (!isWatched(name)) return value;
    const text = String(value);
    const mapped = mapAttribute(nameOf(element).toLowerCase(), name, text);
    if (mapped === text) return value;
    written.note(element as object, name, { mapped, text });
    return inKindOf(value, mapped);
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

  const asResolved: Change = (self, property, value) =>
    // A frame's address that is none of the net's was given the shim.
    (String(value).startsWith("blob:") && written.textFor(self as object, property, value)) ||
    addresses.read(String(value));
  const asItIs: Change = (_self, _property, value) => value;
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    if (!/^HTML\w+Element$/.test(name)) continue;
    const isScript = name === "HTMLScriptElement";
    for (const property of [...RESOLVED, ...WRITTEN]) {
      const attribute = property === "httpEquiv" ? "http-equiv" : property;
      // A script's own `src` stays the mirror's: scripts find their siblings by it, and import() cannot be mapped.
      const read = WRITTEN.includes(property) ? asWritten : isScript ? asItIs : asResolved;
      wrapAccessor(name, property, {
        set: (value: unknown, self: unknown) => change(self, attribute, value),
        get: (value: string, self: object) => read(self, attribute, value),
      });
    }
  }
  wrapAccessor("SVGAnimatedString", "baseVal", {
    set: (value: unknown) => addresses.own(value),
    get: (value: string) => asService(value),
  });

  for (const [suffix, at] of [
    ["", 0],
    ["NS", 1],
  ] as const) {
    wrapArgument(
      "Element",
      `setAttribute${suffix}`,
      (value, self, args) => change(self, String(args[at]), value),
      at + 1,
    );
    wrapResult("Element", `getAttribute${suffix}`, (value, self, args) => asWritten(self, String(args[at]), value));
  }
  mapAttributeNodes(change, asWritten);
  mapParts(addresses);
}

type Change = (element: unknown, attribute: string, value: unknown) => unknown;

/** An attribute made by itself is mapped when it meets its element. */
function mapAttributeNodes(change: Change, asWritten: Change): void {
  const [read, write] = [getterOf("Attr", "value"), setterOf("Attr", "value")];
  wrapAccessor("Attr", "value", {
    set: (text: unknown, self: Attr) => (self.ownerElement ? change(self.ownerElement, self.name, text) : text),
    get: (text: unknown, self: Attr) => (self.ownerElement ? asWritten(self.ownerElement, self.name, text) : text),
  });
  const meet = (element: unknown, node: unknown): unknown => {
    const { name } = node as Attr;
    if (isWatched(name.toLowerCase())) write(node, change(element, name, read(node)));
    return node;
  };
  wrapArgument("Element", "setAttributeNode setAttributeNodeNS", (node, self) => meet(self, node));
  wrapResult("NamedNodeMap", "setNamedItem", (added, _, [node]) => {
    const { ownerElement } = node as Attr;
    if (ownerElement) meet(ownerElement, node);
    return added;
  });
}

/** `a.hostname` and its like of an address that reads as another than it is. */
function mapParts({ own }: Addresses): void {
  for (const name of ["HTMLAnchorElement", "HTMLAreaElement"]) {
    const hrefOf = getterOf<string>(name, "href");
    wrapMethod(name, "toString", (_, self) => hrefOf(self));
    for (const part of [...PARTS, "origin"]) {
      wrapAccessor(name, part, {
        get: (value: unknown, self: unknown) => URL.parse(hrefOf(self))?.[part as "host"] ?? value,
      });
    }
    for (const part of PARTS) {
      wrapSetter(name, part, (write, value, self) => {
        const url = URL.parse(hrefOf(self));
        if (!url) return write(value);
        url[part as "host"] = value as string;
        (self as HTMLAnchorElement).href = own(url.href) as string;
      });
    }
  }
}

interface Memory {
  note(element: object, name: string, entry: Entry): void;
  /** What the script wrote, where the attribute still holds what we made of it. */
  textFor(element: object, name: string, mapped: unknown): string | undefined;
}

interface Entry {
  readonly mapped: string;
  readonly text: string;
}

function createMemory(): Memory {
  const kept = new WeakMap<object, Readonly<Record<string, Entry | undefined>>>();
  return {
    note(element, name, entry) {
      kept.set(element, { ...kept.get(element), [name]: entry });
    },
    textFor(element, name, mapped) {
      const entry = kept.get(element)?.[name];
      return entry && entry.mapped === mapped ? entry.text : undefined;
    },
  };
}
