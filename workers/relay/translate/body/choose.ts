// Which translator reads a body, by its content type. What no row names is read by nobody: such a body is handed on as
// the object it came in, still compressed. Types are believed as browsers believe them; only a missing one is sniffed.
import type { Scanner } from "../bytes.ts";
import type { TranslateContext } from "../context.ts";
import { createCssScanner } from "../css/css.ts";
import { createHtmlScanner } from "../html/html.ts";
import { mapReference } from "../reference.ts";
import { readMediaType } from "./mediatype.ts";
import { createSniffer } from "./sniff.ts";

/** What to do with a body: a scanner for it is made when it is first read. */
export interface Choice {
  readonly create: () => Scanner;
}

type Translator = (context: TranslateContext) => Scanner;
type Row = readonly [type: string, translator: Translator, why: string];

const html: Translator = (context) => createHtmlScanner(pageOptions(context));
const xhtml: Translator = (context) => createHtmlScanner({ ...pageOptions(context), xml: true });
const svg: Translator = ({ map, upstream }) => createHtmlScanner({ map, url: upstream.url, xml: true });
const css: Translator = ({ map, upstream }) =>
  createCssScanner((reference) => mapReference(reference, upstream.url, map));

const ROWS: readonly Row[] = [
  ["text/html", html, "a page"],
  ["application/xhtml+xml", xhtml, "a page in XML"],
  ["image/svg+xml", svg, "a picture that loads others, or a page of its own; nothing is added to it"],
  ["text/css", css, "addresses in url(), @import, image-set()"],
  ["", (context) => createSniffer(() => html(context)), "browsers look at its first bytes"],
  ["*/*", (context) => createSniffer(() => html(context)), "browsers look at its first bytes"],
  ["unknown/unknown", (context) => createSniffer(() => html(context)), "browsers look at its first bytes"],
  ["application/unknown", (context) => createSniffer(() => html(context)), "browsers look at its first bytes"],
];
const TRANSLATORS = new Map(ROWS.map(([type, translator]) => [type, translator]));

/** Not supersets of ASCII: bytes that look like markup may be letters. Such bodies pass unread. */
const UNREADABLE_CHARSET = /^(?:utf-?16|utf-?32|ucs-?2|unicode|iso-2022|csiso2022|hz-gb|utf-7|x-utf-16)/i;
const DECODED = new Set(["", "identity", "gzip", "x-gzip", "br"]);

export function chooseTranslator(response: Response, context: TranslateContext): Choice | undefined {
  const { headers, status } = response;
  const type = readMediaType(headers.get("content-type"));
  // A part of a body, or an encoding the runtime does not undo: hands off.
  if (status === 206 || !DECODED.has((headers.get("content-encoding") ?? "").trim().toLowerCase())) return undefined;
  if (UNREADABLE_CHARSET.test(type.charset ?? "")) return undefined;
  const translator = TRANSLATORS.get(type.essence);
  return translator && { create: () => translator(context) };
}

function pageOptions({ map, upstream, inject }: TranslateContext) {
  return { map, url: upstream.url, ...(inject === undefined ? {} : { inject }) };
}
