// Shift_JIS, GBK, GB18030 and Big5: of their second bytes that are ASCII none is markup (all lie at 0x40 and above), but
// one is the backslash, which escapes in CSS and scripts and is a slash in addresses. Where it is half of a letter it is
// hidden as 0xFF, a byte none of these encodings uses, and put back behind the scanner.
import { createByteStage, type Stage } from "./stage.ts";

const BACKSLASH = 0x5c;
const HIDDEN = 0xff;
const SUBSTITUTE = 0x1a;

export function createDoubleByteStage(label: string): Stage {
  const hides = leadsOfBackslash(label);
  const isLead =
    label === "shift_jis"
      ? (byte: number) => (byte >= 0x81 && byte <= 0x9f) || (byte >= 0xe0 && byte <= 0xfc)
      : (byte: number) => byte >= 0x81 && byte <= 0xfe;
  let lead = 0;

  const enter = (byte: number): number => {
    const before = lead;
    // The third and fourth byte of a letter in GB18030 are again a lead and a digit, so pairs stay in step.
    lead = before === 0 && isLead(byte) ? byte : 0;
    if (byte === BACKSLASH && hides.has(before)) return HIDDEN;
    return byte === HIDDEN ? SUBSTITUTE : byte;
  };
  return createByteStage(enter, (byte) => (byte === HIDDEN ? BACKSLASH : byte));
}

/** The first bytes that make a letter with a backslash; after any other it stands for itself. */
function leadsOfBackslash(label: string): ReadonlySet<number> {
  const decoder = new TextDecoder(label);
  const leads = new Set<number>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    const text = decoder.decode(new Uint8Array([lead, BACKSLASH]));
    if (!text.includes("\\") && !text.includes("\ufffd")) leads.add(lead);
  }
  return leads;
}
