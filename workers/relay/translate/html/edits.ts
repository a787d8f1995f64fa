// What changes in one start tag: each attribute that holds addresses or tells the browser something against the mirror,
// and the markup of ours before the first one.
import { type Bytes, fromByteString, joinBytes, percentEncoded, type Scanner, toByteString, utf8 } from "../bytes.ts";
import { mapCss } from "../css/css.ts";
import { mapSrcset } from "../srcset.ts";
import { type AttributeKind, attributeKind } from "./attributes.ts";
import {
  type Around,
  editFrame,
  editLink,
  editMeta,
  editScript,
  mapperOf,
  readerOfScript,
  type Verdict,
} from "./elements.ts";
import { moveBase, type Page, resolve } from "./page.ts";
import type { Attribute, Edit, StartTag } from "./reader.ts";
import { cssEscaped, decoded, readValues, scriptEscaped, writeValue } from "./values.ts";
import { HANDLER } from "./words.ts";

/** A scanner for a document inside the page; `undefined`: it lies too deep. */
export type ReadInside = (changes: Pick<Page, "base" | "inject" | "xml">) => Scanner | undefined;

export function editTag(tag: StartTag, page: Page, readInside: ReadInside): Edit[] {
  const around = { tag, page, values: readValues(tag) };
  if (tag.name === "base") moveBase(around.values("href"), page);
  if (tag.name === "script") page.readScript = readerOfScript(around.values("type"), page);
  const edits: Edit[] = [];
  for (const attribute of tag.attributes) {
    const text = attribute.from < 0 ? undefined : editAttribute(attribute, around, readInside);
    if (text !== undefined) edits.push(writeValue(attribute, text));
  }
  return withInjection(tag, edits, page);
}

function editAttribute(attribute: Attribute, around: Around, readInside: ReadInside): string | undefined {
  const verdict = byElement(attribute, around);
  if (verdict !== "usual") return verdict;
  const { tag, page } = around;
  if (attribute.name === "referrerpolicy") return "same-origin";
  if (attribute.name === HANDLER) return mapHandler(decoded(tag, attribute, scriptEscaped), page);
  const kind = attributeKind(tag.name, attribute.name);
  if (!kind) return undefined;
  const value = decoded(tag, attribute, kind === "css" ? cssEscaped : percentEncoded);
  if (value === undefined) return undefined;
  return kind === "document" ? mapDocument(value, page, readInside) : mapValue(value, kind, page);
}

function byElement(attribute: Attribute, around: Around): Verdict {
  switch (around.tag.name) {
    case "meta":
      return editMeta(attribute, around);
    case "link":
      return editLink(attribute, around);
    case "script":
      return editScript(attribute, around);
    case "frame":
    case "iframe":
      return editFrame(attribute, around);
    default:
      return "usual";
  }
}

function mapValue(value: string, kind: Exclude<AttributeKind, "document">, page: Page): string | undefined {
  const map = mapperOf(page);
  if (kind === "url") return map(value);
  if (kind === "srcset") return mapSrcset(value, map);
  if (kind === "css") return /[(\\]/.test(value) ? mapCss(value, map) : undefined;
  // Addresses told of a click: those of hosts we do not relay are taken out.
  const kept = value.split(/[\t\n\f\r ]+/).flatMap((one) => {
    const resolved = resolve(one, page);
    if (resolved === "foreign") return [];
    return resolved === "stays" ? [one] : [resolved.mapped];
  });
  return kept.join(" ") === value ? undefined : kept.join(" ");
}

function mapHandler(script: string | undefined, { scripts }: Page): string | undefined {
  const scanner = scripts?.script?.();
  return script === undefined || scanner === undefined ? undefined : readWhole(scanner, script);
}

function mapDocument(value: string, page: Page, readInside: ReadInside): string | undefined {
  const scanner = readInside({ base: { ...page.base }, inject: page.injectInside(), xml: false });
  return scanner && readWhole(scanner, value);
}

/** `undefined`: it stays as it is. */
function readWhole(scanner: Scanner, text: string): string | undefined {
  const out = toByteString(joinBytes([...scanner.push(fromByteString(text)), ...scanner.flush()]));
  return out === text ? undefined : out;
}

function withInjection(tag: StartTag, edits: Edit[], page: Page): Edit[] {
  if (page.inject === undefined || tag.name === "html") return edits;
  const text: Bytes = utf8(page.inject);
  page.inject = undefined;
  const at = tag.name === "head" ? tag.end : tag.start;
  const injection = { from: at, to: at, text };
  return tag.name === "head" ? [...edits, injection] : [injection, ...edits];
}
