// What the shim itself asks of the page, as the browser made it: read once, before anything here is wrapped.

import { getterOf, methodOf } from "./wrap.ts";

const localName = getterOf<string>("Element", "localName");

/** Empty for what is no element. One adopted from a frame is none of this window's Element, so nobody is asked for that. */
export function nameOf(node: unknown): string {
  try {
    return localName(node);
  } catch {
    return "";
  }
}
export const readAttribute = methodOf<string | null>("Element", "getAttribute");
export const writeAttribute = methodOf<void>("Element", "setAttribute");
export const documentOf = getterOf<Document>(globalThis, "document");
/** A window outlives its first, blank document, so it is asked each time. */
export const here = (): Document => documentOf(globalThis);
/** How many frames a window has. */
export const countOf = getterOf<number>(globalThis, "length");
