import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { cloudflareTest } from "@cloudflare/vitest-plugin";
import { buildSync } from "esbuild";
import { defineConfig } from "vitest/config";

const isLong = process.env.HEZAR_LONG === "1";
/** What every project's tests share (test/support/seed.ts). */
const seeded = {
  provide: { seed: Number(process.env.HEZAR_SEED ?? (isLong ? Date.now() % 2 ** 31 : 3)) },
  setupFiles: ["test/support/seed.ts"],
};
/** Waits end when what they wait for is there; only a test that fails, and a machine with much else to do, waits so long. */
const PATIENCE_MILLISECONDS = 60_000;

type PoolOptions = Exclude<Parameters<typeof cloudflareTest>[0], (...given: never[]) => unknown>;
type Miniflare = NonNullable<PoolOptions["miniflare"]>;

// Two kinds of test. `test/workers/<name>/` runs inside workerd with the bindings of wrangler.toml's [env.<name>];
// everything else runs in Node and drives real processes: the edge, workerd, a browser.
const inWorkerd = (name: string, miniflare: Miniflare = {}) => ({
  plugins: [cloudflareTest({ wrangler: { configPath: "./wrangler.toml", environment: name }, miniflare })],
  // The first test of a file waits for workerd to start, which takes seconds beside two busy browsers.
  test: {
    ...seeded,
    name,
    include: [`test/workers/${name}/**/*.test.ts`],
    testTimeout: 2 * PATIENCE_MILLISECONDS,
    hookTimeout: 2 * PATIENCE_MILLISECONDS,
  },
});

// What `hezar` sets as secrets. The keys are of the seeds 7,7,7… (root) and 9,9,9… (online).
const wardenSecrets = {
  ADMIN_TOKEN: "admin-token-of-the-tests",
  BEACON_TOKEN: "beacon-token-of-the-tests",
  ONLINE_KEY: '{"id":1,"seed":"CQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQkJCQk"}',
  ROOT_KEY: "6kpsY-KcUgq-9VB7Ey7F-ZVHdq6-vnuSQh7qaRRG0iw",
  // 6,6,6… and the P-256 scalar 5,5,5…
  EVIDENCE_KEY: "BgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgYGBgY",
  REPORT_KEY: JSON.stringify({
    kty: "EC",
    crv: "P-256",
    x: "B4EOqXTOpXc-Y7iX83476aCeel_puXGkTRBlrCo6kxE",
    y: "Y35HpPmUZKD9zkSojsfXA6kYPB0GVS2eLWt2BpSBxXc",
    d: "BQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQUFBQU",
  }),
};

/** The real warden, for the beacon to ask. */
function wardenBeside(): NonNullable<Miniflare["workers"]> {
  const { outputFiles } = buildSync({
    entryPoints: ["workers/warden/index.ts"],
    bundle: true,
    format: "esm",
    write: false,
    external: ["cloudflare:*"],
    conditions: ["workerd"],
  });
  return [
    {
      name: "hezar-warden",
      modules: true,
      script: outputFiles[0]?.text ?? "",
      compatibilityDate: "2026-10-01",
      kvNamespaces: { KV: "hezar" },
      durableObjects: {
        REGISTRY: { className: "Registry", useSQLite: true },
        EVIDENCE: { className: "Evidence", useSQLite: true },
      },
      bindings: wardenSecrets,
    },
  ];
}

/**
 * In Node an import of `*.wasm` gives the compiled module, as it does in Workers. The bytes are named by their hash: vitest
 * keeps what it loaded by the text of the file, where two builds that differ in a byte above ASCII look the same.
 */
const wasmInNode = {
  name: "wasm-in-node",
  enforce: "pre" as const,
  async resolveId(source: string, importer: string | undefined) {
    if (!source.endsWith(".wasm") || importer === undefined) return null;
    const path = resolve(dirname(importer), source);
    const hash = createHash("sha256")
      .update(await readFile(path))
      .digest("hex");
    return `${WASM_PREFIX}${path}?${hash}`;
  },
  async load(id: string) {
    if (!id.startsWith(WASM_PREFIX)) return null;
    const bytes = await readFile(id.slice(WASM_PREFIX.length, id.lastIndexOf("?")));
    return `export default new WebAssembly.Module(Buffer.from("${bytes.toString("base64")}", "base64"));`;
  },
};
const WASM_PREFIX = "\0wasm:";

export default defineConfig({
  test: {
    // Browsers and meshes are waited for more than they compute: with two at a time two cores were idle half of it.
    maxWorkers: 3,
    projects: [
      {
        plugins: [wasmInNode],
        test: {
          ...seeded,
          name: "node",
          include: ["test/**/*.test.ts"],
          exclude: ["test/workers/**"],
          globalSetup: ["test/support/browser-setup.ts"],
          testTimeout: 2 * PATIENCE_MILLISECONDS,
          hookTimeout: 2 * PATIENCE_MILLISECONDS,
          expect: { poll: { timeout: PATIENCE_MILLISECONDS / 2 } },
        },
      },
      inWorkerd("relay"),
      inWorkerd("beacon", {
        bindings: { BEACON_TOKEN: wardenSecrets.BEACON_TOKEN, CONTACT: "mailto:editor@mesh.example" },
        workers: wardenBeside(),
      }),
      inWorkerd("warden", { bindings: wardenSecrets }),
    ],
  },
});
