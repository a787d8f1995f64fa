// Scripts that read where they are (`location.host`, `window.location.href`, `document.domain`) see the service's address:
// the reading is replaced by one of `hezarLocation`, an object the shim provides; where there is no shim (workers) the real
// one answers. Assignments stay, since the shim maps those.
// It is a search of bytes, no parser, and its limits are: a variable of the script's own called `location` is taken for the
// global one; readings by other ways (`const { host } = location`, `location["host"]`, `String(location)`, an alias) are
// not seen; in a string the words are rewritten unless they are the whole string.

import { type Bytes, fromByteString, type Scanner, toByteString } from "../bytes.ts";
import { createWindow } from "../window.ts";

const BEHIND_BYTES = 64;
const AHEAD_BYTES = 96;

const READ = /^location\s{0,16}\??\.\s{0,16}(hostname|host|origin|href|protocol)(?![\w$\x80-\xff])/;
const DOCUMENT_READ = /^document\s{0,16}\??\.\s{0,16}(domain|URL)(?![\w$\x80-\xff])/;
const ROOTS = /(?:(?:window|self|globalThis|document)\s{0,8}\??\.\s{0,8}){1,2}$/;
/** What may not stand before a global's name: the rest of another name, or the dot of another object. */
const NAME_BEFORE = /(?:[\w$\x80-\xff]|(?<!\.\.)\.\s{0,8})$/;
const ASSIGNED = /^\s*(?:=(?!=)|(?:[-+*/%&|^]|\*\*|<<|>>>?|&&|\|\||\?\?)=|\+\+|--)/;
/** A parenthesis on a new line behind one of these would be a call. */
const CALLED = /[\w$)\]}"'`\x80-\xff]\s*[\n\r]\s*$/;

const AS_READ: Readonly<Record<string, string>> = { domain: "hostname", URL: "href" };

export function createLocationScanner(): Scanner {
  const view = createWindow();
  let at = 0;
  /** The last bytes before the window. */
  let before = "";

  const contextBefore = (end: number) => {
    const inside = toByteString(view.bytes.subarray(Math.max(0, end - BEHIND_BYTES), end));
    return (before + inside).slice(-BEHIND_BYTES);
  };
  const run = (isFinal: boolean): Bytes[] => {
    const limit = isFinal ? view.end : Math.max(at, view.end - AHEAD_BYTES);
    let written = 0;
    for (;;) {
      at = findName(view.bytes, at, limit);
      if (at >= limit) break;
      const ahead = toByteString(view.bytes.subarray(at, Math.min(view.end, at + AHEAD_BYTES)));
      const found = readAt(contextBefore(at), ahead);
      if (found && at - found.back >= written) {
        view.replace(at - found.back, at + found.length, [fromByteString(found.text)]);
        written = at + found.length;
      }
      at += found?.length ?? 1;
    }
    const hold = isFinal ? view.end : Math.max(written, Math.min(at, view.end) - BEHIND_BYTES, 0);
    before = (before + toByteString(view.bytes.subarray(Math.max(0, hold - BEHIND_BYTES), hold))).slice(-BEHIND_BYTES);
    const out = view.take(hold);
    at -= hold;
    return out;
  };

  return {
    push(chunk) {
      view.append(chunk);
      return run(false);
    },
    flush: () => run(true),
  };
}

interface Read {
  /** How far before the name the expression begins. */
  readonly back: number;
  readonly length: number;
  readonly text: string;
}

function readAt(behind: string, ahead: string): Read | undefined {
  const found = READ.exec(ahead) ?? DOCUMENT_READ.exec(ahead);
  if (!found) return undefined;
  const root = ROOTS.exec(behind)?.[0] ?? "";
  const outside = behind.slice(0, behind.length - root.length);
  const after = ahead.slice(found[0].length);
  if (NAME_BEFORE.test(outside) || ASSIGNED.test(after) || isWholeString(outside, after)) return undefined;
  const name = AS_READ[found[1] ?? ""] ?? found[1];
  const global = CALLED.test(outside) ? "hezarLocation" : "(globalThis.hezarLocation||location)";
  return { back: root.length, length: found[0].length, text: `${global}.${name}` };
}

function isWholeString(before: string, after: string): boolean {
  const quote = before.slice(-1);
  return /["'`]/.test(quote) && after.startsWith(quote);
}

/** The first place of `location` or `document` in [from, limit), or `limit`. */
function findName(bytes: Bytes, from: number, limit: number): number {
  for (let at = from; at < limit; at++) {
    const byte = bytes[at];
    if (byte === 0x6c && bytes[at + 7] === 0x6e && bytes[at + 3] === 0x61) return at;
    if (byte === 0x64 && bytes[at + 7] === 0x74 && bytes[at + 3] === 0x75) return at;
  }
  return limit;
}
