// Character references in attribute values: decoded so that `&#104;ttps:` is seen for what it is, and re-escaped.
// Only names that stand for ASCII are known (nothing else can be part of a host or a scheme). Any other `&` becomes
// RAW_AMPERSAND and is written back as it stood, so `?a=1&copy=2` and `&eacute;` both keep their meaning.
import { RAW_AMPERSAND } from "./reference.ts";

const REFERENCE =
  /&(?:#[xX]([0-9a-fA-F]+);?|#([0-9]+);?|([A-Za-z]+);|(amp|lt|gt|quot|AMP|LT|GT|QUOT)(?![A-Za-z0-9=])|)/g;

const NAMED: Readonly<Record<string, string>> = {
  Tab: "\t",
  NewLine: "\n",
  excl: "!",
  quot: '"',
  QUOT: '"',
  num: "#",
  dollar: "$",
  percnt: "%",
  amp: "&",
  AMP: "&",
  apos: "'",
  lpar: "(",
  rpar: ")",
  ast: "*",
  midast: "*",
  plus: "+",
  comma: ",",
  period: ".",
  sol: "/",
  colon: ":",
  semi: ";",
  lt: "<",
  LT: "<",
  equals: "=",
  gt: ">",
  GT: ">",
  quest: "?",
  commat: "@",
  lsqb: "[",
  lbrack: "[",
  bsol: "\\",
  rsqb: "]",
  rbrack: "]",
  Hat: "^",
  lowbar: "_",
  UnderBar: "_",
  grave: "`",
  DiacriticalGrave: "`",
  lcub: "{",
  lbrace: "{",
  verbar: "|",
  vert: "|",
  VerticalLine: "|",
  rcub: "}",
  rbrace: "}",
};

/** `wide` writes a numeric reference above ASCII in the language of the value (URL or CSS). */
export function decodeValue(value: string, wide: (codePoint: number) => string): string | undefined {
  if (value.includes(RAW_AMPERSAND)) return undefined;
  if (!value.includes("&")) return value;
  return value.replace(REFERENCE, (_, hexadecimal?: string, decimal?: string, name?: string, legacy?: string) => {
    if (hexadecimal) return fromCodePoint(Number.parseInt(hexadecimal, 16), wide);
    if (decimal) return fromCodePoint(Number.parseInt(decimal, 10), wide);
    const text = NAMED[name ?? legacy ?? ""];
    return text ?? RAW_AMPERSAND + (name ? `${name};` : (legacy ?? ""));
  });
}

export function encodeValue(value: string, quote: '"' | "'"): string {
  if (!/[&<"'\x7f]/.test(value)) return value;
  return value
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(quote, quote === '"' ? "&quot;" : "&#39;")
    .replaceAll(RAW_AMPERSAND, "&");
}

const REPLACEMENT = 0xfffd;

function fromCodePoint(codePoint: number, wide: (codePoint: number) => string): string {
  const isCharacter = codePoint > 0 && codePoint <= 0x10ffff && (codePoint & 0x1ff800) !== 0xd800;
  if (!isCharacter) return wide(REPLACEMENT);
  if (codePoint < 0x7f) return String.fromCharCode(codePoint);
  return wide(codePoint >= 0x80 && codePoint < 0xa0 ? windows1252(codePoint) : codePoint);
}

/** The HTML standard reads &#128;…&#159; as windows-1252. */
function windows1252(codePoint: number): number {
  return new TextDecoder("windows-1252").decode(new Uint8Array([codePoint])).codePointAt(0) ?? REPLACEMENT;
}
