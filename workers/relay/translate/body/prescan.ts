// The encoding that a body itself claims in its first 1024 bytes (HTML standard §13.2.3.2, CSS Syntax §3.2, XML 1.0 §F).
// Each function sees these bytes as a byte string, or fewer of them; it answers only what more bytes cannot change.

export const PRESCAN_BYTES = 1024;

/** Returns a label; `undefined`: none so far. `isWhole`: no more will come. */
export type Prescan = (head: string, isWhole: boolean) => string | undefined;

/** A body that cannot say it. */
export const prescanNothing: Prescan = () => undefined;

export const prescanCss: Prescan = (head) => /^@charset "([^"]*)";/.exec(head)?.[1];

export const prescanXml: Prescan = (head) =>
  /^<\?xml(?=[\t\n\r ])[^>]*?[\t\n\r ]encoding[\t\n\r ]*=[\t\n\r ]*(?:"([^">]+)"|'([^'>]+)')[^>]*>/s
    .exec(head)
    ?.slice(1)
    .find((label) => label !== undefined);

/** `<meta charset>` and `<meta http-equiv=content-type>`, before anything a tag or a comment could hide. */
export const prescanHtml: Prescan = (head, isWhole) =>
  prescanMeta(head) ?? (isWhole ? prescanXml(head, true) : undefined);

function prescanMeta(head: string): string | undefined {
  let at = 0;
  while (at < head.length) {
    const next = head.indexOf("<", at);
    if (next < 0) break;
    const rest = head.slice(next, next + 6);
    if (rest.startsWith("<!--")) at = after(head, "-->", next + 2);
    else if (/^<meta[\t\n\f\r /]/i.test(rest)) {
      const tag = readAttributes(head, next + 5);
      const label = tag.isWhole ? metaCharset(tag.attributes) : undefined;
      if (label !== undefined) return label;
      at = tag.end;
    } else if (/^<\/?[a-z]/i.test(rest)) at = readAttributes(head, endOfName(head, next + 1)).end;
    else at = /^<[!/?]/.test(rest) ? after(head, ">", next) : next + 1;
  }
  return undefined;
}

function metaCharset(attributes: ReadonlyMap<string, string>): string | undefined {
  const charset = attributes.get("charset");
  if (charset !== undefined) return charset;
  if (attributes.get("http-equiv")?.toLowerCase() !== "content-type") return undefined;
  const found = /charset[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r ;"']+))/i.exec(
    attributes.get("content") ?? "",
  );
  return found?.[1] ?? found?.[2] ?? found?.[3];
}

function after(head: string, text: string, from: number): number {
  const found = head.indexOf(text, from);
  return found < 0 ? head.length : found + text.length;
}

function endOfName(head: string, from: number): number {
  let at = from;
  while (at < head.length && !/[\t\n\f\r >]/.test(head.charAt(at))) at++;
  return at;
}

const ATTRIBUTE =
  /[\t\n\f\r /]*([^\t\n\f\r />=][^\t\n\f\r />=]*|=[^\t\n\f\r />=]*)(?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^\t\n\f\r >"'][^\t\n\f\r >]*))?)?/y;

interface Tag {
  readonly attributes: ReadonlyMap<string, string>;
  readonly end: number;
  /** Its `>` is there. */
  readonly isWhole: boolean;
}

function readAttributes(head: string, from: number): Tag {
  const attributes = new Map<string, string>();
  let at = from;
  for (;;) {
    ATTRIBUTE.lastIndex = at;
    const found = ATTRIBUTE.exec(head);
    if (!found || found[0] === "") break;
    const name = (found[1] ?? "").toLowerCase();
    if (!attributes.has(name)) attributes.set(name, found[2] ?? found[3] ?? found[4] ?? "");
    at = ATTRIBUTE.lastIndex;
  }
  while (at < head.length && /[\t\n\f\r /]/.test(head.charAt(at))) at++;
  const isWhole = head.charAt(at) === ">";
  // A quote that never closes swallows the rest.
  return { attributes, end: isWhole ? at + 1 : head.length, isWhole };
}
