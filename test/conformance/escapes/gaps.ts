// What only the browser's own list of connections holds (shared/domain/connections.ts), so that in a Chromium without it a
// connection is opened, without a byte: no page-level means is asked before. Tried in Chromium 156 with that list switched
// off: such a frame has no Navigation API, or none that fires; a policy is asked after the connection, be it in a header, in
// the frame's own document or after document.open().

/** The first Chromium that obeys Connection-Allowlist. */
export const LISTED_SINCE = 152;

const BLANK = "a frame's first, blank document fires no navigate event";
const OPAQUE = "a document of an opaque origin has no Navigation API";

const GAPS: Readonly<Record<string, string>> = {
  "blank frame location": BLANK,
  "blank frame location href": BLANK,
  "blank frame location replace": BLANK,
  "sandboxed frame srcdoc by script": OPAQUE,
};

export function gapOf(row: string): string | undefined {
  return GAPS[row];
}

/** Every row named above, to find names that no row has. */
export const gapRows: readonly string[] = Object.keys(GAPS);
