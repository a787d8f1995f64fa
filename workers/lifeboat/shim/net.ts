// The last net: attributes that came past every wrapped way (clones from a document without the shim, a style set by name,
// a stylesheet's text node) are mapped when the page's tree changes. By then the policy has refused what they asked for;
// mapping them asks again, at the mirror.

import { type MapAttribute, WATCHED_NAMES } from "./attributes.ts";
import { getterOf, methodOf, prototypeOf } from "./wrap.ts";

/** Their values alone tell that nothing is to be done. */
const HARMLESS = /^(?:\/(?!\/)|[#?.]|[\w-]*$)/;
const NAMES = WATCHED_NAMES.filter((name) => !/^(?:content|type|integrity|http-equiv|srcdoc)$/.test(name));
const SELECTOR = [...NAMES.map((name) => `[${name.replace(":", "\\:")}]`), "style"].join();

export interface NetPorts {
  readonly mapAttribute: MapAttribute;
  readonly css: (text: string) => string;
}

/** Gives what puts the net under a document or a shadow root. */
export function createNet({ mapAttribute, css }: NetPorts): (root: Node) => void {
  const element = prototypeOf("Element");
  const read = methodOf<string | null>(element, "getAttribute") ?? (() => null);
  const write = methodOf<void>(element, "setAttribute") ?? (() => undefined);
  const find = methodOf<NodeListOf<Element>>(element, "querySelectorAll");
  const matches = methodOf<boolean>(element, "matches");
  const nameOf = getterOf<string>(element, "localName") ?? (() => "");
  const node = prototypeOf("Node");
  const textOf = getterOf<string>(node, "textContent") ?? (() => "");
  const setText = node && Object.getOwnPropertyDescriptor(node, "textContent")?.set;

  const mend = (found: Element, name: string) => {
    const value = read(found, name);
    if (value === null || HARMLESS.test(value)) return;
    const mapped = mapAttribute(nameOf(found), name, value);
    if (mapped !== value) write(found, name, mapped);
  };
  const mendAll = (found: Element) => {
    for (const name of NAMES) mend(found, name);
    if (nameOf(found) === "style") mendSheet(found);
  };
  const mendSheet = (sheet: Element) => {
    const text = textOf(sheet);
    const mapped = css(text);
    if (mapped !== text) setText?.call(sheet, mapped);
  };
  const look = (records: readonly MutationRecord[]) => {
    for (const { type, target, attributeName, addedNodes } of records) {
      if (type === "attributes") mend(target as Element, attributeName ?? "");
      else if (target instanceof Element && nameOf(target) === "style") mendSheet(target);
      for (const added of addedNodes) {
        if (!(added instanceof Element)) continue;
        if (matches?.(added, SELECTOR)) mendAll(added);
        if (added.firstElementChild) for (const inner of find?.(added, SELECTOR) ?? []) mendAll(inner);
      }
    }
  };
  const observer = new MutationObserver(look);
  return (root) => observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: NAMES });
}
