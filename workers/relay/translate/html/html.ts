// Streaming translation of a page: addresses of listed hosts become the mirror's, hints and policies that would leak or
// fight ours are neutralised in place (the shape of the document stays), everything else goes through byte for byte.
// Scripts are left alone unless the service's profile asks for more (scripts.ts). `<base>` counts from where it stands: what came before is already on its way.

import type { AddressMap, MirrorPlace } from "../../../../shared/domain/address.ts";
import { type Bytes, fromByteString, joinBytes, percentEncoded, type Scanner, toByteString, utf8 } from "../bytes.ts";
import { createCssScanner, mapCss } from "../css/css.ts";
import { mapRefresh, type Resolved } from "../headers/refresh.ts";
import { mapReference } from "../reference.ts";
import { createImportMapScanner } from "../text/jsonaddresses.ts";
import { type MakeScanner, type ScriptReaders, scriptKind } from "../text/scripts.ts";
import { type AttributeKind, attributeKind, isDataLink, isStylesheet, metaKind, withoutHints } from "./attributes.ts";
import { decodeValue, encodeValue } from "./entities.ts";
import { type Attribute, createMarkupScanner, type Edit, type MarkupReader, type StartTag } from "./markup.ts";
import { mapSrcset } from "./srcset.ts";

const MAX_NESTED_DOCUMENTS = 3;
/** A longer base would let a short page grow without measure. */
const MAX_BASE_CHARACTERS = 2048;

export interface HtmlOptions {
  readonly map: AddressMap;
  readonly place: Pick<MirrorPlace, "door">;
  /** The upstream address of the page. */
  readonly url: string;
  readonly inject?: string;
  /** XHTML and SVG: no raw text elements, CDATA everywhere. */
  readonly xml?: boolean;
  /** Reads by the slow way whatever it can; the fast way must give the same. */
  readonly careful?: boolean;
  /** How scripts and data in the page are read; absent: they are left alone. */
  readonly scripts?: ScriptReaders | undefined;
}

/** What a page and the documents inside it (noscript, srcdoc) share. */
interface Page {
  readonly map: AddressMap;
  readonly door: string;
  readonly url: string;
  readonly xml: boolean;
  readonly careful: boolean;
  readonly depth: number;
  base: { url: string; isSet: boolean };
  inject: string | undefined;
  readonly scripts: ScriptReaders | undefined;
  /** For the content of the last script's tag. */
  readScript?: MakeScanner;
}

export function createHtmlScanner(options: HtmlOptions): Scanner {
  const base = { url: options.url, isSet: false };
  const { map, place, url, inject, xml = false, careful = false } = options;
  // Scripts in XML may be written in references.
  const scripts = xml ? undefined : options.scripts;
  return createPageScanner({ map, door: place.door, url, xml, careful, depth: 0, base, inject, scripts });
}

function createPageScanner(page: Page): Scanner {
  let onPrimary: { readonly base: string; readonly is: boolean } | undefined;
  const reader: MarkupReader = {
    startTag: (tag) => editTag(tag, page),
    rawContent(name) {
      if (name === "style") return createStyleScanner(page);
      if (name === "script") return page.readScript?.();
      const isNested = name === "noscript" && page.depth < MAX_NESTED_DOCUMENTS;
      return isNested ? createPageScanner({ ...page, depth: page.depth + 1, inject: undefined }) : undefined;
    },
    readsScript: () => page.readScript !== undefined,
    isOnPrimary() {
      const base = page.base.url;
      if (onPrimary?.base !== base) onPrimary = { base, is: page.map.toMirror("/", base) === undefined };
      return onPrimary.is;
    },
    wantsTags: () => page.inject !== undefined,
    mapOrigin(origin) {
      const mapped = page.map.toMirror(`${origin}/`, page.base.url);
      if (mapped === undefined) return undefined;
      return PREFIX.test(mapped) ? mapped.slice(0, -1) : false;
    },
  };
  return createMarkupScanner(reader, page);
}

function createStyleScanner({ map, door, base }: Page): Scanner {
  const { url } = base;
  return createCssScanner((reference) => mapReference(reference, url, map), { map, door, url });
}

/** A path of plain segments, which may stand in an attribute as it is. */
const PREFIX = /^\/(?:[A-Za-z0-9._~-]+\/)*$/;

function editTag(tag: StartTag, page: Page): Edit[] {
  const present = new Map(tag.attributes.map((attribute) => [attribute.name, attribute]));
  const values = readValues(tag, present);
  if (tag.name === "base") moveBase(values, page);
  if (tag.name === "script") page.readScript = readerOfScript(values("type"), page);
  const edits: Edit[] = [];
  for (const attribute of present.values()) {
    const text = attribute.from < 0 ? undefined : editAttribute(tag, attribute, { values, page });
    if (text !== undefined) edits.push(writeValue(attribute, text));
  }
  return withInjection(tag, edits, page);
}

/** The decoded value of an attribute; "" when there is none. */
type Values = (name: string) => string;

function readValues(tag: StartTag, present: ReadonlyMap<string, Attribute>): Values {
  return (name) => {
    const attribute = present.get(name);
    return (attribute && attribute.from >= 0 && decoded(tag, attribute, percentEncoded)) || "";
  };
}

interface Around {
  readonly values: Values;
  readonly page: Page;
}

function editAttribute(tag: StartTag, attribute: Attribute, around: Around): string | undefined {
  const { name } = attribute;
  if (name === "referrerpolicy") return "same-origin";
  if (tag.name === "meta") return name === "content" ? editMeta(tag, attribute, around) : undefined;
  if (tag.name === "link" && name === "rel") return withoutHints(around.values("rel"));
  if (tag.name === "link" && name === "href" && isDataLink(around.values("rel"))) return undefined;
  // Our changes to a sheet would break its hash; scripts keep theirs, because they are not touched.
  if (name === "integrity") return isRewritten(tag, around) ? "" : undefined;
  if (tag.name === "script" && name === "type" && around.values("type").trim().toLowerCase() === "speculationrules") {
    return "application/json";
  }
  const kind = attributeKind(tag.name, name);
  if (!kind) return undefined;
  const value = decoded(tag, attribute, kind === "css" ? cssEscaped : percentEncoded);
  return value === undefined ? undefined : mapValue(value, kind, around.page);
}

function isRewritten(tag: StartTag, { values, page }: Around): boolean {
  if (tag.name === "link" && isStylesheet(values("rel"))) return true;
  return page.scripts?.script !== undefined && (tag.name === "script" || tag.name === "link");
}

function readerOfScript(type: string, { xml, map, base, scripts }: Page): MakeScanner {
  const kind = xml ? undefined : scriptKind(type);
  if (kind === "importmap") return () => createImportMapScanner({ map, url: base.url });
  return kind && scripts?.[kind];
}

function mapValue(value: string, kind: AttributeKind, page: Page): string | undefined {
  const map = (reference: string) => mapReference(reference, page.base.url, page.map);
  if (kind === "url") return map(value);
  if (kind === "srcset") return mapSrcset(value, map);
  if (kind === "css") return /[(\\]/.test(value) ? mapCss(value, map) : undefined;
  if (kind === "document") return mapDocument(value, page);
  // Addresses told of a click: those of hosts we do not relay are taken out.
  const resolved = value.split(/[\t\n\f\r ]+/).map((one) => ({ one, found: resolve(one, page) }));
  const kept = resolved.flatMap(({ one, found }) =>
    found === "foreign" ? [] : found === "stays" ? [one] : [found.mapped],
  );
  return kept.join(" ") === value ? undefined : kept.join(" ");
}

function mapDocument(value: string, page: Page): string | undefined {
  if (page.depth >= MAX_NESTED_DOCUMENTS) return undefined;
  const base = { ...page.base };
  const scanner = createPageScanner({ ...page, xml: false, depth: page.depth + 1, base, inject: undefined });
  const out = toByteString(joinBytes([...scanner.push(fromByteString(value)), ...scanner.flush()]));
  return out === value ? undefined : out;
}

function editMeta(tag: StartTag, attribute: Attribute, { values, page }: Around): string | undefined {
  const kind = metaKind(values("http-equiv"), values("name"));
  if (kind === "policy") return "";
  if (kind === "prefetch") return "off";
  if (kind === "referrer") return "same-origin";
  const value = kind === "refresh" ? decoded(tag, attribute, percentEncoded) : undefined;
  return value === undefined ? undefined : mapRefresh(value, (reference) => resolve(reference, page));
}

function resolve(reference: string, page: Page): Resolved {
  const mapped = mapReference(reference, page.base.url, page.map);
  if (mapped !== undefined) return { mapped };
  const absolute = URL.parse(reference, page.base.url)?.href;
  return absolute !== undefined && page.map.toMirror(absolute, page.url) === undefined ? "foreign" : "stays";
}

/** The first `<base href>` wins. One that leads to a host we do not relay is refused by our policy (base-uri). */
function moveBase(values: Values, page: Page): void {
  const href = values("href");
  if (page.base.isSet || href === "") return;
  const resolved = URL.parse(href, page.url)?.href;
  page.base.isSet = true;
  if (resolved === undefined || resolved.length > MAX_BASE_CHARACTERS) return;
  if (page.map.toMirror(resolved, page.url) !== undefined) page.base.url = resolved;
}

function withInjection(tag: StartTag, edits: Edit[], page: Page): Edit[] {
  if (page.inject === undefined || tag.name === "html") return edits;
  const text = utf8(page.inject);
  page.inject = undefined;
  const at = tag.name === "head" ? tag.end : tag.start;
  const injection = { from: at, to: at, text };
  return tag.name === "head" ? [...edits, injection] : [injection, ...edits];
}

function decoded(tag: StartTag, attribute: Attribute, wide: (codePoint: number) => string): string | undefined {
  return decodeValue(toByteString(tag.bytes.subarray(attribute.from, attribute.to)), wide);
}

function writeValue(attribute: Attribute, text: string): Edit {
  const quote = attribute.quote === 39 ? "'" : '"';
  const escaped = encodeValue(text, quote);
  const bytes: Bytes = fromByteString(attribute.quote === 0 ? `"${escaped}"` : escaped);
  return { from: attribute.from, to: attribute.to, text: bytes };
}

function cssEscaped(codePoint: number): string {
  return `\\${codePoint.toString(16)} `;
}
