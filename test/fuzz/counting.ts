// The scanners' work, counted: their WebAssembly as it is committed, with a counter put into every loop and every move of
// memory. A count is the same on any machine at any load, which no clock is. What their TypeScript does is not in it.
import binaryen from "assemblyscript/binaryen";

/** Turns of loops since the module was started, and moved bytes by sixteens, as loops move them. */
const COUNTER = '(global $work (export "work") (mut i32) (i32.const 0))';
const count = (turns: string) => `(global.set $work (i32.add (global.get $work) ${turns}))`;
const LENGTH = "(i32.shr_u (local.get 2) (i32.const 4))";
const PARAMETERS = "(param i32 i32 i32)";
const GIVEN = "(local.get 0) (local.get 1) (local.get 2)";
const MOVES = ["copy", "fill"].map(
  (name) => `(func $counted_${name} ${PARAMETERS} ${count(LENGTH)} (memory.${name} ${GIVEN}))`,
);

function counted(bytes: Uint8Array): Uint8Array {
  const text = binaryen.readBinary(bytes).emitText();
  const loops = text
    .replace(/\(loop \$\S+(?: \(result [^)]*\))?/g, (loop) => `${loop}\n${count("(i32.const 1)")}`)
    .replace(/\(memory\.(copy|fill)/g, "(call $counted_$1")
    .replace(/\)\s*$/, `${MOVES.join("\n")})`)
    .replace("(module", `(module ${COUNTER}`);
  const module = binaryen.parseText(loops);
  module.setFeatures(binaryen.Features.All);
  return module.emitBinary();
}

interface Platform {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (
    module: object,
    imports?: object,
  ) => { readonly exports: { readonly work: { readonly value: number } } };
}

/** From now on what is compiled is counted: to be called before a scanner is imported, in a file of its own. */
export function countWork(): () => number {
  const platform = (globalThis as unknown as { readonly WebAssembly: Platform }).WebAssembly;
  const { Instance, Module } = platform;
  const counters: { readonly value: number }[] = [];
  platform.Module = class extends Module {
    constructor(bytes: Uint8Array) {
      super(counted(bytes));
    }
  };
  platform.Instance = class extends Instance {
    constructor(module: object, imports?: object) {
      super(module, imports);
      counters.push(this.exports.work);
    }
  };
  return () => counters.reduce((total, { value }) => total + (value >>> 0), 0);
}
