// What the number of a known element says (words.ts makes it, wasm/foreign.ts and wasm/raw.ts read it): the element's place
// in the list in its low byte, and above it how its content is read. Said once for both languages: this file is TypeScript
// and AssemblyScript.

export const ELEMENT_ID = 0xff;
/** The first in the list, known to the scanner by their place. */
export const SVG = 1;
export const MATH = 2;
export const TEMPLATE = 3;
export const BASE = 4;

export const ELEMENT_RAW = 1 << 8;
export const ELEMENT_STYLE = 1 << 9;
export const ELEMENT_SCRIPT = 1 << 10;
/** Its content is read here, not just passed. */
export const ELEMENT_READ = 1 << 11;
export const ELEMENT_PLAINTEXT = 1 << 12;
export const ELEMENT_POINT_OF_SVG = 1 << 13;
export const ELEMENT_POINT_OF_MATH = 1 << 14;
export const ELEMENT_BREAKOUT = 1 << 15;
/** Every such tag is shown to the reader. */
export const ELEMENT_SHOWN = 1 << 16;
/** `</p>` and `</br>` end all foreign content, as a start tag of another kind does. */
export const ELEMENT_BREAKS_AT_END = 1 << 17;
/** Its attributes mean what others' do not. */
export const ELEMENT_NAMED = 1 << 18;
