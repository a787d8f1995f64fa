// The name and attributes of one XML start tag that is in hand as a whole, in one pass from left to right.

export interface Attribute {
  readonly name: string;
  /** Where the value lies in the tag, without its quotes. */
  readonly from: number;
  readonly to: number;
}

const SPACE = /[\t\n\r ]/;
/** Names end here; one sticky step each, so no name is read twice. */
const NAME = /[^\t\n\r =>/"']*/y;

export function readAttributes(tag: string): { readonly name: string; readonly attributes: readonly Attribute[] } {
  let at = 1;
  const readName = () => {
    NAME.lastIndex = at;
    const name = NAME.exec(tag)?.[0] ?? "";
    at += name.length;
    return name;
  };
  const skipSpace = () => {
    while (SPACE.test(tag.charAt(at))) at++;
  };

  const name = readName();
  const attributes: Attribute[] = [];
  while (at < tag.length) {
    skipSpace();
    const attribute = readName();
    skipSpace();
    if (tag.charAt(at) !== "=") {
      if (attribute === "") at++;
      continue;
    }
    at++;
    skipSpace();
    const quote = tag.charAt(at);
    if (quote !== '"' && quote !== "'") continue;
    const to = tag.indexOf(quote, at + 1);
    if (to < 0) break;
    if (attribute !== "") attributes.push({ name: attribute, from: at + 1, to });
    at = to + 1;
  }
  return { name, attributes };
}
