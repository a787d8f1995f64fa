// The searches of scripts and sheets in WebAssembly (wasm/): one instance an isolate, started when first needed. It keeps
// nothing between calls but two tables of answers (what an origin, as it is spelled, is replaced by), each of one service
// and mirror at a time; when another one's turn comes its answers are told again.
import { type Bytes, fromByteString, toByteString } from "../bytes.ts";
import module from "./search.wasm";

interface Exports {
  readonly memory: WebAssembly.Memory;
  readonly INPUT: WebAssembly.Global;
  readonly OUTPUT: WebAssembly.Global;
  readonly SCRATCH: WebAssembly.Global;
  readonly SCRATCH_SECOND: WebAssembly.Global;
  readonly SCRIPT_TABLE: WebAssembly.Global;
  readonly SHEET_TABLE: WebAssembly.Global;
  readonly given: WebAssembly.Global;
  readonly keyFrom: WebAssembly.Global;
  readonly keyTo: WebAssembly.Global;
  readonly literalAt: WebAssembly.Global;
  readonly out: WebAssembly.Global;
  readonly region: WebAssembly.Global;
  readonly sheetAt: WebAssembly.Global;
  readonly sheetFlags: WebAssembly.Global;
  readonly sheetKeyFrom: WebAssembly.Global;
  readonly sheetKeyTo: WebAssembly.Global;
  readonly sheetMode: WebAssembly.Global;
  readonly sheetQuote: WebAssembly.Global;
  clear(table: number): void;
  findName(from: number, end: number): number;
  learn(table: number, length: number, valueLength: number, kind: number, byte: number): number;
  literals(from: number, end: number): number;
  sheet(end: number, onPrimary: number): number;
}

/** What a search ends in: all is read, the output is full (call again), or the caller must look. */
export const EVENT = { done: 0, full: 1, ask: 2 } as const;
export const BLOCK_BYTES = 65_536;
/** As many bytes before a block are there to be looked back at. */
export const CONTEXT_BYTES = 48;

const KEPT = 0;
const REPLACED = 1;
const REPLACED_UNLESS = 2;
const LONGEST_TEXT = 512;

/** What takes a text's place; `unless` the byte behind the slash after it is this one. */
export interface Answer {
  readonly text: string;
  readonly unless?: number;
}

export interface Table {
  /** From now on the answers of `owner` count. */
  use(owner: object): void;
  /** `undefined`: the text stays. */
  learn(text: string, answer: Answer | undefined): void;
}

/** What was replaced: the places count from the start of the block. */
export interface Replaced {
  readonly from: number;
  readonly to: number;
  /** The engine's own memory: to be copied before the next call. */
  readonly bytes: Bytes;
}

export interface Engine {
  readonly scripts: Table;
  readonly sheets: Table;
  readonly exports: Exports;
  readonly input: number;
  /** Copies [from, to), at most BLOCK_BYTES, with `before` in front of it where the bytes do not reach back so far. */
  load(bytes: Bytes, place: { readonly from: number; readonly to: number; readonly before: Bytes }): void;
  replaced(): Replaced | undefined;
  text(from: number, to: number): string;
}

let started: Engine | undefined;

export function engine(): Engine {
  started ??= createEngine();
  return started;
}

function createEngine(): Engine {
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const memory = new Uint8Array(exports.memory.buffer);
  const input = Number(exports.INPUT.value);
  const output = Number(exports.OUTPUT.value);
  return {
    exports,
    input,
    scripts: createTable(exports, memory, Number(exports.SCRIPT_TABLE.value)),
    sheets: createTable(exports, memory, Number(exports.SHEET_TABLE.value)),
    load(bytes, { from, to, before }) {
      const reach = Math.min(from, CONTEXT_BYTES);
      if (reach < CONTEXT_BYTES) memory.set(before, input - reach - before.length);
      memory.set(bytes.subarray(from - reach, to), input - reach);
    },
    replaced() {
      const region = Number(exports.region.value);
      if (region === 0) return undefined;
      const bytes = memory.subarray(output, Number(exports.out.value));
      return { from: region - input, to: Number(exports.given.value) - input, bytes };
    },
    text: (from, to) => toByteString(memory.subarray(from, to)),
  };
}

function createTable(exports: Exports, memory: Bytes, table: number): Table {
  const [scratch, second] = [Number(exports.SCRATCH.value), Number(exports.SCRATCH_SECOND.value)];
  const answers = new WeakMap<object, Map<string, Answer | undefined>>();
  let owner: object | undefined;
  const tell = (text: string, answer: Answer | undefined): boolean => {
    const value = fromByteString(answer?.text ?? "");
    memory.set(fromByteString(text), scratch);
    memory.set(value, second);
    const kind = answer === undefined ? KEPT : answer.unless === undefined ? REPLACED : REPLACED_UNLESS;
    return exports.learn(table, text.length, value.length, kind, answer?.unless ?? 0) === 1;
  };
  return {
    use(next) {
      if (owner === next) return;
      owner = next;
      exports.clear(table);
      for (const [text, answer] of answers.get(next) ?? []) tell(text, answer);
    },
    learn(text, answer) {
      if (owner === undefined || text.length > LONGEST_TEXT || (answer?.text.length ?? 0) > LONGEST_TEXT) return;
      let known = answers.get(owner);
      if (known === undefined || !tell(text, answer)) {
        // A table that is full begins anew.
        known = new Map();
        answers.set(owner, known);
        exports.clear(table);
        tell(text, answer);
      }
      known.set(text, answer);
    },
  };
}
