// A page's tree by parse5, which follows the standard to the letter. Pages are read as bytes (latin1), as the scanner reads
// them: both sides then see the same characters, whatever the charset.
import { type DefaultTreeAdapterTypes, parse } from "parse5";

export type Node = DefaultTreeAdapterTypes.ChildNode;
export type Element = DefaultTreeAdapterTypes.Element;
export type Parent = DefaultTreeAdapterTypes.ParentNode;

/** Without scripts, so that noscript is markup: what a reader without scripts sees must be right too. */
export function treeOf(bytes: Uint8Array): Parent {
  return parse(Buffer.from(bytes).toString("latin1"), { sourceCodeLocationInfo: true, scriptingEnabled: false });
}

export function isElement(node: Node): node is Element {
  return "tagName" in node;
}

/** What `<template>` holds lies in a tree of its own. */
export function childrenOf(node: Parent | Node): readonly Node[] {
  if ("content" in node) return node.content.childNodes;
  return "childNodes" in node ? node.childNodes : [];
}

/** `xlink:href` and the like have their prefix apart. */
export function attributesOf(element: Element): readonly (readonly [name: string, value: string])[] {
  return element.attrs.map(({ prefix, name, value }) => [prefix ? `${prefix}:${name}` : name, value] as const);
}

export interface Placed {
  readonly element: Element;
  readonly isInTemplate: boolean;
}

/** All elements under `node`, in the order in which their tags stand in the source. */
export function elementsInSource(node: Parent): readonly Placed[] {
  const found: Placed[] = [];
  const walk = (parent: Parent | Node, isInTemplate: boolean) => {
    for (const child of childrenOf(parent)) {
      if (isElement(child)) found.push({ element: child, isInTemplate });
      walk(child, isInTemplate || "content" in child);
    }
  };
  walk(node, false);
  return found.toSorted((a, b) => startOf(a.element) - startOf(b.element));
}

function startOf(element: Element): number {
  return element.sourceCodeLocation?.startOffset ?? -1;
}
