// Addresses in a stylesheet written by a script: `url()`, `src()`, the strings of `@import` and `image-set()`. A pattern and
// no tokenizer: what it takes for an address in a comment or a string is still one of ours, and means the same.

const HOLDS_ADDRESS = /url\(|@import|image-set|src\(/i;
const ADDRESS =
  /((?:@import\s+)?(?:url|src|image-set)\(\s*|@import\s+|,\s*)("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|(?:\\[0-9a-f]{1,6}\s?|\\.|[^\s"'(),\\])*)/gis;

export function mapCss(css: string, own: (address: string) => string): string {
  if (!HOLDS_ADDRESS.test(css)) return css;
  return css.replace(ADDRESS, (whole, before: string, written: string) => {
    const isQuoted = /^["']/.test(written);
    // What follows a comma is an address only as a string of image-set(), and only where it names a host.
    if (before.startsWith(",") && !/^["'](?:https?:)?\/\//i.test(written)) return whole;
    const address = unescaped(isQuoted ? written.slice(1, -1) : written);
    const mapped = own(address);
    return mapped === address ? whole : `${before}"${mapped.replace(/["\\]/g, "\\$&")}"`;
  });
}

function unescaped(text: string): string {
  return text.replace(/\\(?:([0-9a-f]{1,6})\s?|(.))/gis, (_, digits: string | undefined, other: string) =>
    digits ? String.fromCodePoint(Math.min(Number.parseInt(digits, 16), 0x10ffff)) : other,
  );
}
