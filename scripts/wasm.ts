// WebAssembly modules from their AssemblyScript sources: `npm run build:wasm` writes them beside the code that imports
// them, and they are committed, so that a deployment needs no compiler; a test builds them again and compares the bytes.
// Workers compile no WebAssembly at run time, so it travels as a module of its own: `import module from "./x.wasm"`.
//
// To add one: put its sources in a folder `wasm/` (kept from `tsc` and Biome, whose TypeScript this is not), with a
// `tsconfig.json` like translate/html/wasm's for editors, and name it in WASM_MODULES. Nothing else is needed: the
// bundle, the upload, wrangler and both kinds of test take any imported `*.wasm`. Base names must differ.

import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

export interface WasmSource {
  /** Both relative to the repository. */
  readonly entry: string;
  readonly output: string;
}

export const WASM_MODULES: readonly WasmSource[] = [
  { entry: "workers/relay/translate/html/wasm/scan.ts", output: "workers/relay/translate/html/scan.wasm" },
  { entry: "workers/relay/translate/search/wasm/search.ts", output: "workers/relay/translate/search/search.wasm" },
];

const ROOT = fileURLToPath(new URL("../", import.meta.url));

/** Throws what the compiler says when the source is wrong. */
export async function buildWasm({ entry }: WasmSource): Promise<Uint8Array> {
  let built: Uint8Array | undefined;
  const files = {
    writeFile: (_: string, contents: string | Uint8Array) => {
      if (typeof contents !== "string") built = contents;
    },
  };
  // No garbage collector, no checks, no imports: these modules live in memory they lay out themselves.
  const flags = ["-O3", "--noAssert", "--runtime", "stub", "--enable", "simd", "--use", "abort="];
  const { error, stderr } = await asc.main([entry, "--baseDir", ROOT, "-o", "out.wasm", ...flags], files);
  if (error || built === undefined) throw new Error(stderr.toString(), { cause: error });
  return built;
}

if (import.meta.main) {
  for (const source of WASM_MODULES) {
    const bytes = await buildWasm(source);
    await writeFile(ROOT + source.output, bytes);
    console.log(`${source.output}  ${bytes.length} bytes`);
  }
}
