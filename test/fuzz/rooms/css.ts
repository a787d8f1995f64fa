// Sheets: any cutting gives the same output, and so do the fast and the slow way; nothing unlisted is mapped, nothing grows
// without bound, and a sheet without a backslash or a quote changes only inside url(…).
import { createCssScanner } from "../../../workers/relay/translate/css/css.ts";
import { mapReference } from "../../../workers/relay/translate/reference.ts";
import { map, PAGE, place } from "../../differential/service.ts";
import { inPieces, whole } from "../feeding.ts";
import { soup } from "../random.ts";
import { type Room, tooLong } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const SHEET = [
  ..."url( URL( u\\72l( ) ' \" \\ ; { } ( @import @namespace image-set( src( image( -webkit-image-set( /* */ * / , # @ : - -- <!-- --> supports( layer(a) 1x !".split(
    " ",
  ),
  ...["\n", "\r\n", "\f", " ", "\t", "\\\n", "\\26 ", "\\000026", "a", "é", "\0", "\x7f", "url('", 'url("', "')", '")'],
  ...["@media x{", "#url(", "inset(1px)"],
];
const PLAIN = ["url(https://cdn.example/a.png)", "a{b:url('//news.example/c')}"];
export const SHEET_WORDS = [...SHEET, ...PLAIN, ...LISTED, ...UNLISTED];

const mapOne = (reference: string) => mapReference(reference, PAGE, map);
const scanner = () => createCssScanner(mapOne, { map, door: place.door, url: PAGE });
const slowScanner = () => createCssScanner(mapOne);

export const css: Room = {
  name: "css",
  share: 18,
  make: (random) => soup(random, SHEET_WORDS),
  check(input, random) {
    const output = whole(slowScanner(), input);
    const fast = whole(scanner(), input);
    if (fast !== output) return `fast ${JSON.stringify(fast)}, slow ${JSON.stringify(output)}`;
    const pieces = inPieces(scanner(), input, random);
    if (pieces !== output) return `in pieces ${JSON.stringify(pieces)}, whole ${JSON.stringify(output)}`;
    if (!/url\\?\(|import|image|src|u\\/i.test(input) && output !== input) return `changed: ${JSON.stringify(output)}`;
    return tooLong(output, input, { times: 8, more: 64 });
  },
};

export const unlistedCss: Room = {
  name: "css without a listed host",
  share: 4,
  make: (random) => soup(random, [...SHEET, ...UNLISTED]),
  check(input) {
    const output = whole(scanner(), input);
    return output.includes("/dr/") ? `mapped: ${JSON.stringify(output)}` : undefined;
  },
};
