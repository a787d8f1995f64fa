// Bundles of the Workers, made in memory: what `mint` uploads is always what lies in workers/. The relay's cover is left
// out as a module of its own, so that one bundle serves every zone and a zone's upload adds its cover beside it.

import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import type { CoverSite } from "../shared/domain/cover.ts";
import type { WorkerModule } from "./providers/provider.ts";

export const WORKER_NAMES = ["relay", "beacon", "warden"] as const;
export type WorkerName = (typeof WORKER_NAMES)[number];

const WORKERS = fileURLToPath(new URL("../workers/", import.meta.url));
const COVER_MODULE = "site.js";

const made = new Map<WorkerName, Promise<WorkerModule>>();

/** The main module of a Worker of this installation, made once a process. */
export function bundleOf(name: WorkerName): Promise<WorkerModule> {
  const standing = made.get(name) ?? (name === "relay" ? bundleRelay() : bundle(name, { entry: "index.ts" }));
  made.set(name, standing);
  return standing;
}

/** The module that `workers/relay/site.ts` stands in for: the zone's own cover. */
export function coverModule(cover: CoverSite): WorkerModule {
  return javascript(COVER_MODULE, `export const site = ${JSON.stringify(cover)};\n`);
}

/** Bytes as they count against the provider's limit. */
export function gzipBytes(module: WorkerModule): number {
  return gzipSync(module.content).length;
}

async function bundleRelay(): Promise<WorkerModule> {
  // A service worker is a classic script: registered as a module, older browsers refuse it.
  const lifeboat = await bundle("lifeboat", { entry: "worker.ts", format: "iife" });
  return bundle("relay", { entry: "index.ts", plugins: [coverOutside, carry(lifeboat)] });
}

interface BundleOptions {
  readonly entry: string;
  readonly format?: "esm" | "iife";
  readonly plugins?: readonly Plugin[];
}

async function bundle(name: WorkerName | "lifeboat", options: BundleOptions): Promise<WorkerModule> {
  const { entry, format = "esm", plugins = [] } = options;
  const { outputFiles } = await build({
    entryPoints: [`${WORKERS}${name}/${entry}`],
    bundle: true,
    write: false,
    minify: true,
    format,
    target: "es2024",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "import"],
    external: ["cloudflare:*"],
    legalComments: "none",
    logLevel: "silent",
    plugins: [...plugins],
  });
  return javascript(`${name}.js`, outputFiles[0]?.text ?? "");
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
