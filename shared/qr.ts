// A link as a QR code: one SVG path of horizontal runs, a fifth of the size of a square a module. Dark on white whatever
// the page's colours are: cameras want contrast.
// The lowest error correction: a screen has no dirt, and bigger modules are what a cheap camera needs.

import { encode } from "uqr";

const QUIET_MODULES = 4;

export function drawQr(text: string, label: string): string {
  const { data, size } = encode(text, { ecc: "L", border: QUIET_MODULES });
  const runs = data.flatMap((row, y) => runsOf(row).map(([x, length]) => `M${x} ${y}h${length}v1h-${length}z`));
  return (
    `<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${runs.join("")}"/></svg>`
  );
}

/** Start and length of every run of dark modules. */
function runsOf(row: readonly boolean[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const [x, isDark] of row.entries()) {
    const last = runs.at(-1);
    if (!isDark) continue;
    if (last !== undefined && last[0] + last[1] === x) last[1] += 1;
    else runs.push([x, 1]);
  }
  return runs;
}
