// Inputs made to be slow: a scanner that looks back, looks ahead without a bound, or keeps what it need not, takes four
// times as long for twice as much of one of these.

export interface Family {
  readonly name: string;
  /** About `bytes` long. */
  make(bytes: number): string;
}

const repeat = (unit: string, before = "", after = "") => ({
  make: (bytes: number) => before + unit.repeat(Math.ceil(bytes / unit.length)) + after,
});
const numbered = (unit: (n: number) => string, before = "", after = "") => ({
  make(bytes: number) {
    const parts = [before];
    for (let size = 0, n = 0; size < bytes; n++) {
      const part = unit(n);
      parts.push(part);
      size += part.length;
    }
    return parts.join("") + after;
  },
});
/** `open` n times, then `close` n times. */
const nested = (open: string, close: string) => ({
  make(bytes: number) {
    const depth = Math.ceil(bytes / (open.length + close.length));
    return open.repeat(depth) + close.repeat(depth);
  },
});
const named = (families: Readonly<Record<string, Omit<Family, "name">>>): readonly Family[] =>
  Object.entries(families).map(([name, family]) => ({ name, ...family }));

const C = "https://cdn.example";

export const HTML_FAMILIES: readonly Family[] = named({
  "<": repeat("<"),
  "< a": repeat("< "),
  "</": repeat("</"),
  "<!": repeat("<!"),
  "<!-": repeat("<!-"),
  "<!--": repeat("<!--"),
  "dashes in a comment": repeat("-", "<!--"),
  "--! in a comment": repeat("--!", "<!--"),
  "<?": repeat("<?"),
  "<![CDATA[ in SVG": repeat("<![CDATA[", "<svg>"),
  "]] in CDATA": repeat("]]", "<svg><![CDATA["),
  "]]> in SVG": repeat("]]>", "<svg>"),
  tags: repeat("<a>"),
  "letters after <": repeat("<aaaaaaaa"),
  "& in text": repeat("&"),
  "& in an address": repeat("&", `<a href="${C}/?`, '">'),
  "&# in an address": repeat("&#", `<a href="${C}/?`, '">'),
  "&a in an address": repeat("&a", `<a href="${C}/?`, '">'),
  "&amp; in an address": repeat("&amp;", `<a href="${C}/?`, '">'),
  "&#0000 in an address": repeat("0", `<a href="${C}/?&#`, ';">'),
  "double quotes": repeat('"', "<a href="),
  "quotes in turns": repeat("\"'", "<a x="),
  "equals signs": repeat("=", "<a "),
  "slashes in a tag": repeat("/", "<a "),
  "spaces in a tag": repeat(" ", "<a href"),
  "spaces before a value": repeat(" ", "<a href=", `"${C}/">`),
  "many attributes": repeat("a=b ", "<a ", ">"),
  "many names": numbered((n) => `a${n}=b `, "<a ", ">"),
  "one name many times": repeat(`href="${C}/" `, "<a ", ">"),
  "many addresses": repeat(`<a href="${C}/x">`),
  "many relative addresses": repeat('<a href="../x">', `<base href="${C}/a/b/">`),
  "a long address": repeat("a", `<a href="${C}/`, '">'),
  "a long relative address": repeat("../", `<base href="${C}/"><a href="`, '">'),
  "dots in an address": repeat("./", `<a href="${C}/`, '">'),
  "%2e in an address": repeat("%2e/", `<a href="${C}/`, '">'),
  "tabs in an address": repeat("\t", '<a href="ht', `tps://cdn.example/">`),
  "spaces around an address": repeat(" ", '<a href="', `${C}/">`),
  "bytes above ASCII in an address": repeat("\xe9", `<a href="${C}/`, '">'),
  "user names": repeat("u@", '<a href="https://', 'cdn.example/">'),
  "a long host": repeat("a.", '<a href="https://', 'wide.example/">'),
  "an unfinished tag": repeat("x", "<a "),
  "an unfinished value": repeat("x", '<a href="'),
  "svg in svg": repeat("<svg>"),
  "svg and foreignObject": repeat("<svg><foreignObject>"),
  "svg and math": repeat("<svg><math>"),
  "svg opened and closed": nested("<svg>", "</svg>"),
  "end tags of svg": repeat("</svg>"),
  breakouts: repeat("<svg><p>"),
  "script escapes": repeat("<!--<script>", "<script>"),
  "script ends that are none": repeat("</scrip", "<script>"),
  "dashes in a script": repeat("-", "<script><!--"),
  "< in a script": repeat("<", "<script>"),
  "< in a title": repeat("<", "<title>"),
  "title ends that are none": repeat("</titl", "<title>"),
  noscripts: repeat("<noscript>"),
  "noscript ends that are none": repeat("</noscrip", "<noscript>"),
  styles: repeat("<style></style>"),
  "url( in a style": repeat("url(", "<style>"),
  "style ends that are none": repeat("</styl", "<style>"),
  "a long style attribute": repeat(`a:url(${C}/);`, '<a style="', '">'),
  "parentheses in a style attribute": repeat("(", '<a style="', '">'),
  "a long srcset": repeat(`${C}/a 1x,`, '<img srcset="', '">'),
  "commas in a srcset": repeat(",", '<img srcset="', '">'),
  "a, in a srcset": repeat("a,", '<img srcset="', '">'),
  "parentheses in a srcset": repeat("a (", '<img srcset="', '">'),
  "spaces in a srcset": repeat(" ", '<img srcset="', 'a">'),
  "a long ping": repeat(`${C}/ `, '<a ping="', '">'),
  "a long rel": repeat("preconnect ", '<link rel="', '" href=x>'),
  "spaces in a refresh": repeat(" ", '<meta http-equiv=refresh content="0', `;url=${C}/">`),
  "digits in a refresh": repeat("1", '<meta http-equiv=refresh content="', '">'),
  "spaces behind a refresh": repeat(" ", `<meta http-equiv=refresh content="0;url=${C}/`, 'x">'),
  "quotes in a refresh": repeat("'", '<meta http-equiv=refresh content="0;url=', '">'),
  bases: repeat(`<base href="${C}/a/">`),
  "a long srcdoc": repeat(`<a href=${C}/>`, '<iframe srcdoc="', '">'),
  "srcdoc in srcdoc": repeat("<iframe srcdoc=", ""),
  "& in a srcdoc": repeat("&amp;", '<iframe srcdoc="', '">'),
  NULs: repeat("\0"),
  doctypes: repeat("<!doctype "),
});

export const CSS_FAMILIES: readonly Family[] = named({
  "url(": repeat("url("),
  "url with an address": repeat(`url(${C}/)`),
  "an unfinished url": repeat("a", "url("),
  "spaces in a url": repeat(" ", "url(", "x)"),
  "spaces behind a url": repeat(" ", `url(${C}/`, "x)"),
  backslashes: repeat("\\"),
  "backslashes in a string": repeat("\\", '"'),
  "escapes in a url": repeat("\\26 ", `url(${C}/`, ")"),
  "escaped letters": repeat("\\75"),
  "@": repeat("@"),
  "@import": repeat("@import "),
  "@import with a string": repeat(`@import "${C}/";`),
  "opening parentheses": repeat("("),
  "image-set(": repeat("image-set("),
  "closing parentheses": repeat(")"),
  "nested parentheses": nested("a(", ")"),
  quotes: repeat('"'),
  strings: repeat("'\""),
  "/*": repeat("/*"),
  "stars in a comment": repeat("*", "/*"),
  "/* */": repeat("/**/"),
  slashes: repeat("/"),
  "a long name": repeat("a"),
  names: repeat("a "),
  dashes: repeat("-"),
  "<!--": repeat("<!--"),
  braces: repeat("{}"),
  semicolons: repeat(";"),
});

export const ADDRESS_FAMILIES: readonly Family[] = named({
  slashes: repeat("/", C),
  "up and up": repeat("../", `${C}/`),
  dots: repeat(".", "https://"),
  "%2e": repeat("%2e", `${C}/`),
  tabs: repeat("\t", "https:"),
  spaces: repeat(" ", "", C),
  backslashes: repeat("\\"),
  "at signs": repeat("@", "https://"),
  colons: repeat(":", "https://"),
  "a host of many labels": repeat("a.", "https://", "wide.example"),
  "a query": repeat("?a=b&", `${C}/`),
  "a fragment": repeat("#", `${C}/`),
});

export const VALUE_FAMILIES: readonly Family[] = named({
  semicolons: repeat(";"),
  "equals signs": repeat("="),
  spaces: repeat(" ", "a=b", "c"),
  "a long name": repeat("a", "", "=b"),
  pairs: repeat("a=b; "),
  "many pairs": numbered((n) => `a${n}=b; `),
  attributes: repeat("Path=/; ", "a=b; "),
  commas: repeat(","),
  links: repeat(`<${C}/>; rel=preload, `),
  "opening brackets": repeat("<"),
  quotes: repeat('"', "<a>; rel="),
  "rel without an end": repeat("; rel=", "<a>"),
  "spaces in rel": repeat(" ", '<a>; rel="', '"'),
});

export const JSON_FAMILIES: readonly Family[] = named({
  quotes: repeat('"'),
  backslashes: repeat("\\", '"'),
  "opening brackets": repeat("["),
  "opening braces": repeat('{"a":'),
  "a long string": repeat("a", '"'),
  addresses: repeat(`"${C}/",`, "["),
  "\\u": repeat("\\u0041", '"', '"'),
});

export const PLAYLIST_FAMILIES: readonly Family[] = named({
  lines: repeat("a\n"),
  "empty lines": repeat("\n"),
  "a long line": repeat("a"),
  "a long tag": repeat("A", "#EXT-X-KEY:"),
  attributes: repeat('URI="a",', "#EXT-X-KEY:"),
  "URI without a value": repeat(",URI=", "#EXT-X-KEY:"),
  "capitals and dashes": repeat("A-", "#EXT-X-KEY:,"),
  spaces: repeat(" ", "#EXT-X-DEFINE:VALUE="),
  "<": repeat("<"),
  elements: repeat("<BaseURL>"),
  "<!--": repeat("<!--"),
  "<?": repeat("<?"),
  "quotes in a tag": repeat('"', "<a b="),
});

export const SCRIPT_FAMILIES: readonly Family[] = named({
  slashes: repeat("/"),
  "escaped slashes": repeat("\\/"),
  backslashes: repeat("\\"),
  "https:": repeat("https:"),
  "https://": repeat("https://"),
  addresses: repeat(`"${C}/x",`),
  "a long host": repeat("a.", "https://"),
  "hosts that only begin alike": repeat(`${C}.net/`),
  "%25": repeat("%25", "https"),
  "%2f": repeat("%2f"),
  "\\u002f": repeat("\\u002f"),
  colons: repeat(":"),
  ports: repeat(`${C}:1`),
  "location.": repeat("location."),
  "spaces behind location": repeat(" ", "location", ".host"),
  "window.": repeat("window."),
  "spaces before location": repeat(" ", "x", "location.host"),
  "our name": repeat("m.zone"),
  "our name with a door": repeat("https://m.zone/dr/cdn/"),
  "letters before our name": repeat("a", "", "m.zone"),
  boundaries: repeat("\r\n--b"),
  "line ends": repeat("\r\n"),
});
