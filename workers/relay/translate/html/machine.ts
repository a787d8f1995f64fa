// The scanner's WebAssembly: one for pages and one for each depth of documents inside them, started when first needed and
// kept as long as the isolate. Streams take turns: whoever comes next puts the state of the one before aside, so memory
// holds no more than the unfinished tags of streams that are open.
import type { AddressMap } from "../../../../shared/domain/address.ts";
import { type Bytes, fromByteString } from "../bytes.ts";
import module from "./scan.wasm";
import { ATTRIBUTE_WORDS, ELEMENT_WORDS, type Word } from "./words.ts";

type Constants =
  | "ATTRIBUTE_SHAPES"
  | "ATTRIBUTE_WORDS"
  | "ATTRIBUTES"
  | "ELEMENT_SHAPES"
  | "ELEMENT_WORDS"
  | "INPUT"
  | "INPUT_END"
  | "ORIGINS"
  | "OUTPUT"
  | "SCRATCH"
  | "SCRATCH_SECOND"
  | "STATE"
  | "STATE_END";
type Fields =
  | "AT"
  | "COUNT"
  | "ELEMENT"
  | "END"
  | "GIVEN"
  | "IS_CAREFUL"
  | "ON_PRIMARY"
  | "OUT"
  | "RAW_ENDED"
  | "RAW_FROM"
  | "RAW_READ"
  | "SHOWS_SCRIPTS"
  | "SHOWS_TAGS"
  | "TAG"
  | "XML";

interface Exports extends Readonly<Record<Constants | Fields, WebAssembly.Global>> {
  readonly memory: WebAssembly.Memory;
  addOrigin(length: number, prefixLength: number, kind: number): number;
  addWord(table: number, shapes: number, length: number, value: number): void;
  begin(): void;
  clearOrigins(doorLength: number): void;
  copyTo(to: number): number;
  originsBytes(): number;
  rebase(): void;
  run(isFinal: number): number;
}

/** What `run` asks for: nothing (all is read), edits of a tag, raw content to be read, or room in the output. */
export const EVENT = { none: 0, tag: 1, raw: 2, full: 3 } as const;

/** Of the table that is kept per mirror. */
export interface Place {
  readonly map: AddressMap;
  readonly door: string;
}

export interface Machine extends Pick<Exports, "begin" | "copyTo" | "rebase" | "run"> {
  readonly bytes: Bytes;
  /** The same memory; a field of the state lies at `field.AT` and so on. */
  readonly words: Uint32Array;
  readonly field: Readonly<Record<Fields, number>>;
  readonly place: Readonly<Record<Constants, number>>;
  /** From now on the caller's state is in; `putAside` is called when another comes. False: it was in already. */
  take(putAside: () => void, place: Place): boolean;
  /** The caller's state is needed no more. */
  leave(): void;
  /** From now on `origin`, as it is written, is replaced by `prefix`; `undefined`: left alone. */
  learn(origin: string, prefix: string | undefined): void;
}

const KEPT = 0;
const MAPPED = 1;
const ROOT = 2;
const LONGEST_ORIGIN = 280;
const LONGEST_PREFIX = 200;
/** What is cut off makes more paths look like the door's, and those are looked at with care. */
const LONGEST_DOOR = 200;

const machines: Machine[] = [];

/** Documents inside documents are read while the outer one waits, so each depth has memory of its own. */
export function machineAt(depth: number): Machine {
  const machine = machines[depth] ?? createMachine();
  machines[depth] = machine;
  return machine;
}

function createMachine(): Machine {
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const bytes = new Uint8Array(exports.memory.buffer);
  const words = new Uint32Array(exports.memory.buffer);
  const constants = Object.entries(exports).filter(([, value]) => value instanceof WebAssembly.Global);
  const place = Object.fromEntries(constants.map(([name, global]) => [name, Number(global.value)])) as Machine["place"];
  const field = Object.fromEntries(
    constants.map(([name, global]) => [name, Number(global.value) >> 2]),
  ) as Machine["field"];
  const write = (text: string, at: number) => bytes.set(fromByteString(text), at);
  const addWords = (table: number, shapes: number, all: readonly Word[]) => {
    for (const { name, value, isUsual } of all) {
      write(name, place.SCRATCH);
      exports.addWord(table, isUsual ? shapes : 0, name.length, value);
    }
  };
  addWords(place.ELEMENT_WORDS, place.ELEMENT_SHAPES, ELEMENT_WORDS);
  addWords(place.ATTRIBUTE_WORDS, place.ATTRIBUTE_SHAPES, ATTRIBUTE_WORDS);

  const known = new WeakMap<AddressMap, Bytes>();
  let current: Place | undefined;
  const forget = ({ door }: Place) => {
    const start = door.slice(0, LONGEST_DOOR);
    write(start, place.SCRATCH);
    exports.clearOrigins(start.length);
  };
  const usePlace = (next: Place) => {
    if (current?.map === next.map) return;
    if (current) known.set(current.map, bytes.slice(place.ORIGINS, place.ORIGINS + exports.originsBytes()));
    const table = known.get(next.map);
    if (table) bytes.set(table, place.ORIGINS);
    else forget(next);
    current = next;
  };

  let aside: (() => void) | undefined;
  return {
    begin: exports.begin,
    copyTo: exports.copyTo,
    rebase: exports.rebase,
    run: exports.run,
    bytes,
    words,
    field,
    place,
    take(putAside, next) {
      if (aside === putAside) return false;
      aside?.();
      aside = putAside;
      usePlace(next);
      return true;
    },
    leave() {
      aside = undefined;
    },
    learn(origin, prefix) {
      if (!current || origin.length > LONGEST_ORIGIN || (prefix ?? "").length > LONGEST_PREFIX) return;
      const add = () => {
        write(origin, place.SCRATCH);
        write(prefix ?? "", place.SCRATCH_SECOND);
        return exports.addOrigin(origin.length, (prefix ?? "").length, kindOf(prefix)) === 1;
      };
      if (add()) return;
      forget(current);
      add();
    },
  };
}

function kindOf(prefix: string | undefined): number {
  if (prefix === undefined) return KEPT;
  return prefix === "" ? ROOT : MAPPED;
}
