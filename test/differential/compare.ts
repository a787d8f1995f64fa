// One page, once as it came and once as the scanner wrote it: both are parsed, and the trees must be equal but for the
// attributes that have to change, which must be what the tree of the original says.
import { joinBytes, type Scanner } from "../../workers/relay/translate/bytes.ts";
import { mapCss } from "../../workers/relay/translate/css/css.ts";
import { createHtmlScanner } from "../../workers/relay/translate/html/html.ts";
import { mapReference } from "../../workers/relay/translate/reference.ts";
import { type Expectations, expectationsOf, isSame } from "./expected.ts";
import { map, PAGE, place } from "./service.ts";
import { attributesOf, childrenOf, type Element, isElement, type Node, type Parent, treeOf } from "./tree.ts";

/** In words: where, what was expected, what is there. */
export type Difference = string;

const MOST = 5;
const NESTED_MOST = 3;
const SHOWN_CHARACTERS = 120;

export function translate(page: Uint8Array, chunkBytes = page.length): Uint8Array {
  const scanner: Scanner = createHtmlScanner({ map, place, url: PAGE });
  const out: Uint8Array[] = [];
  for (let at = 0; at < page.length; at += Math.max(1, chunkBytes))
    out.push(joinBytes(scanner.push(page.slice(at, at + chunkBytes))).slice());
  out.push(joinBytes(scanner.flush()).slice());
  return joinBytes(out);
}

export function differencesIn(page: Uint8Array, options: { readonly chunkBytes?: number } = {}): readonly Difference[] {
  return compareTrees(treeOf(page), treeOf(translate(page, options.chunkBytes)), 0);
}

/** How many attributes of a page must change. */
export function changesIn(page: Uint8Array): number {
  return [...expectationsOf(treeOf(page)).values()].reduce((total, changes) => total + changes.size, 0);
}

function compareTrees(before: Parent, after: Parent, depth: number): readonly Difference[] {
  const found: Difference[] = [];
  compare(before, after, { expectations: expectationsOf(before), found, depth, path: "" });
  return found;
}

interface Comparison {
  readonly expectations: Expectations;
  readonly found: Difference[];
  /** Of pages inside pages. */
  readonly depth: number;
  readonly path: string;
}

function compare(before: Parent | Node, after: Parent | Node, comparison: Comparison): void {
  const { found, path } = comparison;
  const [left, right] = [childrenOf(before), childrenOf(after)];
  for (let n = 0; n < Math.max(left.length, right.length) && found.length < MOST; n++) {
    const [one, other] = [left[n], right[n]];
    if (!one || !other || one.nodeName !== other.nodeName) {
      found.push(`${path}: ${one?.nodeName ?? "nothing"} became ${other?.nodeName ?? "nothing"}`);
      return;
    }
    const inside = { ...comparison, path: `${path}/${one.nodeName}` };
    if (isElement(one) && isElement(other)) compareElements(one, other, inside);
    else compareLeaves(one, other, inside);
    compare(one, other, inside);
  }
}

function compareElements(before: Element, after: Element, { expectations, found, depth, path }: Comparison): void {
  if (before.namespaceURI !== after.namespaceURI) found.push(`${path}: ${after.namespaceURI}`);
  const [left, right] = [attributesOf(before), attributesOf(after)];
  const names = (list: typeof left) => list.map(([name]) => name).join(" ");
  if (names(left) !== names(right)) found.push(`${path}: attributes ${names(left)} became ${names(right)}`);
  const changes = expectations.get(before);
  for (const [n, [name, value]] of left.entries()) {
    const got = right[n]?.[1] ?? "";
    const expected = changes?.get(name) ?? ({ value, likeness: "text" } as const);
    if (expected.likeness === "page" && depth < NESTED_MOST)
      found.push(...nested(value, got, `${path}@${name}`, depth));
    else if (!isSame(got, expected)) found.push(`${path}@${name}: ${shown(got)} in place of ${shown(expected.value)}`);
  }
}

function nested(before: string, after: string, path: string, depth: number): readonly Difference[] {
  const tree = (text: string) => treeOf(Buffer.from(text, "latin1"));
  return compareTrees(tree(before), tree(after), depth + 1).map((one) => `${path} ${one}`);
}

function compareLeaves(before: Node, after: Node, { found, path }: Comparison): void {
  const [one, other] = [leafText(before), leafText(after)];
  if (one === other || sheetText(before, one) === other) return;
  found.push(`${path}: ${shown(other)} in place of ${shown(one)}`);
}

function leafText(node: Node): string {
  if ("value" in node) return node.value;
  if ("data" in node) return node.data;
  return "publicId" in node ? `${node.name} ${node.publicId} ${node.systemId}` : "";
}

/** The text of a `<style>` as it must be; anything else must stay. */
function sheetText(node: Node, text: string): string | undefined {
  const parent = node.parentNode;
  if (!parent || !("tagName" in parent) || parent.tagName !== "style") return undefined;
  return mapCss(text, (reference) => mapReference(reference, PAGE, map));
}

function shown(text: string): string {
  return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
}
