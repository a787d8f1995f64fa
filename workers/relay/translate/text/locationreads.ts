// Scripts that read where they are (`location.host`, `window.location.href`, `document.domain`) see the service's address:
// the reading is replaced by one of `hezarLocation`, an object the shim provides; where there is no shim (workers) the real
// one answers. Assignments stay, since the shim maps those.
// It is a search of bytes, no parser, and its limits are: a variable of the script's own called `location` is taken for the
// global one; readings by other ways (`const { host } = location`, `location["host"]`, `String(location)`, an alias) are
// not seen; in a string the words are rewritten unless they are the whole string.

import { type Bytes, fromByteString, type Scanner, toByteString } from "../bytes.ts";
import { BLOCK_BYTES, engine } from "../search/engine.ts";
import { createWindow, scannerOver } from "../window.ts";

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

const NAME_BYTES = 8;
const NOTHING: Bytes = new Uint8Array(0);
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
    for (const name of names(view.bytes, { at, limit })) {
      if (name < at) continue;
      at = name;
      const ahead = toByteString(view.bytes.subarray(at, Math.min(view.end, at + AHEAD_BYTES)));
      const found = readAt(contextBefore(at), ahead);
      if (found && at - found.back >= written) {
        view.replace(at - found.back, at + found.length, [fromByteString(found.text)]);
        written = at + found.length;
      }
      at += found?.length ?? 1;
    }
    at = Math.max(at, limit);
    const hold = isFinal ? view.end : Math.max(written, Math.min(at, view.end) - BEHIND_BYTES, 0);
    before = (before + toByteString(view.bytes.subarray(Math.max(0, hold - BEHIND_BYTES), hold))).slice(-BEHIND_BYTES);
    const out = view.take(hold);
    at -= hold;
    return out;
  };

  return scannerOver(view, run);
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

/** Where `location` and `document` begin in [at, limit). What stands behind the limit is there to be read. */
function* names(bytes: Bytes, { at, limit }: { readonly at: number; readonly limit: number }): Generator<number> {
  const { exports, input, load } = engine();
  for (let from = at; from < limit; from += BLOCK_BYTES - NAME_BYTES) {
    const end = Math.min(limit, from + BLOCK_BYTES - NAME_BYTES);
    load(bytes, { from, to: Math.min(bytes.length, end + NAME_BYTES), before: NOTHING });
    for (let next = input; ; next++) {
      next = exports.findName(next, input + end - from);
      if (next >= input + end - from) break;
      yield from + next - input;
    }
  }
}
