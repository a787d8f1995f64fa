// The last net: attributes that came past every wrapped way (clones from a document without the shim, a style set by name,
// a stylesheet's text node) are mapped when the page's tree changes. By then the policy has refused what they asked for;
// mapping them asks again, at the mirror.

import { type MapAttribute, WATCHED_NAMES } from "./attributes.ts";
import { nameOf, readAttribute, writeAttribute } from "./originals.ts";
import { getterOf, methodOf, setterOf } from "./wrap.ts";

/** Their values alone tell that nothing is to be done. */
const HARMLESS = /^(?:\/(?!\/)|[#?.]|[\w-]*$)/;
const NAMES = WATCHED_NAMES.filter((name) => !/^(?:content|type|integrity|http-equiv|srcdoc)$/.test(name));
const SELECTOR = [...NAMES.map((name) => `[${name.replace(":", "\\:")}]`), "style"].join();

export interface NetPorts {
  readonly mapAttribute: MapAttribute;
  readonly css: (text: string) => string;
  /** Before any script runs that was written behind the new nodes. */
  readonly afterwards: () => void;
}

/** Gives what puts the net under a document or a shadow root. */
export function createNet({ mapAttribute, css, afterwards }: NetPorts): (root: Node) => void {
  const find = methodOf<NodeListOf<Element>>("Element", "querySelectorAll");
  const matches = methodOf<boolean>("Element", "matches");
  const textOf = getterOf<string>("Node", "textContent");
  const setText = setterOf("Node", "textContent");

  const mend = (found: Node, name: string) => {
    const value = readAttribute(found, name);
    if (value === null || HARMLESS.test(value)) return;
    const mapped = mapAttribute(nameOf(found), name, value);
    if (mapped !== value) writeAttribute(found, name, mapped);
  };
  const mendAll = (found: Element) => {
    for (const name of NAMES) mend(found, name);
    if (nameOf(found) === "style") mendSheet(found);
  };
  const mendSheet = (sheet: Element) => {
    const text = textOf(sheet);
    const mapped = css(text);
    if (mapped !== text) setText(sheet, mapped);
  };
  const look = (records: readonly MutationRecord[]) => {
    for (const { type, target, attributeName, addedNodes } of records) {
      if (type === "attributes") mend(target, attributeName ?? "");
      else if (nameOf(target) === "style") mendSheet(target as Element);
      for (const added of addedNodes) {
        if (!nameOf(added)) continue;
        if (matches(added, SELECTOR)) mendAll(added as Element);
        for (const inner of find(added, SELECTOR)) mendAll(inner);
      }
    }
    afterwards();
  };
  const observer = new MutationObserver(look);
  return (root) => observer.observe(root, { subtree: true, childList: true, attributes: true, attributeFilter: NAMES });
}
