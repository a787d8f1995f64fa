// Escapes that still reach somebody through a mirror, with the reason. The test holds that they do, so that a mended one is
// noticed: then its name leaves this list. Some depend on who is faster; those are only told.

import type { Mode } from "./escape.ts";

interface Gap {
  readonly reason: string;
  readonly modes: readonly Mode[];
  readonly rows: readonly string[];
  /** A race: it does not escape each time. */
  readonly isRace?: true;
}

const BOTH: readonly Mode[] = ["lifeboat", "bare"];
const EARLY = "the policy refuses it, but Chromium opens a connection, without a byte, before it asks the policy";

const GAPS: readonly Gap[] = [
  {
    reason: EARLY,
    modes: BOTH,
    isRace: true,
    rows: [
      "blank frame location",
      "blank frame location href",
      "blank frame location replace",
      "named frame by form",
      "sandboxed frame srcdoc by script",
      "navigation form blank",
    ],
  },
  {
    reason: "its document has the page's wide policy and no lifeboat, and is parsed before the shim reaches it",
    modes: ["lifeboat"],
    isRace: true,
    rows: ["iframe javascript", "frame javascript by script"],
  },
];

export function gapOf(row: string, mode: Mode): Gap | undefined {
  return GAPS.find(({ modes, rows }) => modes.includes(mode) && rows.includes(row));
}

/** Every row named above, to find names that no row has. */
export const gapRows: readonly string[] = GAPS.flatMap(({ rows }) => rows);
