// Bundles of the Workers, made in memory: what `mint` uploads is always what lies in workers/. The relay's cover is left
// out as a module of its own, so that one bundle serves every zone and a zone's upload adds its cover beside it.

import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import type { CoverSite } from "../shared/domain/cover.ts";
import type { WorkerModule } from "./providers/provider.ts";

export interface Bundles {
  readonly relay: WorkerModule;
  readonly beacon: WorkerModule;
  readonly warden: WorkerModule;
}

const WORKERS = fileURLToPath(new URL("../workers/", import.meta.url));
const COVER_MODULE = "site.js";

let made: Promise<Bundles> | undefined;

/** The bundles of this installation, made once a process. */
export function bundles(): Promise<Bundles> {
  made ??= bundleAll();
  return made;
}

/** The module that `workers/relay/site.ts` stands in for: the zone's own cover. */
export function coverModule(cover: CoverSite): WorkerModule {
  return javascript(COVER_MODULE, `export const site = ${JSON.stringify(cover)};\n`);
}

/** Bytes as they count against the provider's limit. */
export function gzipBytes(module: WorkerModule): number {
  return gzipSync(module.content).length;
}

export function moduleHash(module: WorkerModule): string {
  return createHash("sha256").update(module.content).digest("hex").slice(0, 12);
}

async function bundleAll(): Promise<Bundles> {
  // A service worker is a classic script: registered as a module, older browsers refuse it.
  const lifeboat = bundle("lifeboat/worker.ts", { name: "lifeboat.js", plugins: [], format: "iife" });
  const [relay, beacon, warden] = await Promise.all([
    lifeboat.then((script) => bundle("relay/index.ts", { name: "relay.js", plugins: [coverOutside, carry(script)] })),
    bundle("beacon/index.ts", { name: "beacon.js", plugins: [] }),
    bundle("warden/index.ts", { name: "warden.js", plugins: [] }),
  ]);
  return { relay, beacon, warden };
}

async function bundle(
  entry: string,
  options: { readonly name: string; readonly plugins: readonly Plugin[]; readonly format?: "esm" | "iife" },
): Promise<WorkerModule> {
  const { outputFiles } = await build({
    entryPoints: [`${WORKERS}${entry}`],
    bundle: true,
    write: false,
    minify: true,
    format: options.format ?? "esm",
    target: "es2024",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "import"],
    external: ["cloudflare:*"],
    legalComments: "none",
    logLevel: "silent",
    plugins: [...options.plugins],
  });
  return javascript(options.name, outputFiles[0]?.text ?? "");
}

const coverOutside: Plugin = {
  name: "cover-outside",
  setup: ({ onResolve }) => {
    onResolve({ filter: /^\.\/site\.ts$/ }, () => ({ path: `./${COVER_MODULE}`, external: true }));
  },
};

/** Puts the lifeboat's own bundle where the relay's source has its placeholder. */
function carry(lifeboat: WorkerModule): Plugin {
  return {
    name: "carry-lifeboat",
    setup: ({ onLoad }) => {
      onLoad({ filter: /[\\/]relay[\\/]lifeboatscript\.ts$/ }, () => ({
        contents: `export const lifeboatScript = ${JSON.stringify(lifeboat.content)};`,
        loader: "js",
      }));
    },
  };
}

function javascript(name: string, content: string): WorkerModule {
  return { name, type: "application/javascript+module", content };
}
