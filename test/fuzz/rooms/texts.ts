// Playlists, feeds, manifests and the like: any cutting gives the same output, nothing throws, nothing unlisted is mapped.
import { createCharsetScanner } from "../../../workers/relay/translate/body/charset.ts";
import { prescanHtml } from "../../../workers/relay/translate/body/prescan.ts";
import type { Scanner } from "../../../workers/relay/translate/bytes.ts";
import { createHtmlScanner } from "../../../workers/relay/translate/html/html.ts";
import { createDashScanner } from "../../../workers/relay/translate/text/dash.ts";
import { createFeedScanner } from "../../../workers/relay/translate/text/feed.ts";
import { createHlsScanner } from "../../../workers/relay/translate/text/hls.ts";
import {
  createImportMapScanner,
  createJsonFeedScanner,
  createManifestScanner,
} from "../../../workers/relay/translate/text/jsonaddresses.ts";
import { map, PAGE, place } from "../../differential/service.ts";
import { inPieces, whole } from "../feeding.ts";
import { type Random, soup } from "../random.ts";
import { type Room, tooLong } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const options = { map, place, url: PAGE };

const HLS = [
  "#EXTM3U\n",
  '#EXT-X-KEY:METHOD=AES-128,URI="',
  '"',
  "\n",
  "\r\n",
  "#",
  "#EXT-X-MAP:",
  'URI="',
  ",",
  "#EXTINF:4,\n",
  "{$a}",
  '#EXT-X-DEFINE:NAME="a",VALUE="',
  "a.ts",
  " ",
];
const XML = [
  "<",
  ">",
  "</",
  "/>",
  '"',
  "'",
  "=",
  " ",
  "<MPD>",
  "<BaseURL>",
  "</BaseURL>",
  '<SegmentTemplate media="',
  "$Number%05d$",
  "<rss>",
  "<link>",
  "</link>",
  "<guid>",
  '<guid isPermaLink="false">',
  "</guid>",
  "<![CDATA[",
  "]]>",
  "<!--",
  "-->",
  "&amp;",
  "&#x2f;",
  '<?xml-stylesheet href="',
  "?>",
  '<enclosure url="',
  "<loc>",
  "</loc>",
  "<id>",
  "</id>",
  "<feed xml:base='",
  "<!DOCTYPE x [",
  "]>",
];
const JSONS = [
  '"',
  "{",
  "}",
  "[",
  "]",
  ":",
  ",",
  "\\",
  '\\"',
  "\\/",
  "\\u002f",
  "\\ud83d",
  '"start_url":"',
  '"icons":[{"src":"',
  '"imports":{"',
  '"url":"',
  '"scope":',
  "null",
  "1e9",
  "\n",
  " ",
];

interface Kind {
  readonly words: readonly string[];
  readonly create: () => Scanner;
}

const KINDS: readonly Kind[] = [
  { words: HLS, create: () => createHlsScanner(options) },
  { words: XML, create: () => createDashScanner(options) },
  { words: XML, create: () => createFeedScanner(options) },
  { words: JSONS, create: () => createManifestScanner(options) },
  { words: JSONS, create: () => createImportMapScanner(options) },
  { words: JSONS, create: () => createJsonFeedScanner(options) },
];

function createTextsRoom(name: string, addresses: readonly string[], isListed: boolean): Room {
  // The kind is drawn by the check's own random, which begins as the maker's does: the first draw is the same.
  const kindOf = (random: Random) => random.pick(KINDS);
  return {
    name,
    share: isListed ? 5 : 2,
    make: (random) => soup(random, [...kindOf(random).words, ...addresses]),
    check(input, random) {
      const { create } = kindOf(random);
      const output = whole(create(), input);
      const pieces = inPieces(create(), input, random);
      if (pieces !== output) return `in pieces ${JSON.stringify(pieces)}, whole ${JSON.stringify(output)}`;
      if (!isListed && output.includes("/dr/")) return `mapped: ${JSON.stringify(output)}`;
      return tooLong(output, input, { times: 8, more: 64 });
    },
  };
}

export const texts = createTextsRoom("playlists, feeds, manifests", LISTED, true);
export const unlistedTexts = createTextsRoom("the same without a listed host", UNLISTED, false);

const LABELS = ["utf-8", "utf-16le", "utf-16be", "windows-1256", "gbk", "shift_jis", "iso-2022-jp", "x-nothing"];
const MARKS = [
  "\xef\xbb\xbf",
  "\xff\xfe",
  "\xfe\xff",
  "\x1b$B",
  "\x1b(B",
  "<\0?\0x\0",
  "\x81\x5c",
  "\x82\xa0",
  "\xd8\x00\xdc\x00",
];

export const charsets: Room = {
  name: "charsets",
  share: 4,
  make: (random) =>
    (random.once(2) ? random.pick(MARKS) : "") +
    (random.once(2) ? `<meta charset="${random.pick(LABELS)}">` : "") +
    soup(random, [...MARKS, "<\0a\0 \0h\0r\0e\0f\0=\0", "<a href='", "'>", "<", ">", "\0", ...LISTED]),
  check(input, random) {
    const create = () =>
      createCharsetScanner({
        declared: undefined,
        prescan: prescanHtml,
        create: () => createHtmlScanner({ map, place, url: PAGE }),
      });
    const output = whole(create(), input);
    const pieces = inPieces(create(), input, random);
    if (pieces !== output) return `in pieces ${JSON.stringify(pieces)}, whole ${JSON.stringify(output)}`;
    return tooLong(output, input, { times: 12, more: 64 });
  },
};
