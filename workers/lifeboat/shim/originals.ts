// What the shim itself asks of the page, as the browser made it: read once, before anything here is wrapped.

import { getterOf, methodOf } from "./wrap.ts";

export const nameOf = getterOf<string>("Element", "localName");
export const readAttribute = methodOf<string | null>("Element", "getAttribute");
export const writeAttribute = methodOf<void>("Element", "setAttribute");
/** How many frames a window has. */
export const countOf = getterOf<number>(globalThis, "length");
