// Random inputs for every room of the translation: a few seconds here, a million and more by `npm run fuzz`. A long run
// draws a seed and prints it; `HEZAR_SEED=… npm run fuzz` makes the same inputs again.
import { describe, expect, test } from "vitest";
import { addresses } from "./rooms/addresses.ts";
import { css, unlistedCss } from "./rooms/css.ts";
import { cookies, headers, setCookies } from "./rooms/headers.ts";
import { html, unlistedHtml } from "./rooms/html.ts";
import { literals, locationReads, ownNames, unlistedLiterals } from "./rooms/scripts.ts";
import { srcset } from "./rooms/srcset.ts";
import { charsets, texts, unlistedTexts } from "./rooms/texts.ts";
import { runRoom } from "./run.ts";

const ROOMS = [
  ...[html, unlistedHtml, css, unlistedCss, srcset, addresses, setCookies, cookies, headers],
  ...[texts, unlistedTexts, charsets, literals, unlistedLiterals, locationReads, ownNames],
];
const isLong = process.env.HEZAR_LONG === "1";
const INPUTS = Number(process.env.HEZAR_INPUTS ?? (isLong ? 1_100_000 : 12_000));
/** The same in every short run: a test that fails now and then helps nobody. */
const FIXED_SEED = 3;
const SHORT_MILLISECONDS = 400;
const seed = Number(process.env.HEZAR_SEED ?? (isLong ? Date.now() % 2 ** 31 : FIXED_SEED));
const shares = ROOMS.reduce((total, { share }) => total + share, 0);

describe("whatever comes in, the translation keeps its promises", () => {
  if (isLong) console.error(`seed ${seed}, ${INPUTS} inputs`);
  test.each(ROOMS)("$name", { timeout: 3_600_000 }, (room) => {
    const { tried, fault } = runRoom(room, {
      seed,
      inputs: Math.ceil((INPUTS * room.share) / shares),
      ...(isLong ? { tell: (text) => console.error(text) } : { milliseconds: SHORT_MILLISECONDS }),
    });
    expect(fault).toBeUndefined();
    expect(tried).toBeGreaterThan(0);
  });
});
