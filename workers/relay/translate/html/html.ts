// Streaming translation of a page: addresses of listed hosts become the mirror's, hints and policies that would leak or
// fight ours are neutralised in place (the shape of the document stays), everything else goes through byte for byte.
// Scripts are left alone unless the service's profile asks for more (text/scripts.ts).

import type { AddressMap, MirrorPlace, ServiceOrigins } from "../../../../shared/domain/address.ts";
import type { Scanner } from "../bytes.ts";
import { createCssScanner } from "../css/css.ts";
import { prefixOf } from "../reference.ts";
import type { ScriptReaders } from "../text/scripts.ts";
import { editTag, type ReadInside } from "./edits.ts";
import { mapperOf } from "./elements.ts";
import { createMarkupScanner } from "./markup.ts";
import { insideInjection, type Page } from "./page.ts";
import type { MarkupReader } from "./reader.ts";

const MAX_NESTED_DOCUMENTS = 3;

export interface HtmlOptions {
  readonly map: AddressMap;
  /** Whose own policies are kept, as they read on the mirror; absent: they are taken out. */
  readonly service?: ServiceOrigins;
  readonly place: MirrorPlace;
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

export function createHtmlScanner(options: HtmlOptions): Scanner {
  const { map, place, service, url, inject, xml = false, careful = false } = options;
  return createPageScanner({
    ...{ map, place, service, url, xml, careful, inject, depth: 0 },
    base: { url, isSet: false },
    injectInside: insideInjection(inject, place),
    // Scripts in XML may be written in references.
    scripts: xml ? undefined : options.scripts,
  });
}

function createPageScanner(page: Page): Scanner {
  const { map, place } = page;
  const readInside: ReadInside = (changes) =>
    page.depth < MAX_NESTED_DOCUMENTS ? createPageScanner({ ...page, ...changes, depth: page.depth + 1 }) : undefined;
  let onPrimary: { readonly base: string; readonly is: boolean } | undefined;
  const reader: MarkupReader = {
    startTag: (tag) => editTag(tag, page, readInside),
    rawContent(name) {
      const { base, xml } = page;
      if (name === "style") return createCssScanner(mapperOf(page), { map, door: place.door, url: base.url });
      if (name === "script") return page.readScript?.();
      return name === "noscript" ? readInside({ base, xml, inject: undefined }) : undefined;
    },
    readsScript: () => page.readScript !== undefined,
    isOnPrimary() {
      const base = page.base.url;
      if (onPrimary?.base !== base) onPrimary = { base, is: map.toMirror("/", base) === undefined };
      return onPrimary.is;
    },
    wantsTags: () => page.inject !== undefined,
    mapOrigin(origin) {
      const mapped = map.toMirror(`${origin}/`, page.base.url);
      return mapped === undefined ? undefined : (prefixOf(mapped) ?? false);
    },
  };
  return createMarkupScanner(reader, { ...page, door: place.door });
}
