// No input makes a scanner slower than linear: sixteen times as much of an adversarial input takes about sixteen times as
// long, whole and in small pieces. A page of one byte a packet is as good an attack as a page of quotes.
import { describe, expect, test } from "vitest";
import { fromByteString, type Scanner } from "../../workers/relay/translate/bytes.ts";
import { createCssScanner } from "../../workers/relay/translate/css/css.ts";
import { translateCookies, translateSetCookies } from "../../workers/relay/translate/headers/cookies.ts";
import { mapLinkHeader } from "../../workers/relay/translate/headers/links.ts";
import { createHtmlScanner } from "../../workers/relay/translate/html/html.ts";
import { mapTextFields } from "../../workers/relay/translate/outgoing/multipart.ts";
import { createOwnNames } from "../../workers/relay/translate/outgoing/ownnames.ts";
import { mapReference } from "../../workers/relay/translate/reference.ts";
import { mapRefresh } from "../../workers/relay/translate/refresh.ts";
import { createDashScanner } from "../../workers/relay/translate/text/dash.ts";
import { createFeedScanner } from "../../workers/relay/translate/text/feed.ts";
import { createHlsScanner } from "../../workers/relay/translate/text/hls.ts";
import { createJsonFeedScanner } from "../../workers/relay/translate/text/jsonaddresses.ts";
import { createLiteralScanner } from "../../workers/relay/translate/text/literals.ts";
import { createLocationScanner } from "../../workers/relay/translate/text/locationreads.ts";
import { contextOf } from "../cases/translate/scanning.ts";
import { map, PAGE, place, service } from "../differential/service.ts";
import {
  ADDRESS_FAMILIES,
  CSS_FAMILIES,
  type Family,
  HTML_FAMILIES,
  JSON_FAMILIES,
  PLAYLIST_FAMILIES,
  SCRIPT_FAMILIES,
  VALUE_FAMILIES,
} from "./families.ts";
import { isSlow } from "./timing.ts";

const options = { map, place, url: PAGE };
const PIECE_BYTES = 61;

function feed(create: () => Scanner, pieceBytes: number): (input: string) => void {
  return (input) => {
    const bytes = fromByteString(input);
    const scanner = create();
    for (let at = 0; at < bytes.length; at += pieceBytes) scanner.push(bytes.slice(at, at + pieceBytes));
    scanner.flush();
  };
}

interface Scanned {
  readonly name: string;
  readonly families: readonly Family[];
  readonly create: () => Scanner;
}

const SCANNERS: readonly Scanned[] = [
  { name: "a page", families: HTML_FAMILIES, create: () => createHtmlScanner({ map, place, url: PAGE }) },
  {
    name: "an XML page",
    families: HTML_FAMILIES,
    create: () => createHtmlScanner({ map, place, url: PAGE, xml: true }),
  },
  { name: "a sheet", families: CSS_FAMILIES, create: () => createCssScanner((one) => mapReference(one, PAGE, map)) },
  { name: "a playlist", families: PLAYLIST_FAMILIES, create: () => createHlsScanner(options) },
  { name: "a DASH manifest", families: PLAYLIST_FAMILIES, create: () => createDashScanner(options) },
  { name: "a feed", families: PLAYLIST_FAMILIES, create: () => createFeedScanner(options) },
  { name: "a script", families: SCRIPT_FAMILIES, create: () => createLiteralScanner(options) },
  { name: "a script that reads its place", families: SCRIPT_FAMILIES, create: createLocationScanner },
  { name: "JSON", families: JSON_FAMILIES, create: () => createJsonFeedScanner(options) },
];

for (const { name, families, create } of SCANNERS) {
  describe(`${name} takes time in proportion to its length`, () => {
    test.each(families)("$name", ({ make }) => {
      expect(isSlow(make, feed(create, Number.POSITIVE_INFINITY))).toBeUndefined();
      expect(isSlow(make, feed(create, PIECE_BYTES))).toBeUndefined();
    });
  });
}

describe("an address takes time in proportion to its length", () => {
  test.each(ADDRESS_FAMILIES)("$name", ({ make }) => {
    expect(isSlow(make, (input) => map.toMirror(input, PAGE))).toBeUndefined();
  });
});

const context = contextOf();
const VALUES = {
  "a Set-Cookie": (value: string) => translateSetCookies([value], context),
  "a Cookie": (value: string) => translateCookies(value, context),
  "a Link": (value: string) => mapLinkHeader(value, context),
  "a Refresh": (value: string) => mapRefresh(value, () => "stays"),
};
describe("what a page sends out takes time in proportion to its length", () => {
  const names = createOwnNames(service, place);
  test.each(SCRIPT_FAMILIES)("$name", ({ make }) => {
    expect(isSlow(make, (input) => names.toService(input))).toBeUndefined();
    expect(isSlow(make, (input) => mapTextFields(input, "b", names.toService))).toBeUndefined();
  });
});

for (const [name, work] of Object.entries(VALUES)) {
  describe(`${name} header takes time in proportion to its length`, () => {
    test.each(VALUE_FAMILIES)("$name", ({ make }) => {
      expect(isSlow(make, (input) => void work(input))).toBeUndefined();
    });
  });
}
