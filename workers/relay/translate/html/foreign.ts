// Whether a tag stands in SVG or MathML inside HTML, where the tokenizer has other rules: CDATA exists, `<title>` and
// `<textarea>` hold markup, `<style/>` closes itself. A sketch of the standard's tree construction: integration points
// lead back to HTML, and a tag that cannot be foreign (`<div>`, `<img>`, …) breaks out.

const ROOTS = new Set(["svg", "math"]);
/** By root: `<mi>` in SVG is an ordinary element. */
const POINTS: Readonly<Record<string, ReadonlySet<string>>> = {
  svg: new Set(["foreignobject", "desc", "title"]),
  math: new Set(["annotation-xml", "mi", "mo", "mn", "ms", "mtext"]),
};
const BREAKOUTS = new Set(
  (
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr " +
    "ol p pre ruby s small span strong strike sub sup table tt u ul var"
  ).split(" "),
);
const MAX_DEPTH = 256;

export const FOREIGN_NAMES = [...ROOTS, ...Object.values(POINTS).flatMap((points) => [...points]), ...BREAKOUTS];

export interface Foreign {
  /** Notes a start tag and says whether its element is foreign. */
  open(name: string, isSelfClosing: boolean): boolean;
  close(name: string): void;
  isForeign(): boolean;
}

export function createForeign(): Foreign {
  const stack: string[] = [];
  const isForeign = () => {
    const top = stack.at(-1);
    return top !== undefined && ROOTS.has(top);
  };
  return {
    isForeign,
    open(name, isSelfClosing) {
      if (isForeign() && BREAKOUTS.has(name)) {
        while (isForeign()) stack.pop();
      }
      const isRoot = ROOTS.has(name);
      const belongs = isRoot || isForeign();
      const isTracked = isRoot || (isForeign() && POINTS[stack.at(-1) ?? ""]?.has(name) === true);
      if (isTracked && !isSelfClosing && stack.length < MAX_DEPTH) stack.push(name);
      return belongs;
    },
    close(name) {
      const found = stack.lastIndexOf(name);
      if (found >= 0) stack.length = found;
    },
  };
}
