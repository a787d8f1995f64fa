// The names the scanner knows (wasm/foreign.ts and wasm/tag.ts say what the numbers mean): elements by how their content
// is read, attributes by what they hold. Most names of a page are none of these and cost no more than a look.
import { ATTRIBUTE_NAMES, attributeKind, onlyOn, SHOWN_ELEMENTS } from "./attributes.ts";

export interface Word {
  readonly name: string;
  readonly value: number;
  /** False: it means nothing outside of SVG and MathML. */
  readonly isUsual: boolean;
}

const RAW = 1 << 8;
const STYLE = 1 << 9;
const SCRIPT = 1 << 10;
/** Its content is read here, not just passed. */
const READ = 1 << 11;
const PLAINTEXT = 1 << 12;
const POINT_OF_SVG = 1 << 13;
const POINT_OF_MATH = 1 << 14;
const BREAKOUT = 1 << 15;
/** Every such tag is shown to the reader. */
const SHOWN = 1 << 16;
const BREAKS_AT_END = 1 << 17;
/** Its attributes mean what others' do not. */
const NAMED = 1 << 18;
/** What matters only inside SVG and MathML. */
const FOREIGN = POINT_OF_SVG | POINT_OF_MATH | BREAKOUT | BREAKS_AT_END;

/** The scanner knows the first two by their place. noscript is markup or not by whether scripts run; both end alike. */
const ROLES: readonly (readonly [names: string, role: number])[] = [
  ["svg math", 0],
  ["style", RAW | STYLE | READ],
  ["noscript", RAW | READ],
  ["script", RAW | SCRIPT],
  ["plaintext", RAW | PLAINTEXT],
  ["textarea title xmp iframe noembed noframes", RAW],
  // By root: `<mi>` in SVG is an ordinary element.
  ["foreignobject desc title", POINT_OF_SVG],
  ["annotation-xml mi mo mn ms mtext", POINT_OF_MATH],
  [
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta " +
      "nobr ol p pre ruby s small span strong strike sub sup table tt u ul var",
    BREAKOUT,
  ],
  ["p br", BREAKS_AT_END],
  [SHOWN_ELEMENTS.join(" "), SHOWN],
  ["html head iframe object", NAMED],
];

const roles = new Map<string, number>();
for (const [names, role] of ROLES) {
  for (const name of names.split(" ")) roles.set(name, (roles.get(name) ?? 0) | role);
}

/** By number, from 1. */
export const ELEMENTS = ["", ...roles.keys()];
export const ATTRIBUTES = ["", ...ATTRIBUTE_NAMES];

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
