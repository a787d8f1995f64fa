// What a relay asks the warden for one of its readers: a link for one more person, or to tell the operator of a problem. JSON,
// `{ v: 1, label, lineage, reader }` and `{ v: 1, label, kind }`; the zone is the relay's own, by its token. A problem is one of
// a few words and says neither who, nor where on the site.

import { LABEL } from "./mirror.ts";
import * as shape from "./shape.ts";

export const PROBLEMS = ["broken", "missing", "slow", "login", "suspect", "other"] as const;
export type Problem = (typeof PROBLEMS)[number];

const label = shape.string((text) => LABEL.test(text));
const hex = (digits: number) => shape.string((text) => text.length === digits && /^[0-9a-f]*$/.test(text));

const ShareWish = shape.object({ v: shape.oneOf(1), label, lineage: hex(12), reader: hex(16) });
const ProblemWish = shape.object({ v: shape.oneOf(1), label, kind: shape.oneOf(...PROBLEMS) });
export type ShareWish = shape.Shaped<typeof ShareWish>;
export type ProblemWish = shape.Shaped<typeof ProblemWish>;

/** Undefined for whatever is no such wish. */
export function readShareWish(text: string): ShareWish | undefined {
  return shape.readJson(text, ShareWish);
}

export function readProblemWish(text: string): ProblemWish | undefined {
  return shape.readJson(text, ProblemWish);
}

/** What the warden answers to a share: a ticket that opens the mirror it was asked at. */
export interface Shared {
  /** base64url, 85 bytes. */
  readonly ticket: string;
  /** Where that mirror answers. */
  readonly origin: string;
  /** How many more the same reader may ask for. */
  readonly left: number;
}
