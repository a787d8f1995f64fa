// Markup that scripts write as text, mapped before the browser parses it. A tokenizer of tags as in the HTML standard, as
// far as attributes and raw text need; everything between goes through as it is. A text may end inside a tag (a page
// written in pieces): that piece waits for the rest.

export interface MarkupReader {
  /** The value to write instead. */
  attribute(element: string, name: string, value: string): string;
  css(text: string): string;
  /** Undoes character references. */
  decode(value: string): string;
}

/** Gives what may be written now. */
export type WriteMarkup = (text: string, isLast: boolean) => string;

const COMMENT = "<!--";
const TAG = /<(\/?)([a-z][^\s/>]*)/giy;
const ATTRIBUTE = /[\s/]*([^\s/>][^\s/>=]*)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>"'][^\s>]*)|(?=>)))?/gy;
const TAG_END = /[\s/]*>/gy;
const RAW = new Set("script style textarea title xmp iframe noframes noscript plaintext".split(" "));
/** Without one of these nothing in a markup can need us. */
const WORTH_READING = /\/[/\t\n\r]|[\\&]|srcdoc|policy|speculation|integrity/i;

export function mapMarkup(text: string, reader: MarkupReader): string {
  return WORTH_READING.test(text) ? createMarkupWriter(reader)(text, true) : text;
}

export function createMarkupWriter(reader: MarkupReader): WriteMarkup {
  let waiting = "";
  let raw = "";
  let svg = 0;

  return (piece, isLast) => {
    const text = waiting + piece;
    let out = "";
    let at = 0;
    waiting = "";
    const wait = (from: number) => {
      if (isLast) out += text.slice(from);
      else waiting = text.slice(from);
      at = text.length;
    };
    while (at < text.length) {
      if (raw) {
        const end = findFrom(new RegExp(`</${raw}(?=[\\s/>])`, "gi"), text, at);
        const content = text.slice(at, end < 0 ? undefined : end);
        if (end < 0 && !isLast) {
          wait(at);
          break;
        }
        out += raw === "style" ? reader.css(content) : content;
        at += content.length;
        raw = "";
        continue;
      }
      const open = text.indexOf("<", at);
      out += text.slice(at, open < 0 ? undefined : open);
      if (open < 0) break;
      at = open;
      if (!isLast && /^<(?:\/|!-?)?$/.test(text.slice(at, at + 4))) {
        wait(at);
        break;
      }
      if (text.startsWith(COMMENT, at)) {
        // `<!-->` is a whole comment.
        const close = findFrom(/--!?>/g, text, at + 2);
        const end = text.indexOf(">", close) + 1;
        if (close < 0) wait(at);
        else out += text.slice(at, end);
        at = close < 0 ? text.length : end;
        continue;
      }
      TAG.lastIndex = at;
      const tag = TAG.exec(text);
      if (!tag) {
        out += "<";
        at++;
        continue;
      }
      const name = (tag[2] ?? "").toLowerCase();
      const written = writeTag(text, at + tag[0].length, { name, reader });
      if (!written) {
        wait(at);
        break;
      }
      out += tag[0] + written.text;
      at = written.end;
      const isEnd = tag[1] === "/";
      const closesItself = text[at - 2] === "/";
      if (name === "svg" || name === "math") svg = Math.max(0, svg + (isEnd ? -1 : closesItself ? 0 : 1));
      if (!isEnd && RAW.has(name) && !(svg && closesItself)) raw = name;
    }
    return out;
  };
}

interface Tag {
  readonly name: string;
  readonly reader: MarkupReader;
}

/** The tag from behind its name; undefined: its end is missing. */
function writeTag(
  text: string,
  from: number,
  { name, reader }: Tag,
): { readonly text: string; readonly end: number } | undefined {
  let out = "";
  let at = from;
  for (;;) {
    TAG_END.lastIndex = at;
    const end = TAG_END.exec(text);
    if (end) return { text: out + end[0], end: at + end[0].length };
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(text);
    if (!found || at + found[0].length >= text.length) return undefined;
    const written = found[2] ?? found[3] ?? found[4];
    at += found[0].length;
    // A quote without its partner: the value goes on in the next piece.
    if (written === undefined && /^\s*=/.test(text.slice(at, at + 64))) return undefined;
    out +=
      written === undefined
        ? found[0]
        : writeAttribute(found[0], written, { name: found[1] ?? "", element: name, reader });
  }
}

interface Written {
  readonly name: string;
  readonly element: string;
  readonly reader: MarkupReader;
}

function writeAttribute(whole: string, written: string, { name, element, reader }: Written): string {
  const value = written.includes("&") ? reader.decode(written) : written;
  const mapped = reader.attribute(element, name.toLowerCase(), value);
  if (mapped === value) return whole;
  const before = whole.slice(0, whole.indexOf("=") + 1);
  return `${before}${quoted(mapped)}`;
}

/** As an attribute's value. */
export function quoted(text: string): string {
  return `"${text.replace(/&/g, "&amp;").replace(/"/g, "&quot;")}"`;
}

function findFrom(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? -1;
}
