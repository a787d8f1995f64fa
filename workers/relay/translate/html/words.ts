// The names the scanner knows (roles.ts and wasm/tag.ts say what the numbers mean): elements by how their content
// is read, attributes by what they hold. Most names of a page are none of these and cost no more than a look.
import { ATTRIBUTE_NAMES, attributeKind, onlyOn, SHOWN_ELEMENTS } from "./attributes.ts";
import {
  ELEMENT_BREAKOUT,
  ELEMENT_BREAKS_AT_END,
  ELEMENT_NAMED,
  ELEMENT_PLAINTEXT,
  ELEMENT_POINT_OF_MATH,
  ELEMENT_POINT_OF_SVG,
  ELEMENT_RAW,
  ELEMENT_READ,
  ELEMENT_SCRIPT,
  ELEMENT_SHOWN,
  ELEMENT_STYLE,
} from "./roles.ts";

export interface Word {
  readonly name: string;
  readonly value: number;
  /** False: it means nothing outside of SVG and MathML. */
  readonly isUsual: boolean;
}

/** What matters only inside SVG and MathML. */
const FOREIGN = ELEMENT_POINT_OF_SVG | ELEMENT_POINT_OF_MATH | ELEMENT_BREAKOUT | ELEMENT_BREAKS_AT_END;

/** The scanner knows the first four by their place. noscript is markup or not by whether scripts run; both end alike. */
const ROLES: readonly (readonly [names: string, role: number])[] = [
  ["svg math template base", 0],
  ["style", ELEMENT_RAW | ELEMENT_STYLE | ELEMENT_READ],
  ["noscript", ELEMENT_RAW | ELEMENT_READ],
  ["script", ELEMENT_RAW | ELEMENT_SCRIPT],
  ["plaintext", ELEMENT_RAW | ELEMENT_PLAINTEXT],
  ["textarea title xmp iframe noembed noframes", ELEMENT_RAW],
  // By root: `<mi>` in SVG is an ordinary element.
  ["foreignobject desc title", ELEMENT_POINT_OF_SVG],
  ["annotation-xml mi mo mn ms mtext", ELEMENT_POINT_OF_MATH],
  [
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta " +
      "nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
    ELEMENT_BREAKOUT,
  ],
  ["p br", ELEMENT_BREAKS_AT_END],
  [SHOWN_ELEMENTS.join(" "), ELEMENT_SHOWN],
  ["html head iframe object", ELEMENT_NAMED],
];

const roles = new Map<string, number>();
for (const [names, role] of ROLES) {
  for (const name of names.split(" ")) roles.set(name, (roles.get(name) ?? 0) | role);
}

/** By number, from 1. */
export const ELEMENTS = ["", ...roles.keys()];
export const ATTRIBUTES = ["", ...ATTRIBUTE_NAMES];
/** Of every inline handler, whatever its event: the scanner has no number for it. */
export const HANDLER = "on";

export const ELEMENT_WORDS: readonly Word[] = [...roles].map(([name, role], index) => ({
  name,
  value: role | (index + 1),
  isUsual: role === 0 || (role & ~FOREIGN) !== 0,
}));

const KINDS = { url: 1, css: 2, other: 3, told: 4, type: 5 };

export const ATTRIBUTE_WORDS: readonly Word[] = ATTRIBUTE_NAMES.map((name, index) => {
  const only = name === "type" ? "script" : onlyOn(name);
  const element = only === undefined ? 0 : ELEMENTS.indexOf(only);
  return { name, value: (index + 1) | (kindOf(name, only) << 8) | (element << 16), isUsual: true };
});

function kindOf(name: string, only: string | undefined): number {
  if (name === "type") return KINDS.type;
  const kind = attributeKind(only ?? "", name);
  if (kind === "url" || kind === "css") return KINDS[kind];
  return kind !== undefined || name === "referrerpolicy" ? KINDS.other : KINDS.told;
}
