// One page's turn at the machine: bytes in, events answered by a reader, bytes out. Which bytes are tags, text or raw
// content the machine knows; what becomes of those it cannot settle by a look is the reader's to say.
import type { Bytes, Scanner } from "../bytes.ts";
import { EVENT, type Machine, machineAt, type Place } from "./machine.ts";
import type { Attribute, MarkupReader } from "./reader.ts";
import { ATTRIBUTES, ELEMENTS, HANDLER } from "./words.ts";

export interface MarkupOptions extends Place {
  readonly xml: boolean;
  /** Of documents inside documents. */
  readonly depth: number;
  /** Every tag with an attribute that matters is shown to the reader. */
  readonly careful: boolean;
  /** Not undefined: start tags of scripts are shown to the reader. */
  readonly scripts?: unknown;
}

/** As much as the machine reads at a time. */
const STEP_BYTES = 65_536;
/** Room behind the input for reads of 16 bytes. */
const SLACK_BYTES = 64;
const ENTRY_WORDS = 4;
const UNKNOWN = 1;

export function createMarkupScanner(reader: MarkupReader, options: MarkupOptions): Scanner {
  const machine = machineAt(options.depth);
  const { bytes, words, field, place } = machine;
  const state = new Uint8Array(place.STATE_END - place.STATE);
  let held: Bytes | undefined;
  let pieces: Bytes[] = [];
  let spare: Bytes | undefined;
  let rawScanner: Scanner | undefined;
  const at = (name: keyof Machine["field"]) => words[field[name]] ?? 0;
  const set = (name: keyof Machine["field"], value: number) => {
    words[field[name]] = value;
  };

  const putAside = () => {
    machine.rebase();
    state.set(bytes.subarray(place.STATE, place.STATE_END));
    held = bytes.slice(place.INPUT, at("END"));
  };
  const takeTurn = () => {
    if (!machine.take(putAside, options)) return;
    if (held) {
      bytes.set(state, place.STATE);
      bytes.set(held, place.INPUT);
      held = undefined;
    } else {
      machine.begin();
      set("XML", options.xml ? 1 : 0);
      set("IS_CAREFUL", options.careful ? 1 : 0);
      set("SHOWS_SCRIPTS", options.scripts === undefined ? 0 : 1);
    }
  };
  const tell = () => {
    set("ON_PRIMARY", reader.isOnPrimary() ? 1 : 0);
    set("SHOWS_TAGS", reader.wantsTags() ? 1 : 0);
  };

  const drain = () => {
    const length = at("OUT") - place.OUTPUT;
    if (length > 0 && spare && length <= spare.length) {
      spare.set(bytes.subarray(place.OUTPUT, place.OUTPUT + length));
      pieces.push(spare.subarray(0, length));
      spare = spare.subarray(length);
    } else if (length > 0) {
      pieces.push(bytes.slice(place.OUTPUT, place.OUTPUT + length));
      spare = undefined;
    }
    set("OUT", place.OUTPUT);
  };
  const emit = (text: Bytes) => {
    const room = place.OUTPUT + (place.INPUT_END - place.INPUT);
    for (let from = 0; from < text.length; from += STEP_BYTES) {
      const part = text.subarray(from, from + STEP_BYTES);
      if (at("OUT") + part.length > room) drain();
      bytes.set(part, at("OUT"));
      set("OUT", at("OUT") + part.length);
    }
  };
  const replace = (from: number, to: number, texts: readonly Bytes[]) => {
    if (machine.copyTo(from) === 0) {
      drain();
      machine.copyTo(from);
    }
    for (const text of texts) emit(text);
    set("GIVEN", to);
  };

  const readAttributes = (): Attribute[] => {
    const found: Attribute[] = [];
    for (let index = 0; index < at("COUNT"); index++) {
      const entry = (place.ATTRIBUTES >> 2) + index * ENTRY_WORDS;
      const [head = 0, from = 0, to = 0, verdict = 0] = words.subarray(entry, entry + ENTRY_WORDS);
      const name = ATTRIBUTES[head & 0xff] ?? HANDLER;
      const isNew = verdict === UNKNOWN;
      found.push({ name, from: from === 0 ? -1 : from, to, quote: (head >> 8) & 0xff, isNew });
    }
    return found;
  };
  const answerTag = () => {
    const attributes = readAttributes();
    const name = ELEMENTS[at("ELEMENT") & 0xff] ?? "";
    const edits = reader.startTag({ name, bytes, start: at("TAG"), end: at("AT"), attributes });
    for (const { from, isNew, to } of attributes) if (isNew) learn(from, to);
    for (const { from, to, text } of edits) replace(from, to, [text]);
    if (name === "script" && reader.readsScript()) set("RAW_READ", 1);
    tell();
  };
  const learn = (from: number, to: number) => {
    const text = String.fromCharCode(...bytes.subarray(from, Math.min(to, from + LONGEST_LOOK)));
    const origin = ORIGIN.exec(text)?.[1];
    const prefix = origin === undefined ? false : reader.mapOrigin(origin);
    if (origin !== undefined && prefix !== false) machine.learn(origin, prefix);
  };
  const answerRaw = () => {
    const [from, to, isEnded] = [at("RAW_FROM"), at("AT"), at("RAW_ENDED") === 1];
    rawScanner ??= reader.rawContent(ELEMENTS[at("ELEMENT") & 0xff] ?? "");
    if (rawScanner && to > from) replace(from, to, rawScanner.push(bytes.subarray(from, to)));
    if (!isEnded) return;
    if (rawScanner) replace(to, to, rawScanner.flush());
    rawScanner = undefined;
    tell();
  };
  const run = (isFinal: number) => {
    for (;;) {
      const event = machine.run(isFinal);
      if (event === EVENT.none) return;
      if (event === EVENT.tag) answerTag();
      else if (event === EVENT.raw) answerRaw();
      else drain();
    }
  };
  // What is held moves to the front only when as much has been read since, so a byte moves a constant number of times.
  const append = (part: Bytes) => {
    const waiting = at("END") - at("GIVEN");
    if (at("GIVEN") - place.INPUT >= waiting || at("END") + part.length > place.INPUT_END - SLACK_BYTES)
      machine.rebase();
    bytes.set(part, at("END"));
    set("END", at("END") + part.length);
  };
  const taken = (): Bytes[] => {
    drain();
    const out = pieces;
    pieces = [];
    spare = undefined;
    return out;
  };

  const inTurn = (read: () => void): Bytes[] => {
    try {
      takeTurn();
      tell();
      read();
      return taken();
    } catch (error) {
      // What this stream left behind in the machine is nobody's to put aside.
      machine.leave();
      throw error;
    }
  };

  return {
    push(chunk, given) {
      spare = given;
      return inTurn(() => {
        for (let from = 0; from < chunk.length; from += STEP_BYTES) {
          append(chunk.subarray(from, from + STEP_BYTES));
          run(0);
        }
      });
    },
    flush() {
      const out = inTurn(() => run(1));
      machine.leave();
      return out;
    },
  };
}

const LONGEST_LOOK = 300;
/** Origins as most pages write them. A port without a scheme means another place on another page. */
const ORIGIN = /^(https?:\/\/[a-z0-9.-]+(?::[0-9]+)?|\/\/[a-z0-9.-]+)\//;
