// No input makes a scanner work more than its length: sixteen times as much of an adversarial input is sixteen times as much
// work, whole and in small pieces, and no byte is worth more than a few turns. time.test.ts says the same of what is written
// in TypeScript, by the clock.
import { expect, test } from "vitest";
import { fromByteString, type Scanner } from "../../workers/relay/translate/bytes.ts";
import { map, PAGE, place } from "../differential/service.ts";
import { countWork } from "./counting.ts";
import { CSS_FAMILIES, type Family, HTML_FAMILIES, SCRIPT_FAMILIES } from "./families.ts";

const worked = countWork();
const { createHtmlScanner } = await import("../../workers/relay/translate/html/html.ts");
const { createCssScanner } = await import("../../workers/relay/translate/css/css.ts");
const { createLiteralScanner } = await import("../../workers/relay/translate/text/literals.ts");

const TIMES = 16;
const SMALL_BYTES = 4096;
const PIECE_BYTES = 61;
/** What starts a stream, and what of a long input falls otherwise than in a short one. */
const MOST_GROWTH = 1.25;
/** 3.4 is the most that was seen: of a sheet that is all addresses. */
const MOST_TURNS_A_BYTE = 4;

function work(create: () => Scanner, input: string, pieceBytes: number): number {
  const bytes = fromByteString(input);
  const before = worked();
  const scanner = create();
  for (let at = 0; at < bytes.length; at += pieceBytes) scanner.push(bytes.slice(at, at + pieceBytes));
  scanner.flush();
  return worked() - before;
}

const options = { map, place, url: PAGE };
const sheet = { map, door: place.door, url: PAGE };
const SCANNERS: readonly (readonly [name: string, create: () => Scanner, families: readonly Family[]])[] = [
  ["a page", () => createHtmlScanner(options), HTML_FAMILIES],
  ["an XML page", () => createHtmlScanner({ ...options, xml: true }), HTML_FAMILIES],
  ["a sheet", () => createCssScanner((one) => map.toMirror(one, PAGE), sheet), CSS_FAMILIES],
  ["a script", () => createLiteralScanner(options), SCRIPT_FAMILIES],
];
const rows = SCANNERS.flatMap(([name, create, families]) =>
  families.map((family) => [name, family.name, create, family] as const),
);

test.each(rows)("%s of %s is work in proportion to its length", (_name, _family, create, { make }) => {
  const [small, large] = [make(SMALL_BYTES), make(SMALL_BYTES * TIMES)];
  for (const pieceBytes of [Number.POSITIVE_INFINITY, PIECE_BYTES]) {
    // What the scanner learns of origins it learns once.
    work(create, small, pieceBytes);
    const [less, more] = [work(create, small, pieceBytes), work(create, large, pieceBytes)];
    expect(more / large.length).toBeLessThan(MOST_TURNS_A_BYTE);
    expect(more).toBeLessThan((less + SMALL_BYTES / 8) * (large.length / small.length) * MOST_GROWTH);
  }
});
