// Where an address may stand as a string: behind `@import`, and right inside url(), src(), image() and image-set(). What stands
// behind `@namespace` is a name, however much it looks like an address.

import { type Bytes, toByteString } from "../bytes.ts";
import { BACKSLASH } from "../signs.ts";
import { LONGEST_NAME_BYTES } from "./csstext.ts";

const MAX_NESTING = 256;
const FUNCTION_NAMES = ["url", "src", "image", "image-set", "-webkit-image-set"];
const ADDRESSED = new Set(FUNCTION_NAMES);

export interface Places {
  /** A function by its name in lower case, or a parenthesis (`""`), opens. */
  open(name: string): void;
  close(): void;
  /** An at-rule of this name begins. */
  begin(rule: string): void;
  /** Something stands behind `@import` that is no address: no string that follows is one either. */
  spoilImport(): void;
  /** The rule has ended. */
  end(): void;
  holdsString(): boolean;
  /** What stands here in `url(…)` is no address. */
  isNamespace(): boolean;
  /** Nothing is open that could hold an address. */
  isIdle(): boolean;
}

export function createPlaces(): Places {
  let rule: "import" | "namespace" | undefined;
  /** Whether strings are addresses, for each parenthesis that is open; only inside a function of ours it matters. */
  const nesting: boolean[] = [];
  let tooDeep = 0;
  return {
    open(name) {
      const isOurs = ADDRESSED.has(name) && rule !== "namespace";
      if (nesting.length === 0 && !isOurs) return;
      if (nesting.length < MAX_NESTING) nesting.push(isOurs);
      else tooDeep++;
    },
    close() {
      if (tooDeep > 0) tooDeep--;
      else nesting.pop();
    },
    begin(name) {
      rule = name === "@import" ? "import" : name === "@namespace" ? "namespace" : rule;
    },
    spoilImport() {
      if (rule === "import") rule = undefined;
    },
    end() {
      rule = undefined;
    },
    holdsString: () => tooDeep === 0 && (nesting.length > 0 ? nesting.at(-1) === true : rule === "import"),
    isNamespace: () => rule === "namespace",
    isIdle: () => nesting.length === 0 && rule === undefined,
  };
}

/** The beginning of a name that may open a place, or one with an escape or a sign. */
export function mayMatter(start: Bytes): boolean {
  const text = toByteString(start.subarray(0, LONGEST_NAME_BYTES + 1)).toLowerCase();
  if (text.startsWith("#") && !start.includes(BACKSLASH)) return false;
  return text.startsWith("@") || start.includes(BACKSLASH) || FUNCTION_NAMES.some((name) => name.startsWith(text));
}
