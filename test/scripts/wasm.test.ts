import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { buildWasm, WASM_MODULES } from "../../scripts/wasm.ts";

describe("the WebAssembly modules", () => {
  it.each(WASM_MODULES)("$output is what $entry builds", async (source) => {
    const committed = await readFile(new URL(`../../${source.output}`, import.meta.url));
    expect(Buffer.from(await buildWasm(source)).equals(committed)).toBe(true);
  });
});
