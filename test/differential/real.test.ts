// The scanner against parse5 on pages nobody here wrote: a few dozen here, all that this machine has (thousands where
// Debian's documentation is installed) by `npm run differential`.
import { expect, test } from "vitest";
import { changesIn, differencesIn } from "./compare.ts";
import { listRealPages, readRealPage } from "./corpus.ts";

const isLong = process.env.HEZAR_LONG === "1";
const FEW = 16;
const CHUNK_BYTES = 4099;
const SHOWN = 20;

test("real pages keep their tree and change the attributes they must", { timeout: 1_800_000 }, () => {
  const all = listRealPages();
  const step = isLong ? 1 : Math.max(1, Math.floor(all.length / FEW));
  const pages = all.filter((_, n) => n % step === 0);
  let changes = 0;
  const wrong: Record<string, readonly string[]> = {};
  for (const [n, path] of pages.entries()) {
    const page = readRealPage(path);
    changes += changesIn(page);
    const differences = differencesIn(page, { chunkBytes: CHUNK_BYTES });
    if (differences.length > 0) wrong[path] = differences;
    if (isLong && n % 500 === 499)
      console.error(`${n + 1} of ${pages.length} pages, ${Object.keys(wrong).length} differ`);
  }
  if (isLong) console.error(`${pages.length} pages compared, ${changes} attributes had to change`);
  expect(Object.fromEntries(Object.entries(wrong).slice(0, SHOWN))).toEqual({});
  // A corpus in which nothing has to change would prove nothing.
  expect(changes).toBeGreaterThan(pages.length);
});
