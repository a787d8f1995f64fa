// Labels of mirrors: two everyday words, sometimes three, as a small club or shop would name its site. A censor's
// entropy rule, or an operator's eye, finds nothing odd; about three million labels exist, so guessing one is no plan.
// The bytes are an argument, so the same bytes always give the same label.

import { adjectives, nouns, places } from "./label-words.ts";
import { ok, type Result, refuse } from "./result.ts";

export const LABEL_RANDOM_BYTES = 7;
const LABEL_LENGTH_LIMIT = 40;
/** Enough that a run without luck means the list is really used up (or the brands forbid nearly all of it). */
const DRAWS = 200;

/** Parts of a hostname that say nothing about whose it is, so they may occur in a mirror's label. */
const commonParts = new Set(
  (
    "www www1 www2 web cdn static assets media img images image video videos api app apps mail login auth account blog " +
    "shop store news press live radio daily times post online site home dev test local localhost internal example " +
    "com org net gov edu info biz co ac"
  ).split(" "),
);

/** From `LABEL_RANDOM_BYTES` (7) random bytes: `adjective-noun`, `adjective-noun-place` or `noun-place`. */
export function proposeLabel(random: Uint8Array): string {
  if (random.length < LABEL_RANDOM_BYTES) throw new RangeError(`proposeLabel needs ${LABEL_RANDOM_BYTES} random bytes`);
  const form = (random[0] ?? 0) % 4;
  const adjective = drawWord(adjectives, random, 1);
  const noun = drawWord(nouns, random, 3);
  const place = drawWord(places, random, 5);
  if (form === 0) return `${adjective}-${noun}`;
  if (form === 1) return noun === place ? `${adjective}-${noun}` : `${noun}-${place}`;
  return noun === place ? `${adjective}-${noun}` : `${adjective}-${noun}-${place}`;
}

/** Whether a label is one that `proposeLabel` could have made. */
export function isOrdinaryLabel(label: string): boolean {
  if (label.length > LABEL_LENGTH_LIMIT) return false;
  const [first = "", second = "", third, ...more] = label.split("-");
  if (more.length > 0) return false;
  if (third !== undefined) return adjectives.includes(first) && nouns.includes(second) && places.includes(third);
  return (adjectives.includes(first) && nouns.includes(second)) || (nouns.includes(first) && places.includes(second));
}

/** The words by which people know a service: `www.radio-farda.example` → `radio-farda`, `radiofarda`, `farda`. */
export function brandsOf(hostnames: readonly string[]): readonly string[] {
  const brands = new Set<string>();
  for (const hostname of hostnames) {
    const labels = hostname.toLowerCase().replace(/^\*\./, "").split(".").slice(0, -1);
    if (labels.every((label) => /^\d*$/.test(label))) continue; // an address, not a name
    for (const label of labels)
      for (const word of [label, label.replaceAll("-", ""), ...label.split("-")]) brands.add(word);
  }
  return [...brands].filter((word) => word.length >= 3 && !/^\d+$/.test(word) && !commonParts.has(word));
}

/** Whether a brand stands in the label, hyphens ignored on both sides: a filter reads `far-da` as `farda` too. */
export function containsBrand(label: string, brands: readonly string[]): boolean {
  const bare = label.toLowerCase().replaceAll("-", "");
  return brands.some((brand) => {
    const word = brand.toLowerCase().replaceAll("-", "");
    return word !== "" && bare.includes(word);
  });
}

/** Draws until a label is free and carries no brand; `exhausted` after 200 draws. */
export function chooseLabel(options: {
  readonly random: (byteCount: number) => Uint8Array;
  readonly taken: (label: string) => boolean;
  readonly brands: readonly string[];
}): Result<string, "exhausted"> {
  for (let attempt = 0; attempt < DRAWS; attempt++) {
    const label = proposeLabel(options.random(LABEL_RANDOM_BYTES));
    if (!containsBrand(label, options.brands) && !options.taken(label)) return ok(label);
  }
  return refuse("exhausted", `no free label in ${DRAWS} draws`);
}

/** Two bytes choose from a list of a few hundred: the bias is below one part in a hundred. */
export function drawWord(list: readonly string[], random: Uint8Array, at: number): string {
  const number = ((random[at] ?? 0) << 8) | (random[at + 1] ?? 0);
  return list[number % list.length] ?? "";
}
