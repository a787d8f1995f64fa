// Which translator reads a body. What kinds.ts does not know is read by nobody: such a body is handed on as the object it
// came in, still compressed.
import type { Scanner } from "../bytes.ts";
import { chain } from "../chain.ts";
import type { TranslateContext } from "../context.ts";
import { createCssScanner } from "../css/css.ts";
import type { HeadersSaid } from "../headers/said.ts";
import { createHtmlScanner } from "../html/html.ts";
import { readMediaType, withCharset } from "../mediatype.ts";
import { mapReference } from "../reference.ts";
import { createDashScanner } from "../text/dash.ts";
import { createFeedScanner } from "../text/feed.ts";
import { createHlsScanner } from "../text/hls.ts";
import { createImportMapScanner, createJsonFeedScanner, createManifestScanner } from "../text/jsonaddresses.ts";
import { createPrologScanner } from "../text/prolog.ts";
import { dataReader, type MakeScanner, scriptReader, scriptReaders } from "../text/scripts.ts";
import { createCharsetScanner } from "./charset.ts";
import { encodingOf } from "./encoding.ts";
import { type Kind, kindOf } from "./kinds.ts";
import { type Prescan, prescanCss, prescanHtml, prescanNothing, prescanXml } from "./prescan.ts";
import { createSniffer } from "./sniff.ts";

/** What to do with a body: a scanner for it is made when it is first read. */
export interface Choice {
  readonly create: () => Scanner;
  /** To be said instead of what upstream says. */
  readonly contentType?: string;
}

interface AnswerHead {
  readonly status: number;
  readonly headers: HeadersSaid;
}

const ATTACHED = /^\s*attachment\s*(?:;|$)/i;
const DECODED = new Set(["", "identity", "gzip", "x-gzip", "br"]);

export function chooseTranslator({ headers, status }: AnswerHead, context: TranslateContext): Choice | undefined {
  // A part of a body, or an encoding the runtime does not undo: hands off.
  if (status === 206 || !DECODED.has((headers.get("content-encoding") ?? "").trim().toLowerCase())) return undefined;
  // What is saved is not shown here: as at home it names the service.
  if (ATTACHED.test(headers.get("content-disposition") ?? "")) return undefined;
  const field = headers.get("content-type");
  const { essence, charset } = readMediaType(field);
  const kind = kindOf({ type: essence, url: context.upstream.url, destination: context.destination });
  if (kind === undefined) return undefined;
  const create = TRANSLATORS[kind](context);
  if (create === undefined) return undefined;
  const declared = charset === undefined ? undefined : encodingOf(charset);
  const prescan = PRESCANS[kind] ?? prescanXml;
  const read = () => createCharsetScanner({ declared, prescan, create });
  return declared?.family === "utf-16"
    ? { create: read, contentType: withCharset(field ?? "", "utf-8") }
    : { create: read };
}

/** Where a kind says its encoding; the others are XML. */
const PRESCANS: Partial<Readonly<Record<Kind, Prescan>>> = {
  page: prescanHtml,
  unknown: prescanHtml,
  sheet: prescanCss,
  hls: prescanNothing,
  manifest: prescanNothing,
  importmap: prescanNothing,
  jsonfeed: prescanNothing,
  script: prescanNothing,
  data: prescanNothing,
};

const page = (context: TranslateContext) => createHtmlScanner(pageOptions(context));
const sheetMap =
  ({ map, upstream }: TranslateContext) =>
  (reference: string) =>
    mapReference(reference, upstream.url, map);
/** Any XML: what stands before the first element, then addresses by attribute. */
const markup = (context: TranslateContext, inject?: string) => {
  const options = { ...addressOptions(context), xml: true, ...(inject === undefined ? {} : { inject }) };
  return chain(createPrologScanner(sheetMap(context)), createHtmlScanner(options));
};

const TRANSLATORS: Readonly<Record<Kind, (context: TranslateContext) => MakeScanner>> = {
  page: (context) => () => page(context),
  xhtml: (context) => () => markup(context, context.inject),
  picture: (context) => () => markup(context),
  sheet: (context) => () => createCssScanner(sheetMap(context), sheetPlace(context)),
  markup: (context) => () => chain(markup(context), createFeedScanner(addressOptions(context))),
  hls: (context) => () => createHlsScanner(addressOptions(context)),
  dash: (context) => () => createDashScanner(addressOptions(context)),
  manifest: (context) => () => createManifestScanner(addressOptions(context)),
  importmap: (context) => () => createImportMapScanner(addressOptions(context)),
  jsonfeed: (context) => () => createJsonFeedScanner(addressOptions(context)),
  script: scriptReader,
  data: dataReader,
  sourcemap: () => undefined,
  unknown: (context) => () => createSniffer(() => page(context)),
};

function sheetPlace({ map, place, upstream }: TranslateContext) {
  return { map, door: place.door, url: upstream.url };
}

function addressOptions({ map, place, upstream }: TranslateContext) {
  return { map, place, url: upstream.url };
}

function pageOptions(context: TranslateContext) {
  const { inject, service } = context;
  const scripts = scriptReaders(context);
  return { ...addressOptions(context), service, scripts, ...(inject === undefined ? {} : { inject }) };
}
