// What the attributes of a page's tree must be on the mirror, written down a second time: from the standard and the tree,
// not from the scanner's tables. Values of CSS go through the sheet translator, which has tests of its own.
import { mapCss } from "../../workers/relay/translate/css/css.ts";
import { mapReference } from "../../workers/relay/translate/reference.ts";
import { MIRROR, map, PAGE, place } from "./service.ts";
import { attributesOf, type Element, elementsInSource, type Parent } from "./tree.ts";

/** How two values are compared: as they stand, as addresses, as lists of them, as sheets, as pages. */
export type Likeness = "text" | "address" | "srcset" | "css" | "refresh" | "page";

export interface Expected {
  readonly value: string;
  readonly likeness: Likeness;
}

/** By element, then by attribute; what is not named must stay as it is. */
export type Expectations = ReadonlyMap<Element, ReadonlyMap<string, Expected>>;

const HTML = "http://www.w3.org/1999/xhtml";
const ADDRESSES = new Set(
  "href src action formaction poster background longdesc lowsrc xlink:href manifest data codebase".split(" "),
);
const ON_ONE: Readonly<Record<string, string>> = { manifest: "html", data: "object", codebase: "object" };
const SHEETS = new Set("style fill stroke filter mask clip-path cursor marker-start marker-mid marker-end".split(" "));

export function expectationsOf(tree: Parent): Expectations {
  const found = new Map<Element, ReadonlyMap<string, Expected>>();
  let base = PAGE;
  let isMoved = false;
  for (const { element, isInTemplate } of elementsInSource(tree)) {
    const values = new Map(attributesOf(element));
    const href = values.get("href") ?? "";
    // A reasoned difference from the standard: a stream cannot know a base before it has come.
    const isBase = element.tagName === "base" && element.namespaceURI === HTML && !isInTemplate;
    if (isBase && !isMoved && href !== "") {
      isMoved = true;
      const moved = URL.parse(href, PAGE)?.href;
      if (moved !== undefined && map.toMirror(moved, PAGE) !== undefined) base = moved;
    }
    const changes = new Map<string, Expected>();
    for (const [name, value] of values) {
      const expected = expect(element, { name: name.toLowerCase(), value, values, base });
      if (expected) changes.set(name, expected);
    }
    if (changes.size > 0) found.set(element, changes);
  }
  return found;
}

interface Attribute {
  readonly name: string;
  readonly value: string;
  readonly values: ReadonlyMap<string, string>;
  readonly base: string;
}

function expect(element: Element, attribute: Attribute): Expected | undefined {
  const { name, value, values, base } = attribute;
  const tag = element.tagName.toLowerCase();
  const toMirror = (reference: string) => map.toMirror(reference, base);
  if (name === "referrerpolicy") return text("same-origin");
  if (tag === "meta") return name === "content" ? expectMeta(attribute) : undefined;
  if (tag === "link" && name === "rel") return expectRel(value, isForeign(values.get("href") ?? "", base));
  const rel = words(values.get("rel") ?? "");
  if (tag === "link" && name === "href" && (rel.includes("canonical") || rel.includes("shortlink"))) return undefined;
  if (tag === "link" && name === "integrity") return isSheet(rel, values) ? text("") : undefined;
  if (tag === "script" && name === "type" && value.trim().toLowerCase() === "speculationrules")
    return text("application/json");
  if (name === "srcdoc" && tag === "iframe") return { value, likeness: "page" };
  if (name === "srcset" || name === "imagesrcset") return changed(value, mapCandidates(value, toMirror), "srcset");
  if (name === "ping" || name === "attributionsrc") return expectPing(value, base);
  if (SHEETS.has(name)) {
    const mapped = mapCss(bytesOf(value), (reference) => mapReference(reference, base, map));
    return changed(value, mapped, "css");
  }
  if (name === "src" && (tag === "iframe" || tag === "frame") && isForeign(value, base)) return leaving(value, base);
  const isAddress = ADDRESSES.has(name) && (ON_ONE[name] ?? tag) === tag;
  return isAddress ? changed(value, toMirror(value), "address") : undefined;
}

function leaving(value: string, base: string): Expected | undefined {
  const absolute = new URL(value, base).href;
  return /^https?:/.test(absolute) ? text(`/${place.door}/leave?to=${encodeURIComponent(absolute)}`) : undefined;
}

function text(value: string): Expected {
  return { value, likeness: "text" };
}

function changed(before: string, after: string | undefined, likeness: Likeness): Expected | undefined {
  return after === undefined || after === before ? undefined : { value: after, likeness };
}

function expectMeta({ value, values, base }: Attribute): Expected | undefined {
  const header = (values.get("http-equiv") ?? "").trim().toLowerCase();
  if (header.includes("content-security-policy")) return text("");
  if (header === "x-dns-prefetch-control") return text("off");
  if (header === "refresh") return expectRefresh(value, base);
  return (values.get("name") ?? "").trim().toLowerCase() === "referrer" ? text("same-origin") : undefined;
}

function expectRefresh(value: string, base: string): Expected | undefined {
  const { seconds, target } = readRefresh(value);
  if (target === "") return undefined;
  const mapped = map.toMirror(target, base);
  if (mapped !== undefined) return { value: `${seconds};url=${mapped}`, likeness: "refresh" };
  if (!isForeign(target, base)) return undefined;
  const absolute = new URL(target, base).href;
  return /^https?:/.test(absolute)
    ? { value: `${seconds};url=/${place.door}/leave?to=${encodeURIComponent(absolute)}`, likeness: "refresh" }
    : text("");
}

function isSheet(rel: readonly string[], values: ReadonlyMap<string, string>): boolean {
  const as = (values.get("as") ?? "").trim().toLowerCase();
  return rel.includes("stylesheet") || (rel.includes("preload") && as === "style");
}

function readRefresh(value: string): { readonly seconds: string; readonly target: string } {
  const [, seconds = "", target = ""] = /^\s*([\d.]+)\s*[;,\s]\s*(?:url\s*=\s*)?["']?([^"']*)/i.exec(value) ?? [];
  return { seconds, target: target.trim() };
}

function expectRel(value: string, isForeign: boolean): Expected | undefined {
  const ahead = isForeign ? ["preload", "modulepreload", "prefetch", "compression-dictionary"] : [];
  const leaking = ["preconnect", "dns-prefetch", "prerender", ...ahead];
  if (!words(value).some((word) => leaking.includes(word))) return undefined;
  const kept = value.split(/[\t\n\f\r ]+/).filter((word) => !leaking.includes(word.toLowerCase()));
  return text(kept.join(" "));
}

function expectPing(value: string, base: string): Expected | undefined {
  const kept = words(value, false)
    .filter((one) => !isForeign(one, base))
    .map((one) => map.toMirror(one, base) ?? one);
  return changed(value, kept.join(" "), "text");
}

function isForeign(reference: string, base: string): boolean {
  const absolute = URL.parse(reference, base)?.href;
  return absolute !== undefined && map.toMirror(absolute, base) === undefined;
}

/** The standard's "parse a srcset attribute", step by step, with each address replaced. */
export function mapCandidates(value: string, toMirror: (reference: string) => string | undefined): string {
  let out = "";
  let rest = value;
  for (;;) {
    const [between = ""] = /^[\t\n\f\r ,]*/.exec(rest) ?? [];
    rest = rest.slice(between.length);
    out += between;
    if (rest === "") return out;
    const [run = ""] = /^[^\t\n\f\r ]+/.exec(rest) ?? [];
    rest = rest.slice(run.length);
    const address = run.replace(/,+$/, "");
    out += (toMirror(address) ?? address) + run.slice(address.length);
    if (address !== run) continue;
    const [descriptors = ""] = /^(?:\([^)]*(?:\)|$)|[^,(])*/.exec(rest) ?? [];
    rest = rest.slice(descriptors.length);
    out += descriptors;
  }
}

function words(value: string, isLower = true): readonly string[] {
  return (isLower ? value.toLowerCase() : value).split(/[\t\n\f\r ]+/).filter((word) => word !== "");
}

/** A character reference above bytes, as it stands in a sheet. */
function bytesOf(value: string): string {
  return value.replace(/[^\0-\xff]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `);
}

export function isSame(got: string, { value, likeness }: Expected): boolean {
  if (got === value) return true;
  if (likeness === "address") return resolved(got) === resolved(value);
  if (likeness === "srcset") return mapCandidates(got, resolved) === mapCandidates(value, resolved);
  if (likeness === "refresh") return isSameRefresh(readRefresh(got), readRefresh(value));
  return likeness === "css" && unescaped(got) === unescaped(value);
}

function isSameRefresh(one: ReturnType<typeof readRefresh>, other: ReturnType<typeof readRefresh>): boolean {
  return one.seconds === other.seconds && resolved(one.target) === resolved(other.target);
}

/** Bytes that one side wrote raw and the other percent-encoded are the same address. */
function resolved(reference: string): string {
  return URL.parse(reference, `${MIRROR}/dr/cdn/some/where.html`)?.href ?? reference;
}

function unescaped(css: string): string {
  return css.replace(/\\([0-9a-f]{2,6}) /gi, (_, digits: string) => String.fromCodePoint(Number.parseInt(digits, 16)));
}
