// Pages: any cutting gives the same output, two pages at once do not disturb each other, nothing unlisted is mapped, no
// page grows without bound, and what parse5 reads of one in fifty is what it should.
import { createHtmlScanner } from "../../../workers/relay/translate/html/html.ts";
import { differencesIn } from "../../differential/compare.ts";
import { map, PAGE, place } from "../../differential/service.ts";
import { inPieces, inTurns, whole } from "../feeding.ts";
import { soup } from "../random.ts";
import { type Room, tooLong } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const MARKUP = [
  ..."< > / = ' \" & ; - -- ! ? [ ] ]]> <!-- --> --!> <![CDATA[ </ &# &#x &amp &amp; &colon; &quot;".split(" "),
  ..."<a <img <link <meta <base <form <p <div <svg <math <use <table <tr><td> <template> </template> </a> </p> </svg> </math> </table>".split(
    " ",
  ),
  ..."<script> <script </script> </script <!--<script> <style> </style> <title> </title> <textarea> </textarea> <noscript> </noscript> <iframe> </iframe> <xmp> </xmp> <foreignObject> <desc> <mi>".split(
    " ",
  ),
  ..."href= src= srcset= style= content= http-equiv=refresh rel= action= ping= poster= xlink:href= srcdoc= integrity= type= data= background=".split(
    " ",
  ),
  ...["url(", "@import ", "stylesheet", "preconnect", "canonical", "0;url=", " 1x, ", "\n", " ", "\t", "x", "é", "\0"],
  ...[" href='", ' src="', '">', "'>", "/>", ' id="', "<head>", "<body ", "speculationrules"],
];
/** parse5 keeps the tree, the scanner does not: what decides by tree alone is left out of that comparison. */
const TREE_ALONE =
  /<(?:select|frameset|template|base|svg|math|table|tr|form|noscript|title|plaintext)|&|\0|\x7f|srcdoc|url\(|import/i;
const WORDS = [...MARKUP, ...LISTED, ...UNLISTED];
const UNLISTED_WORDS = [...MARKUP, ...UNLISTED];
const LONGEST_BASE = 2048;

const COMPARED_ONE_IN = 50;

export const html: Room = {
  name: "html",
  share: 30,
  make: (random) => soup(random, WORDS),
  check(input, random) {
    const options = { map, place, url: PAGE, xml: random.once(5), ...(random.once(8) && { inject: "<i>" }) };
    const scanner = () => createHtmlScanner(options);
    const output = whole(scanner(), input);
    const pieces = inPieces(scanner(), input, random);
    if (pieces !== output) return `in pieces ${JSON.stringify(pieces)}, whole ${JSON.stringify(output)}`;
    const turns = random.once(4)
      ? inTurns(
          [
            [scanner(), input],
            [scanner(), input.slice(1)],
          ],
          random,
        )
      : [output];
    if (turns[0] !== output) return `beside another page ${JSON.stringify(turns[0])}, alone ${JSON.stringify(output)}`;
    const isMoved = /base/i.test(input);
    const long = tooLong(output, input, { times: isMoved ? LONGEST_BASE : 8, more: LONGEST_BASE });
    return long ?? (random.once(COMPARED_ONE_IN) ? compareTrees(input, options.xml) : undefined);
  },
};

export const unlistedHtml: Room = {
  name: "html without a listed host",
  share: 10,
  make: (random) => soup(random, UNLISTED_WORDS),
  check(input) {
    const output = whole(createHtmlScanner({ map, place, url: PAGE }), input);
    return output.includes("/dr/") ? `mapped: ${JSON.stringify(output)}` : undefined;
  },
};

function compareTrees(input: string, xml: boolean): string | undefined {
  if (xml || TREE_ALONE.test(input)) return undefined;
  const found = differencesIn(Buffer.from(input, "latin1"));
  return found.length > 0 ? `parse5 finds ${found.join("; ")}` : undefined;
}
