// One sheet, once as it came and once as the scanner wrote it: both are cut into tokens by css-tree, and the tokens must be
// equal but for the addresses that have to change, which must be what the tokens of the original say.

import { ident, string, tokenize, tokenNames, url } from "css-tree";
import { fromByteString, joinBytes, toByteString } from "../../workers/relay/translate/bytes.ts";
import { createCssScanner } from "../../workers/relay/translate/css/css.ts";
import { mapReference } from "../../workers/relay/translate/reference.ts";
import type { Difference } from "./compare.ts";
import { MIRROR, map, PAGE, place } from "./service.ts";

/** Functions whose strings are addresses. */
const ADDRESSED = new Set(["url", "src", "image", "image-set", "-webkit-image-set"]);

interface Token {
  readonly kind: string;
  readonly text: string;
  /** Undone of escapes; undefined: it holds no address. */
  readonly address?: string;
}

const mapOne = (reference: string) => mapReference(reference, PAGE, map);

export function translateSheet(sheet: string, chunkBytes = sheet.length): string {
  const scanner = createCssScanner(mapOne, { map, door: place.door, url: PAGE });
  const out: Uint8Array[] = [];
  for (let at = 0; at < sheet.length; at += Math.max(1, chunkBytes))
    out.push(joinBytes(scanner.push(fromByteString(sheet.slice(at, at + chunkBytes)))).slice());
  out.push(joinBytes(scanner.flush()).slice());
  return toByteString(joinBytes(out));
}

export function differencesInSheet(
  sheet: string,
  options: { readonly chunkBytes?: number } = {},
): readonly Difference[] {
  const before = tokensOf(sheet);
  const after = tokensOf(translateSheet(sheet, options.chunkBytes));
  const at = before.findIndex((token, n) => !isAsItMust(token, after[n]));
  const wrong = at < 0 && before.length !== after.length ? before.length : at;
  return wrong < 0 ? [] : [`${JSON.stringify(before[wrong])} became ${JSON.stringify(after[wrong])}`];
}

/** How many addresses of a sheet must change. */
export function changesInSheet(sheet: string): number {
  return tokensOf(sheet).filter(({ address }) => address !== undefined && mapOne(address) !== undefined).length;
}

/**
 * Where css-tree leaves the standard: it does not know `\75rl(` for an unquoted `url(` (css-syntax §4.3.4), and in an address
 * that is none it takes an escape one character too long (§4.3.14).
 */
export function isBeyondTree(sheet: string): boolean {
  return tokensOf(sheet).some(
    ({ kind, text }) => text.includes("\\") && (kind === "bad-url-token" || isUrlFunction(kind, text)),
  );
}

function isAsItMust(before: Token, after: Token | undefined): boolean {
  const mapped = before.address === undefined ? undefined : mapOne(before.address);
  if (mapped === undefined) return before.text === after?.text;
  // How it is written may differ: an address is what a browser makes of it.
  return before.kind === after?.kind && hrefOf(mapped) === hrefOf(after.address ?? "");
}

function hrefOf(reference: string): string {
  return URL.parse(reference, `${MIRROR}/world/`)?.href ?? reference;
}

function tokensOf(sheet: string): readonly Token[] {
  const tokens: Token[] = [];
  const open: boolean[] = [];
  let statement: "import" | "namespace" | undefined;
  // css-syntax §3.3: a NUL is a replacement character, which is a letter of names.
  tokenize(sheet.replaceAll("\0", "\ufffd"), (type, start, end) => {
    const kind = tokenNames[type] ?? "";
    const text = sheet.slice(start, end);
    const isIdle = kind === "whitespace-token" || kind === "comment-token";
    const holdsString = open.length > 0 ? open.at(-1) === true : statement === "import";
    const address = addressOf(kind, text, { holdsString, isNamespace: statement === "namespace" });
    tokens.push({ kind, text, ...(address !== undefined && { address }) });
    if (kind === "function-token") {
      const isOurs = ADDRESSED.has(ident.decode(text.slice(0, -1)).toLowerCase()) && statement !== "namespace";
      if (open.length > 0 || isOurs) open.push(isOurs);
    } else if (kind === "(-token" && open.length > 0) open.push(false);
    else if (kind === ")-token") open.pop();
    if (kind === "at-keyword-token") {
      const name = ident.decode(text.slice(1)).toLowerCase();
      statement = name === "import" || name === "namespace" ? name : statement === "namespace" ? statement : undefined;
    } else if (!isIdle && statement === "import" && !isUrlFunction(kind, text)) statement = undefined;
    else if (/^(?:semicolon|[{}])-token$/.test(kind)) statement = undefined;
  });
  return tokens;
}

interface Place {
  readonly holdsString: boolean;
  readonly isNamespace: boolean;
}

function addressOf(kind: string, text: string, { holdsString, isNamespace }: Place): string | undefined {
  if (kind === "string-token" && holdsString) return string.decode(text);
  if (kind !== "url-token" || isNamespace) return undefined;
  return url.decode(`url(${text.slice(text.indexOf("(") + 1)}`);
}

/** `url(` before a string is a function; the string behind it is the import's. */
function isUrlFunction(kind: string, text: string): boolean {
  return kind === "function-token" && ident.decode(text.slice(0, -1)).toLowerCase() === "url";
}
