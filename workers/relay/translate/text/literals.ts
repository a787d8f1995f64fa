// Addresses of listed origins inside scripts and JSON, found by a search of bytes and replaced by the mirror's, absolute
// and spelled as they were found: plain, with `\/`, `\u002F` or `\x2F`, or percent-encoded once or more. Only scheme and
// host change; what follows is the script's own. Nothing is parsed, so a comment or a message is rewritten like any other
// text; addresses a script puts together from pieces (`"https://" + host`) are not seen and are left to the lifeboat.
// Never touched: a host that only begins or ends like a listed one, an address with a user name, a bare host, an e-mail
// address.

import type { AddressMap, MirrorPlace } from "../../../../shared/domain/address.ts";
import { isDigit, isLetter } from "../ascii.ts";
import { type Bytes, fromByteString, joinBytes, type Scanner, toByteString } from "../bytes.ts";
import { mapReference } from "../reference.ts";
import { BLOCK_BYTES, CONTEXT_BYTES, EVENT, engine } from "../search/engine.ts";
import { BACKSLASH, COLON, DASH, DOT, LOWBAR, PERCENT, SLASH, SPACE } from "../signs.ts";
import { createWindow, scannerOver } from "../window.ts";
import { continuesHost } from "./hostend.ts";

export interface LiteralOptions {
  readonly map: AddressMap;
  readonly place: MirrorPlace;
  readonly url: string;
}

/** Two slashes of one spelling, before them a scheme or what an address may follow. Three backslashes at most. */
const BEFORE =
  /(?:(https?|wss?)(:|\\{1,3}(?:u003a|x3a)|%(?:25){0,2}3a)|(?<=^|[\s"'`(=,;>[{|]|%2[27]|\\u002[27]))(\\{0,3}\/|\\{1,3}(?:u002f|x2f)|%(?:25){0,2}2f)\3$/i;
const PORT = /^(?::|%(?:25){0,2}3a|\\{1,3}(?:u003a|x3a))([0-9]{1,5})(?![0-9])/i;
const LONGEST_HOST_BYTES = 255;
/** A port or an escaped character behind the host. */
const AFTER_BYTES = 16;

/** A port or an escape may go on in the next chunk. */
const UNFINISHED = /^(?:[:%\\][A-Za-z0-9:%\\]*)?$/;

const SCHEME_START = /(?:h|ht|htt|https?|ws{0,2})$/i;

interface HostPlace {
  readonly start: number;
  readonly end: number;
  readonly after: string;
}

interface Match {
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

export function createLiteralScanner({ map, place, url }: LiteralOptions): Scanner {
  const view = createWindow();
  const { exports, input, load, replaced, scripts, text } = engine();
  const mirror = new URL(place.origin);
  let at = 0;
  /** The last bytes before the window. */
  let before: Bytes = new Uint8Array(CONTEXT_BYTES).fill(SPACE);

  const textBefore = (end: number) => {
    const inside = view.bytes.subarray(Math.max(0, end - CONTEXT_BYTES), end);
    return end < CONTEXT_BYTES ? toByteString(before) + toByteString(inside) : toByteString(inside);
  };
  /** Two slashes end at `start`. `more`: what follows is not all there. */
  const matchAt = (start: number, isFinal: boolean): Match | "more" | undefined => {
    if (start < view.end && !isHostByte(view.bytes[start])) return undefined;
    const found = BEFORE.exec(textBefore(start));
    if (!found) return undefined;
    let end = start;
    const limit = Math.min(view.end, start + LONGEST_HOST_BYTES);
    while (end < limit && isHostByte(view.bytes[end])) end++;
    if (end - start >= LONGEST_HOST_BYTES) return undefined;
    const after = toByteString(view.bytes.subarray(end, Math.min(view.end, end + AFTER_BYTES)));
    if (!isFinal && after.length < AFTER_BYTES && UNFINISHED.test(after)) return "more";
    return readMatch(found, { start, end, after });
  };
  const readMatch = (found: RegExpExecArray, { start, end, after }: HostPlace): Match | undefined => {
    const [whole, scheme, colon = "", slash = "/"] = found;
    const port = PORT.exec(after);
    const isSentence = view.bytes[end - 1] === DOT && !/^[/:?#\\%]/.test(after);
    const to = isSentence ? end - 1 : end + (port?.[0].length ?? 0);
    if (!isSentence && continuesHost(after.slice(port?.[0].length ?? 0), slash)) return undefined;
    const host = toByteString(view.bytes.subarray(start, isSentence ? to : end));
    const security = scheme !== undefined && /^(?:http|ws)$/i.test(scheme) ? "http" : "https";
    const prefix = mapReference(`${security}://${port ? `${host}:${port[1]}` : host}/`, url, map)?.slice(0, -1);
    if (prefix === undefined) return undefined;
    const written = scheme === undefined ? "" : schemeOf(scheme, mirror) + colon;
    const name = slash.startsWith("%") ? mirror.host.replace(":", slash.replace(/2f$/i, "3A")) : mirror.host;
    return {
      from: start - whole.length,
      to,
      text: written + slash + slash + name + prefix.replaceAll("/", () => slash),
    };
  };

  /** Replaces what is known in the block [from, end) and stops at what is not. */
  const search = (from: number, end: number): number => {
    const event = exports.literals(input + at - from, input + end - from);
    const done = replaced();
    if (done) {
      view.replace(from + done.from, from + done.to, [done.bytes]);
      written = from + done.to;
    }
    at = from + Number(exports.literalAt.value) - input;
    return event;
  };
  const answer = (isFinal: boolean): boolean => {
    const [keyFrom, keyTo] = [Number(exports.keyFrom.value), Number(exports.keyTo.value)];
    const match = matchAt(at + 1, isFinal);
    if (match === "more") return false;
    if (keyTo > 0) scripts.learn(text(keyFrom, keyTo), match && { text: match.text });
    if (match && match.from >= written) {
      view.replace(match.from, match.to, [fromByteString(match.text)]);
      written = match.to;
    }
    at = match?.to ?? at + 1;
    return true;
  };
  let written = 0;
  const run = (isFinal: boolean): Bytes[] => {
    scripts.use(map);
    written = 0;
    let isWaiting = false;
    while (at < view.end && !isWaiting) {
      const from = at;
      const end = Math.min(view.end, from + BLOCK_BYTES);
      load(view.bytes, { from, to: end, before });
      while (at < end && !isWaiting) isWaiting = search(from, end) === EVENT.ask && !answer(isFinal);
    }
    const open = isWaiting
      ? Math.max(0, at + 1 - CONTEXT_BYTES)
      : isFinal
        ? view.end
        : startOfRun(view.bytes, view.end);
    const hold = Math.max(open, written);
    before = joinBytes([before, view.bytes.subarray(Math.max(0, hold - CONTEXT_BYTES), hold)]).slice(-CONTEXT_BYTES);
    const out = view.take(hold);
    at -= hold;
    return out;
  };

  return scannerOver(view, run);
}

function isHostByte(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  return isLetter(byte) || isDigit(byte) || byte === DASH || byte === DOT || byte === LOWBAR || byte >= 0x80;
}

/** `ws` for `http`, with the mirror's own security. */
function schemeOf(found: string, mirror: URL): string {
  const own = mirror.protocol.slice(0, -1);
  return found.toLowerCase().startsWith("ws") ? own.replace("http", "ws") : own;
}

/** Where the bytes begin that may be the start of an address whose rest has not come. An event's end is none of them. */
function startOfRun(bytes: Bytes, end: number): number {
  let at = end;
  while (at > 0 && end - at < CONTEXT_BYTES && isPrefixByte(bytes[at - 1] ?? 0)) at--;
  const run = toByteString(bytes.subarray(at, end));
  // Letters alone matter only as the beginning of a scheme.
  return /^[A-Za-z0-9]*$/.test(run) ? end - (SCHEME_START.exec(run)?.[0].length ?? 0) : at;
}

function isPrefixByte(byte: number): boolean {
  return isLetter(byte) || isDigit(byte) || byte === COLON || byte === SLASH || byte === BACKSLASH || byte === PERCENT;
}
