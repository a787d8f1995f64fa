// A QR code for a terminal: half blocks, so that a module is square, and dark on light, for many phone cameras refuse
// inverted codes. Without colours we take the terminal to be light on dark and draw the light modules.

import { encode } from "uqr";

const QUIET_MODULES = 2;
const BLACK_ON_WHITE = "\u001b[30;107m";
const RESET = "\u001b[0m";

/** Undefined where the code is wider than `columns`. */
export function qrCode(
  text: string,
  options: { readonly columns: number; readonly color: boolean },
): string | undefined {
  const { data, size } = encode(text, { ecc: "L", border: QUIET_MODULES });
  if (size > options.columns) return undefined;
  const rows = Array.from({ length: Math.ceil(size / 2) }, (_, pair) => {
    const drawn = [data[pair * 2], data[pair * 2 + 1]].map((row) => draw(row, size, options.color));
    return halfBlocks(drawn[0] ?? [], drawn[1] ?? []);
  });
  return rows.map((row) => (options.color ? `${BLACK_ON_WHITE}${row}${RESET}` : row)).join("\n");
}

/** Which modules get ink. An odd last row is followed by nothing, which is light. */
function draw(row: readonly boolean[] | undefined, size: number, inkIsDark: boolean): readonly boolean[] {
  return Array.from({ length: size }, (_, column) => (row?.[column] === true) === inkIsDark);
}

function halfBlocks(upper: readonly boolean[], lower: readonly boolean[]): string {
  return upper.map((top, column) => block(top, lower[column] === true)).join("");
}

function block(top: boolean, bottom: boolean): string {
  if (top) return bottom ? "█" : "▀";
  return bottom ? "▄" : " ";
}
