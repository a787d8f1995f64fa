// Scripts and JSON that are searched, and what pages send out: any cutting gives the same output, two bodies at once do
// not disturb each other, nothing unlisted is mapped, and a text without one of our names goes out as it is.
import { createOwnNames } from "../../../workers/relay/translate/outgoing/ownnames.ts";
import { createLiteralScanner } from "../../../workers/relay/translate/text/literals.ts";
import { createLocationScanner } from "../../../workers/relay/translate/text/locationreads.ts";
import { map, PAGE, place, service } from "../../differential/service.ts";
import { inPieces, inTurns, whole } from "../feeding.ts";
import { soup } from "../random.ts";
import { type Room, tooLong } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const SPELLINGS = ["/", "\\/", "\\\\/", "\\u002f", "\\u002F", "\\x2f", "%2f", "%2F", "%252F"];
const COLONS = [":", "%3a", "%3A", "%253A", "\\u003a", "\\x3A"];
const CODE = [
  ...'" \' ` ( ) { } [ ] ; , = + . @ : // /* */ \\ \\n \\" \\\\ http https wss ws var x location. document. window. location.host location.href document.domain self.location.origin'.split(
    " ",
  ),
  ...["\n", " ", "\t", "\xe9", "\0", ":443", ":8443", "-", "_", "a@", "mailto:"],
  ...SPELLINGS,
  ...COLONS,
];
const spelled = (scheme: string, host: string) =>
  SPELLINGS.flatMap((slash) => [`${scheme}:${slash}${slash}${host}`, `${scheme}:${slash}${slash}${host}${slash}x`]);
const OURS = [
  ...spelled("https", "news.example"),
  ...spelled("https", "cdn.example"),
  ...spelled("wss", "a.wide.example"),
];
const THEIRS = [
  ...spelled("https", "elsewhere.example"),
  "https://news.example.net/",
  "https://my-cdn.example/",
  "a@cdn.example",
];

const literalScanner = () => createLiteralScanner({ map, place, url: PAGE });

export const literals: Room = {
  name: "literals",
  share: 6,
  make: (random) => soup(random, [...CODE, ...OURS, ...LISTED, ...UNLISTED]),
  check(input, random) {
    const output = whole(literalScanner(), input);
    const pieces = inPieces(literalScanner(), input, random);
    if (pieces !== output) return `in pieces ${JSON.stringify(pieces)}, whole ${JSON.stringify(output)}`;
    const other = input.slice(2);
    const turns = random.once(3)
      ? inTurns(
          [
            [literalScanner(), input],
            [literalScanner(), other],
          ],
          random,
        )
      : [output];
    if (turns[0] !== output) return `beside another ${JSON.stringify(turns[0])}, alone ${JSON.stringify(output)}`;
    return tooLong(output, input, { times: 8, more: 64 });
  },
};

export const unlistedLiterals: Room = {
  name: "literals without a listed host",
  share: 2,
  make: (random) => soup(random, [...CODE, ...THEIRS, ...UNLISTED]),
  check(input) {
    const output = whole(literalScanner(), input);
    return output === input ? undefined : `changed: ${JSON.stringify(output)}`;
  },
};

export const locationReads: Room = {
  name: "location reads",
  share: 3,
  make: (random) => soup(random, CODE),
  check(input, random) {
    const output = whole(createLocationScanner(), input);
    const pieces = inPieces(createLocationScanner(), input, random);
    if (pieces !== output) return `in pieces ${JSON.stringify(pieces)}, whole ${JSON.stringify(output)}`;
    return input.includes("location") || input.includes("document") || output === input ? undefined : "changed";
  },
};

const names = createOwnNames(service, place);

export const ownNames: Room = {
  name: "our names in what goes out",
  share: 3,
  make: (random) => soup(random, [...CODE, ...spelled("https", "m.zone"), "m.zone", "dr", "cdn", ...UNLISTED]),
  check(input) {
    const output = names.toService(input);
    if (!input.toLowerCase().includes("m.zone") && output !== input) return `changed: ${JSON.stringify(output)}`;
    const again = names.toService(output);
    return again === output ? undefined : `a second time ${JSON.stringify(again)}, once ${JSON.stringify(output)}`;
  },
};
