// Sheets: any cutting gives the same output, nothing unlisted is mapped, nothing grows without bound, and a sheet without
// a backslash or a quote changes only inside url(…).
import { createCssScanner } from "../../../workers/relay/translate/css/css.ts";
import { mapReference } from "../../../workers/relay/translate/reference.ts";
import { map, PAGE } from "../../differential/service.ts";
import { inPieces, whole } from "../feeding.ts";
import { soup } from "../random.ts";
import { type Room, tooLong } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const SHEET = [
  ..."url( URL( u\\72l( ) ' \" \\ ; { } ( @import @namespace image-set( src( image( -webkit-image-set( /* */ * / , # @ : - -- <!-- --> supports( layer(a) 1x !".split(
    " ",
  ),
  ...["\n", "\r\n", "\f", " ", "\t", "\\\n", "\\26 ", "\\000026", "a", "é", "\0", "\x7f", "url('", 'url("', "')", '")'],
];
const WORDS = [...SHEET, ...LISTED, ...UNLISTED];

const scanner = () => createCssScanner((reference) => mapReference(reference, PAGE, map));

export const css: Room = {
  name: "css",
  share: 18,
  make: (random) => soup(random, WORDS),
  check(input, random) {
    const output = whole(scanner(), input);
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
