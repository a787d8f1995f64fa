// Whether a tag stands in SVG or MathML inside HTML, where the tokenizer has other rules: CDATA exists, `<title>` and
// `<textarea>` hold markup, `<style/>` closes itself. A sketch of the standard's tree construction: integration points
// lead back to HTML, and a tag that cannot be foreign (`<div>`, `<img>`, …) breaks out. A `<template>` is noted as well: what
// it holds is another document's, and no end tag in it closes what is around it.
import {
  BASE,
  ELEMENT_BREAKOUT,
  ELEMENT_BREAKS_AT_END,
  ELEMENT_ID,
  ELEMENT_POINT_OF_MATH,
  ELEMENT_POINT_OF_SVG,
  MATH,
  SVG,
  TEMPLATE,
} from "../roles";
import { s, STACK, STACK_LIMIT } from "./layout";

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
  const isTemplate = id == TEMPLATE && !inForeign;
  const isTracked = isRoot(id) || isTemplate || (inForeign && (element & point) != 0);
  // Of HTML's own only empty elements close themselves.
  const isClosed = isSelfClosing && !isTemplate;
  if (isTracked && !isClosed && s.depth < STACK_LIMIT) store<u8>(STACK + s.depth++, <u8>id);
  return isRoot(id) || inForeign;
}

export function closeElement(element: u32): void {
  const id = element & ELEMENT_ID;
  if (id == 0) return;
  if ((element & ELEMENT_BREAKS_AT_END) != 0) {
    while (isInForeign()) s.depth--;
  }
  for (let at = s.depth - 1; at >= 0; at--) {
    const open = <u32>load<u8>(STACK + at);
    if (open == id) s.depth = at;
    if (open == id || open == TEMPLATE) return;
  }
}

/** Whether it is a `<base>` that says nothing of the page's addresses: one of SVG, or of a template's document. */
export function isIdleBase(element: u32, isForeign: bool): bool {
  if ((element & ELEMENT_ID) != BASE) return false;
  for (let at = 0; at < s.depth; at++) {
    if (<u32>load<u8>(STACK + at) == TEMPLATE) return true;
  }
  return isForeign;
}

function top(): u32 {
  return load<u8>(STACK + s.depth - 1);
}

function isRoot(id: u32): bool {
  return id == SVG || id == MATH;
}
