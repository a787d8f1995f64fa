import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { bundleOf } from "../../scripts/bundle.ts";
import { buildWasm, WASM_MODULES } from "../../scripts/wasm.ts";

describe("the WebAssembly modules", () => {
  it.each(WASM_MODULES)("$output is what $entry builds", async (source) => {
    const committed = await readFile(new URL(`../../${source.output}`, import.meta.url));
    expect(Buffer.from(await buildWasm(source)).equals(committed)).toBe(true);
  });

  it("travel beside the relay's main module", async () => {
    const [, ...beside] = await bundleOf("relay");
    const names = WASM_MODULES.map(({ output }) => output.split("/").at(-1)).sort();
    const wasm = beside.filter(({ name }) => name.endsWith(".wasm"));
    expect(wasm.map(({ name, type }) => [name, type])).toEqual(names.map((name) => [name, "application/wasm"]));
  });
});
