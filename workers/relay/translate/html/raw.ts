// Elements whose content is no markup, and where that content ends.
import { indexOfByte, isLetter, isSpace, startsWithText } from "../ascii.ts";
import type { Window } from "../window.ts";

const [DASH, SLASH, LESS, END] = [45, 47, 60, 62];

/** noscript is markup or not by whether scripts run; both readings end at `</noscript`. */
export const RAW_NAMES = "script style textarea title xmp iframe noembed noframes noscript plaintext".split(" ");
const RAW = new Set(RAW_NAMES);

export interface Surroundings {
  readonly isXml: boolean;
  /** In SVG or MathML inside HTML. */
  readonly isForeign: boolean;
}

/** In XML and SVG all content is markup by the letter, yet a sheet is read as a sheet, and XML scripts are left alone. */
export function isRawElement(name: string, { isXml, isForeign }: Surroundings): boolean {
  if (isForeign && !isXml) return name === "style";
  return isXml ? name === "style" || name === "script" : RAW.has(name);
}

export interface RawReader {
  begin(name: string, surroundings: Surroundings): void;
  /** Reads on; `isEnd`: the end tag stands at `at`; `isShort`: more bytes are needed to tell. */
  read(at: number, isFinal: boolean): { readonly at: number; readonly isEnd: boolean; readonly isShort: boolean };
}

export function createRawReader(view: Window): RawReader {
  let name = "";
  let hasEscapes = false;
  let isForeign = false;
  /** Script data: 0 plain, 1 escaped (`<!--`), 2 double escaped (`<!-- <script`). */
  let escaped = 0;

  const stands = (text: string, at: number) => startsWithText(view.bytes.subarray(at, view.end), text);
  const isTag = (text: string, at: number) =>
    stands(text, at) && at + text.length < view.end && endsName(view.bytes[at + text.length]);
  const endsAt = (at: number) => {
    if (name === "plaintext" || view.bytes[at] !== LESS) return false;
    if (escaped < 2 && isTag(`</${name}`, at)) return true;
    // The tokenizer knows no raw text in SVG: there any tag ends it.
    return isForeign && isLetter(view.bytes[view.bytes[at + 1] === SLASH ? at + 2 : at + 1]);
  };
  const stepScript = (at: number) => {
    if (escaped > 0 && stands("-->", at)) escaped = 0;
    // The dashes of `<!--` may already be those of `-->`, so reading goes on right behind the `<`.
    else if (escaped === 0 && stands("<!--", at)) escaped = 1;
    else if (escaped === 1 && isTag("<script", at)) escaped = 2;
    else if (escaped === 2 && isTag("</script", at)) escaped = 1;
  };

  return {
    begin(element, { isXml, isForeign: inForeign }) {
      name = element;
      isForeign = inForeign && !isXml;
      hasEscapes = element === "script" && !isXml;
      escaped = 0;
    },
    read(from, isFinal) {
      for (let at = from; ; at++) {
        if (escaped === 0) at = indexOfByte(view.bytes, LESS, { from: at, end: view.end });
        if (at >= view.end) return { at: view.end, isEnd: false, isShort: false };
        if (view.bytes[at] !== LESS && view.bytes[at] !== DASH) continue;
        if (at + name.length + 3 > view.end && !isFinal) return { at, isEnd: false, isShort: true };
        if (endsAt(at)) return { at, isEnd: true, isShort: false };
        if (hasEscapes) stepScript(at);
      }
    },
  };
}

function endsName(byte: number | undefined): boolean {
  return byte === SLASH || byte === END || isSpace(byte);
}
