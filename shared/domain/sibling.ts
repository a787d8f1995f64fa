// The label on which the documents of a framed secondary live, beside their mirror in the same zone: an origin of its own,
// so that a frame reads neither the primary's cookies nor its storage, and one site with it, so that its pass is sent
// along. Derived like a mirror's keys: nothing to store, and strangers see one label more that shows the cover.

import { hkdf } from "./derive.ts";
import { containsBrand, drawWord } from "./label.ts";
import { fewAdjectives, fewNouns } from "./label-words.ts";

const DRAWS = 16;
/** Two for each word. */
const DRAW_BYTES = 4;

export interface SiblingWish {
  /** The mirror's hostname. */
  readonly hostname: string;
  readonly alias: string;
  readonly brands: readonly string[];
  readonly isTaken: (label: string) => boolean;
}

/** `undefined` where sixteen draws found no label that is free and without a brand. */
export async function deriveSiblingLabel(
  zoneSecret: Uint8Array,
  { hostname, alias, brands, isTaken }: SiblingWish,
): Promise<string | undefined> {
  const bytes = await hkdf(zoneSecret, `hezar/sibling/${hostname}/${alias}`, DRAWS * DRAW_BYTES);
  for (let draw = 0; draw < DRAWS; draw++) {
    const at = draw * DRAW_BYTES;
    const label = `${drawWord(fewAdjectives, bytes, at)}-${drawWord(fewNouns, bytes, at + 2)}`;
    if (!containsBrand(label, brands) && !isTaken(label)) return label;
  }
  return undefined;
}
