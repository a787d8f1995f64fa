// A body without a type is shown as a page when it begins like one (MIME Sniffing §7.1), so it must be read like one;
// anything else goes through. A type that is merely wrong is believed: browsers never make a page of text/plain either.
import { isSpace, startsWithText } from "../ascii.ts";
import { type Bytes, joinBytes, type Scanner } from "../bytes.ts";

const TAGS = "!doctype html,html,head,script,iframe,h1,div,font,table,a,style,title,b,body,br,p"
  .split(",")
  .map((name) => `<${name}`);
const COMMENT = "<!--";
const LONGEST = 14;
/** As far as browsers look. */
const HEAD_BYTES = 1445;
const END = 62;

/** Whether `bytes` begin as a page; `undefined`: more must be seen. A byte order mark is no part of it. */
function beginsAsPage(bytes: Bytes, isWhole: boolean): boolean | undefined {
  let from = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  while (from < Math.min(bytes.length, HEAD_BYTES) && isSpace(bytes[from])) from++;
  if (from >= HEAD_BYTES) return false;
  const head = bytes.subarray(from, from + LONGEST + 1);
  if (startsWithText(head, COMMENT)) return true;
  for (const tag of TAGS) {
    const next = head[tag.length];
    if (startsWithText(head, tag) && (next === 0x20 || next === END)) return true;
  }
  return head.length > LONGEST || isWhole || (head.length > 0 && head[0] !== 60 && from > 0) ? false : undefined;
}

/** Decides by the first bytes whether `page` reads the body or nobody does. */
export function createSniffer(page: () => Scanner): Scanner {
  let held: Bytes | undefined = new Uint8Array(0);
  let scanner: Scanner | undefined;
  const decide = (isWhole: boolean): Bytes[] => {
    const head = held ?? new Uint8Array(0);
    const verdict = beginsAsPage(head, isWhole);
    if (verdict === undefined) return [];
    held = undefined;
    scanner = verdict ? page() : undefined;
    return scanner ? scanner.push(head) : [head];
  };
  return {
    push(chunk) {
      if (held === undefined) return scanner ? scanner.push(chunk) : [chunk];
      held = joinBytes([held, chunk.slice()]);
      return decide(false);
    },
    flush() {
      const out = held === undefined ? [] : decide(true);
      return scanner ? [...out, ...scanner.flush()] : out;
    },
  };
}
