// The srcset grammar against the standard's steps written down a second time (test/differential/expected.ts).
import { mapSrcset } from "../../../workers/relay/translate/srcset.ts";
import { mapCandidates } from "../../differential/expected.ts";
import { map, PAGE } from "../../differential/service.ts";
import { soup } from "../random.ts";
import { type Room, tooLong } from "../room.ts";
import { LISTED, UNLISTED } from "./words.ts";

const WORDS = [...", ,, ( ) 1x 2x 300w 1.5x x".split(" "), " ", "\n", "\t", "a.png", "data:,x", ...LISTED, ...UNLISTED];

export const srcset: Room = {
  name: "srcset",
  share: 10,
  make: (random) => soup(random, WORDS),
  check(input) {
    const toMirror = (reference: string) => map.toMirror(reference, PAGE);
    const output = mapSrcset(input, toMirror) ?? input;
    const expected = mapCandidates(input, toMirror);
    if (output !== expected) return `${JSON.stringify(output)}, expected ${JSON.stringify(expected)}`;
    return tooLong(output, input, { times: 8, more: 64 });
  },
};
