// `<meta http-equiv=refresh>` and the Refresh header share one grammar (HTML standard, "shared declarative refresh
// steps"). One that leads to a host we do not relay would carry the reader off the mirror unasked: it is taken out.

const REFRESH =
  /^([\t\n\f\r ]*[0-9.]+[\t\n\f\r ]*(?:[;,]|[\t\n\f\r ])[\t\n\f\r ]*)(?:url[\t\n\f\r ]*=[\t\n\f\r ]*)?(.*)$/is;

/** What to write instead of `value`; `""` takes the refresh out, `undefined` leaves it. */
export function mapRefresh(value: string, resolve: (reference: string) => Resolved): string | undefined {
  const match = REFRESH.exec(value);
  const target = unquote(match?.[2] ?? "");
  if (!match || target === "") return undefined;
  const resolved = resolve(target);
  if (resolved === "stays") return undefined;
  return resolved === "foreign" ? "" : `${match[1]}url=${resolved.mapped}`;
}

export type Resolved = { readonly mapped: string } | "stays" | "foreign";

function unquote(text: string): string {
  const quote = text[0];
  if (quote !== '"' && quote !== "'") return withoutSpaceBehind(text);
  const end = text.indexOf(quote, 1);
  return text.slice(1, end < 0 ? undefined : end);
}

/** By hand: trimEnd() would cut bytes of other charsets, and a pattern anchored at the end backtracks. */
function withoutSpaceBehind(text: string): string {
  let end = text.length;
  while (end > 0 && "\t\n\f\r ".includes(text.charAt(end - 1))) end--;
  return text.slice(0, end);
}
