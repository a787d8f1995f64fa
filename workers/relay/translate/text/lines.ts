// A streaming scanner for texts in which a line is the unit: each whole line is offered once, with what ended it left out.
// A line longer than MAX_LINE_BYTES goes through unread.
import { indexOfByte } from "../ascii.ts";
import { fromByteString, type Scanner, toByteString } from "../bytes.ts";
import { NEWLINE, RETURN } from "../signs.ts";
import { createWindow, scannerOver } from "../window.ts";

const MAX_LINE_BYTES = 16_384;

/** `edit` gets a line as a byte string and returns what to write instead; `undefined`: leave it. */
export function createLineScanner(edit: (line: string) => string | undefined): Scanner {
  const view = createWindow();
  let start = 0;
  let at = 0;
  let isTooLong = false;

  const endLine = (to: number) => {
    const end = to > start && view.bytes[to - 1] === RETURN ? to - 1 : to;
    const written = isTooLong || end === start ? undefined : edit(toByteString(view.bytes.subarray(start, end)));
    if (written !== undefined) view.replace(start, end, [fromByteString(written)]);
    isTooLong = false;
  };
  const run = (isFinal: boolean) => {
    while (at < view.end) {
      const found = indexOfByte(view.bytes, NEWLINE, { from: at, end: view.end });
      isTooLong ||= found - start > MAX_LINE_BYTES;
      if (found === view.end && !isFinal) {
        at = found;
        break;
      }
      endLine(found);
      at = Math.min(found + 1, view.end);
      start = at;
    }
    if (isFinal && start < view.end) endLine(view.end);
    const hold = isFinal || isTooLong ? view.end : start;
    const out = view.take(hold);
    at -= hold;
    start = 0;
    return out;
  };

  return scannerOver(view, run);
}
