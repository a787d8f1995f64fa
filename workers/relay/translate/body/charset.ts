// Finds a body's encoding as browsers do (byte order mark, then header, then what the body says in its first 1024 bytes)
// and puts the right stage before and behind its scanner. As long as all bytes are ASCII every encoding but UTF-16 reads
// them alike, so nothing waits for the answer until the first byte that is not. A body that says nothing is taken for a
// superset of ASCII; that some browsers then guess is a limit.
import { type Bytes, joinBytes, type Scanner, toByteString } from "../bytes.ts";
import { createDoubleByteStage } from "./doublebyte.ts";
import { type Encoding, encodingInside } from "./encoding.ts";
import { createIso2022Stage } from "./iso2022.ts";
import { PRESCAN_BYTES, type Prescan } from "./prescan.ts";
import type { Stage } from "./stage.ts";
import { createUtf16Stage, UTF8_MARK } from "./utf16.ts";

export interface CharsetOptions {
  /** What the header says. */
  readonly declared: Encoding | undefined;
  readonly prescan: Prescan;
  readonly create: () => Scanner;
}

const ASCII: Encoding = { family: "ascii" };
const EMPTY: Bytes = new Uint8Array(0);
/** A byte order mark, or `<?x` in UTF-16. */
const MARK_BYTES = 6;
const ESCAPE = 0x1b;

type Place = "mark" | "head" | "body";

export function createCharsetScanner({ declared, prescan, create }: CharsetOptions): Scanner {
  let place: Place = "mark";
  let scanner: Scanner | undefined;
  let held: Bytes = EMPTY;
  let head = "";
  /** What the caller lends for what comes out of this push. */
  let lent: Bytes | undefined;

  const reader = () => {
    scanner ??= create();
    return scanner;
  };
  const settle = (encoding: Encoding): Bytes[] => {
    place = "body";
    const stage = stageOf(encoding);
    if (stage) scanner = staged(reader(), stage);
    const rest = held;
    held = EMPTY;
    // The header has gone: what is UTF-8 from here on must say so itself.
    const mark = encoding.family === "utf-16" && declared?.family !== "utf-16" ? [UTF8_MARK] : [];
    // Lent memory is for the first pieces only.
    const spare = mark.length > 0 ? undefined : lent;
    return [...mark, ...(rest.length > 0 ? reader().push(rest, spare) : [])];
  };
  const settleByHead = (isWhole: boolean): Bytes[] | undefined => {
    const label = prescan(head, isWhole);
    return label === undefined && !isWhole
      ? undefined
      : settle((label === undefined ? undefined : encodingInside(label)) ?? ASCII);
  };

  const atMark = (chunk: Bytes, isFinal: boolean): Bytes[] => {
    held = held.length > 0 ? joinBytes([held, chunk]) : chunk;
    if (!isFinal && held.length < MARK_BYTES) {
      held = held.slice();
      return [];
    }
    const marked = markOf(held, declared === undefined) ?? declared;
    if (marked) return settle(marked);
    const first = held;
    held = EMPTY;
    place = "head";
    return inHead(first);
  };
  const inHead = (chunk: Bytes): Bytes[] => {
    const look = chunk.subarray(0, PRESCAN_BYTES - head.length);
    const odd = held.length > 0 ? 0 : look.findIndex((byte) => byte >= 0x80 || byte === ESCAPE);
    head += toByteString(look);
    const isWhole = head.length >= PRESCAN_BYTES;
    if (odd < 0 && !isWhole) return reader().push(chunk, lent);
    const plain = isWhole || odd <= 0 ? [] : reader().push(chunk.subarray(0, odd));
    if (plain.length > 0) lent = undefined;
    if (!isWhole) held = joinBytes([held, chunk.subarray(odd)]).slice();
    else held = held.length > 0 ? joinBytes([held, chunk]) : chunk;
    return [...plain, ...(settleByHead(isWhole) ?? [])];
  };

  return {
    push(chunk, spare) {
      if (place === "body") return reader().push(chunk, spare);
      lent = spare;
      return place === "mark" ? atMark(chunk, false) : inHead(chunk);
    },
    flush() {
      lent = undefined;
      const first = place === "mark" ? atMark(EMPTY, true) : [];
      const last = place === "body" ? [] : (settleByHead(true) ?? []);
      return [...first, ...last, ...reader().flush()];
    },
  };
}

function markOf(bytes: Bytes, isUndeclared: boolean): Encoding | undefined {
  const [first, second, third, fourth] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return ASCII;
  if (first === 0xff && second === 0xfe) return { family: "utf-16", label: "utf-16le" };
  if (first === 0xfe && second === 0xff) return { family: "utf-16", label: "utf-16be" };
  if (!isUndeclared) return undefined;
  if (first === 0x3c && second === 0 && third === 0x3f && fourth === 0) return { family: "utf-16", label: "utf-16le" };
  const isBig = first === 0 && second === 0x3c && third === 0 && fourth === 0x3f;
  return isBig ? { family: "utf-16", label: "utf-16be" } : undefined;
}

function stageOf(encoding: Encoding): Stage | undefined {
  if (encoding.family === "utf-16") return createUtf16Stage(encoding.label);
  if (encoding.family === "iso-2022-jp") return createIso2022Stage();
  return encoding.family === "double-byte" ? createDoubleByteStage(encoding.label) : undefined;
}

function staged(scanner: Scanner, stage: Stage): Scanner {
  const leave = (pieces: readonly Bytes[]) => pieces.map((piece) => stage.leave(piece));
  return {
    push: (chunk) => leave(scanner.push(stage.enter(chunk))),
    flush: () => leave([...scanner.push(stage.end()), ...scanner.flush()]),
  };
}
