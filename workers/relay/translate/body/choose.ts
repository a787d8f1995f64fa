// Which translator reads a body. What kinds.ts does not know is read by nobody: such a body is handed on as the object it
// came in, still compressed.
import type { Scanner } from "../bytes.ts";
import type { TranslateContext } from "../context.ts";
import { createCssScanner } from "../css/css.ts";
import { createHtmlScanner } from "../html/html.ts";
import { mapReference } from "../reference.ts";
import { createDashScanner } from "../text/dash.ts";
import { createFeedScanner } from "../text/feed.ts";
import { createHlsScanner } from "../text/hls.ts";
import { createImportMapScanner, createJsonFeedScanner, createManifestScanner } from "../text/jsonaddresses.ts";
import { createPrologScanner } from "../text/prolog.ts";
import { chain } from "./chain.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { readMediaType } from "./mediatype.ts";
import { createSniffer } from "./sniff.ts";

/** What to do with a body: a scanner for it is made when it is first read. */
export interface Choice {
  readonly create: () => Scanner;
}

/** Not supersets of ASCII: bytes that look like markup may be letters. Such bodies pass unread. */
const UNREADABLE_CHARSET = /^(?:utf-?16|utf-?32|ucs-?2|unicode|iso-2022|csiso2022|hz-gb|utf-7|x-utf-16)/i;
const DECODED = new Set(["", "identity", "gzip", "x-gzip", "br"]);

export function chooseTranslator(response: Response, context: TranslateContext): Choice | undefined {
  const { headers, status } = response;
  // A part of a body, or an encoding the runtime does not undo: hands off.
  if (status === 206 || !DECODED.has((headers.get("content-encoding") ?? "").trim().toLowerCase())) return undefined;
  const { essence, charset } = readMediaType(headers.get("content-type"));
  if (UNREADABLE_CHARSET.test(charset ?? "")) return undefined;
  const kind = kindOf({ type: essence, url: context.upstream.url, destination: context.destination });
  return kind && { create: () => TRANSLATORS[kind](context) };
}

const page = (context: TranslateContext) => createHtmlScanner(pageOptions(context));
const sheetMap =
  ({ map, upstream }: TranslateContext) =>
  (reference: string) =>
    mapReference(reference, upstream.url, map);
/** Any XML: what stands before the first element, then addresses by attribute. */
const markup = (context: TranslateContext, inject?: string) => {
  const { map, upstream } = context;
  const options = { map, url: upstream.url, xml: true, ...(inject === undefined ? {} : { inject }) };
  return chain(createPrologScanner(sheetMap(context)), createHtmlScanner(options));
};

const TRANSLATORS: Readonly<Record<Kind, (context: TranslateContext) => Scanner>> = {
  page,
  xhtml: (context) => markup(context, context.inject),
  picture: (context) => markup(context),
  sheet: (context) => createCssScanner(sheetMap(context)),
  markup: (context) => chain(markup(context), createFeedScanner(addressOptions(context))),
  hls: (context) => createHlsScanner(addressOptions(context)),
  dash: (context) => createDashScanner(addressOptions(context)),
  manifest: (context) => createManifestScanner(addressOptions(context)),
  importmap: (context) => createImportMapScanner(addressOptions(context)),
  jsonfeed: (context) => createJsonFeedScanner(addressOptions(context)),
  unknown: (context) => createSniffer(() => page(context)),
};

function addressOptions({ map, place, upstream }: TranslateContext) {
  return { map, place, url: upstream.url };
}

function pageOptions({ map, upstream, inject }: TranslateContext) {
  return { map, url: upstream.url, ...(inject === undefined ? {} : { inject }) };
}
