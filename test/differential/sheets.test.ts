// The CSS scanner against css-tree: hard sheets of our own, sheets nobody here wrote (a few here, all that this machine has by
// `npm run differential`), and sheets of random pieces.

import { describe, expect, test } from "vitest";
import { createRandom, soup } from "../fuzz/random.ts";
import { SHEET_WORDS } from "../fuzz/rooms/css.ts";
import { listRealSheets, readRealSheet } from "./corpus.ts";
import { changesInSheet, differencesInSheet, isBeyondTree } from "./sheet.ts";

const isLong = process.env.HEZAR_LONG === "1";
const FEW = 24;
const CHUNK_BYTES = 4099;
const RANDOM_SHEETS = isLong ? 400_000 : 3000;

const CDN = "https://cdn.example";
const HARD: readonly string[] = [
  `a{b:url(${CDN}/a)}`,
  `a{b:url( "${CDN}/a" )}`,
  `a{b:URL(\n${CDN}/a\t)}`,
  `a{b:\\75rl("${CDN}/a")}`,
  `a{b:u\\72 l('${CDN}/a')}`,
  `a{b:url(${CDN}/a b)}`,
  `a{b:url(${CDN}/a\\\n)}`,
  `a{b:url(${CDN}/a"b)}`,
  `a{b:url(${CDN}/a\\ b\\)c)}`,
  `a{b:url("${CDN}/a\\\nb")}`,
  `a{b:url("${CDN}/a\nb")}`,
  `a{b:url("${CDN}/a`,
  `a{b:url(${CDN}/a`,
  `a{b:image-set("${CDN}/1" 1x, url(${CDN}/2) 2x, "x" type("image/png"))}`,
  `a{b:-webkit-image-set(url("${CDN}/1") 1x)}`,
  `a{b:image("${CDN}/1")}`,
  `a{b:src("${CDN}/1")}`,
  `a{b:cross-fade(url(${CDN}/1), "${CDN}/2")}`,
  `a{content:"${CDN}/1"}`,
  `@import "${CDN}/a";@import url(${CDN}/b) layer(x) supports(display: grid) screen;`,
  `@import/**/"${CDN}/a"`,
  `@\\69mport "${CDN}/a";`,
  `@import x "${CDN}/a";`,
  `\\@namespace url(${CDN}/a)`,
  `a\0url(${CDN}/a)`,
  `@import) "${CDN}/a";`,
  `@namespace "${CDN}/a";@namespace x url(${CDN}/b);a{b:url(${CDN}/c)}`,
  `/* url(${CDN}/a) */a{b:url(/**/${CDN}/c)}`,
  `a{--x:url(${CDN}/a);--y:{b:url(${CDN}/c)}}`,
  `@media (min-width:1px){@supports (a:url(${CDN}/a)){b{c:url(${CDN}/d)}}}`,
  `@font-face{src:url(${CDN}/a.woff2?#iefix)format("woff2"),local("${CDN}")}`,
  `<!-- a{b:url(${CDN}/a)} -->`,
  `a{b:#url(${CDN}/a)}`,
  `a{b:xurl(${CDN}/a) url-x(${CDN}/a) 1url(${CDN}/a)}`,
  `a{b:url(\0${CDN}/a)}`,
  `a{b:url(${CDN}/\u00e9)}`,
  `a{b:url(${CDN}/\\e9 \\4e2d)}`,
];

describe("a sheet keeps its tokens and changes the addresses it must", () => {
  test.each(HARD)("%j", (sheet) => {
    expect(differencesInSheet(sheet)).toEqual([]);
    expect(differencesInSheet(sheet, { chunkBytes: 3 })).toEqual([]);
  });
});

test("so do real sheets", { timeout: 600_000 }, () => {
  const all = listRealSheets();
  const step = isLong ? 1 : Math.max(1, Math.floor(all.length / FEW));
  const sheets = all.filter((_, n) => n % step === 0);
  let changes = 0;
  const wrong: Record<string, readonly string[]> = {};
  for (const path of sheets) {
    const sheet = readRealSheet(path);
    changes += changesInSheet(sheet);
    const differences = differencesInSheet(sheet, { chunkBytes: CHUNK_BYTES });
    if (differences.length > 0) wrong[path] = differences;
  }
  if (isLong) console.error(`${sheets.length} sheets compared, ${changes} addresses had to change`);
  expect(wrong).toEqual({});
  expect(changes).toBeGreaterThan(0);
});

/**
 * What nobody writes, and the scanner reads otherwise: a sheet cut off behind a backslash (so all end in a semicolon), a name right behind `<!--`, whose
 * dashes it takes for the name's, a newline that ends an escape in digits, which for the scanner ends the string as well, and control characters, which
 * make an unquoted address none.
 */
const UNWRITTEN = /(?:<!--)+(?=[\w\\\0\x80-\xff-])|(?<=\\[0-9a-fA-F]{1,6})[\n\r\f]+/g;
const CONTROLS = /(?![\t\n\f\r])\p{Cc}/gu;

test("so do sheets of random pieces", { timeout: 600_000 }, () => {
  const random = createRandom(isLong ? Date.now() : 7);
  for (let n = 0; n < RANDOM_SHEETS; n++) {
    const sheet = `${soup(random, SHEET_WORDS).replace(CONTROLS, "").replace(UNWRITTEN, "")};`;
    const differences = isBeyondTree(sheet) ? [] : differencesInSheet(sheet);
    if (differences.length > 0) expect({ sheet, differences }).toEqual({ sheet, differences: [] });
  }
});
