// Whether a tag stands in SVG or MathML inside HTML, where the tokenizer has other rules: CDATA exists, `<title>` and
// `<textarea>` hold markup, `<style/>` closes itself. A sketch of the standard's tree construction: integration points
// lead back to HTML, and a tag that cannot be foreign (`<div>`, `<img>`, …) breaks out.
import { s, STACK, STACK_LIMIT } from "./layout";

// What an element's word says (../words.ts writes them): its number below, then these.
export const ELEMENT_ID: u32 = 0xff;
export const ELEMENT_RAW: u32 = 1 << 8;
export const ELEMENT_STYLE: u32 = 1 << 9;
export const ELEMENT_SCRIPT: u32 = 1 << 10;
export const ELEMENT_READ: u32 = 1 << 11;
export const ELEMENT_PLAINTEXT: u32 = 1 << 12;
export const ELEMENT_POINT_OF_SVG: u32 = 1 << 13;
export const ELEMENT_POINT_OF_MATH: u32 = 1 << 14;
export const ELEMENT_BREAKOUT: u32 = 1 << 15;
export const ELEMENT_SHOWN: u32 = 1 << 16;
/** `</p>` and `</br>` end all foreign content, as a start tag of another kind does. */
export const ELEMENT_BREAKS_AT_END: u32 = 1 << 17;
const SVG: u32 = 1;
const MATH: u32 = 2;

export function isInForeign(): bool {
  return s.depth > 0 && isRoot(top());
}

/** Notes a start tag and says whether its element is foreign. */
export function openElement(element: u32, isSelfClosing: i32): bool {
  const id = element & ELEMENT_ID;
  if ((element & ELEMENT_BREAKOUT) != 0) {
    while (isInForeign()) s.depth--;
  }
  const inForeign = isInForeign();
  const point = inForeign && top() == SVG ? ELEMENT_POINT_OF_SVG : ELEMENT_POINT_OF_MATH;
  const isTracked = isRoot(id) || (inForeign && (element & point) != 0);
  if (isTracked && !isSelfClosing && s.depth < STACK_LIMIT) store<u8>(STACK + s.depth++, <u8>id);
  return isRoot(id) || inForeign;
}

export function closeElement(element: u32): void {
  const id = element & ELEMENT_ID;
  if (id == 0) return;
  if ((element & ELEMENT_BREAKS_AT_END) != 0) {
    while (isInForeign()) s.depth--;
  }
  for (let at = s.depth - 1; at >= 0; at--) {
    if (<u32>load<u8>(STACK + at) == id) {
      s.depth = at;
      return;
    }
  }
}

function top(): u32 {
  return load<u8>(STACK + s.depth - 1);
}

function isRoot(id: u32): bool {
  return id == SVG || id == MATH;
}
