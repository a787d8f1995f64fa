// Encodings by their labels (Encoding Standard §4.2), in the few families that differ for whoever reads bytes.

export type Encoding =
  /** ASCII bytes mean ASCII wherever they stand: UTF-8, windows-125x, EUC, KOI8, … */
  | { readonly family: "ascii" }
  | { readonly family: "utf-16"; readonly label: "utf-16le" | "utf-16be" }
  /** Escape sequences switch to two bytes a letter, all of them ASCII. */
  | { readonly family: "iso-2022-jp" }
  /** The second byte of a letter may be a backslash. */
  | { readonly family: "double-byte"; readonly label: string };

const ASCII: Encoding = { family: "ascii" };
const DOUBLE_BYTE = new Set(["shift_jis", "gbk", "gb18030", "big5"]);

/** `undefined`: no label of an encoding that browsers know. */
export function encodingOf(label: string): Encoding | undefined {
  const name = canonicalName(label);
  if (name === "utf-16le" || name === "utf-16be") return { family: "utf-16", label: name };
  if (name === "iso-2022-jp") return { family: "iso-2022-jp" };
  if (name !== undefined && DOUBLE_BYTE.has(name)) return { family: "double-byte", label: name };
  return name === undefined ? undefined : ASCII;
}

/** Of a label found inside the body: read as ASCII it cannot be UTF-16, so browsers take that for UTF-8. */
export function encodingInside(label: string): Encoding | undefined {
  const encoding = encodingOf(label);
  return encoding?.family === "utf-16" ? ASCII : encoding;
}

/** Asking the runtime costs more than a small body; there are few labels, and services use fewer. */
const names = new Map<string, string | undefined>();
const KEPT_NAMES = 64;

function canonicalName(label: string): string | undefined {
  const wanted = label.trim().toLowerCase();
  if (wanted === "utf-8" || wanted === "utf8") return "utf-8";
  if (!names.has(wanted)) {
    if (names.size >= KEPT_NAMES) names.clear();
    names.set(wanted, nameInRuntime(wanted));
  }
  return names.get(wanted);
}

function nameInRuntime(label: string): string | undefined {
  try {
    return new TextDecoder(label).encoding;
  } catch {
    return undefined;
  }
}
