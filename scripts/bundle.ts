// Bundles of the Workers, made in memory: what `mint` uploads is always what lies in workers/. The relay's cover is left
// out as a module of its own, so that one bundle serves every zone and a zone's upload adds its cover beside it. So are the
// scripts it hands to browsers, and WebAssembly, because Workers compile none at run time: they come beside the main module.
// What a Worker imports only once it is needed stays a module of its own as well, and is not parsed at a cold start.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "esbuild";
import type { CoverSite } from "../shared/domain/cover.ts";
import type { WorkerModule } from "./providers/provider.ts";

export const WORKER_NAMES = ["relay", "beacon", "warden"] as const;
type WorkerName = (typeof WORKER_NAMES)[number];

const WORKERS = fileURLToPath(new URL("../workers/", import.meta.url));
const COVER_MODULE = "site.js";
/** What readers' browsers run, which the relay only hands out. */
export const CLIENT_MODULE = "clientscripts.js";

/** The main module first, then what it imports. */
export type WorkerBundle = readonly [main: WorkerModule, ...beside: WorkerModule[]];

const made = new Map<WorkerName, Promise<WorkerBundle>>();

/** The modules of a Worker of this installation, made once a process. */
export function bundleOf(name: WorkerName): Promise<WorkerBundle> {
  const standing = made.get(name) ?? (name === "relay" ? bundleRelay() : bundle(name, { entry: "index.ts" }));
  made.set(name, standing);
  return standing;
}

/** The module that `workers/relay/site.ts` stands in for: the zone's own cover. */
export function coverModule(cover: CoverSite): WorkerModule {
  return javascript(COVER_MODULE, `export const site = ${JSON.stringify(cover)};\n`);
}

/** `plugins` are for what measures a part of the relay by building it without. */
export async function bundleRelay(plugins: readonly Plugin[] = []): Promise<WorkerBundle> {
  const outside = [leftOutside("site.ts", COVER_MODULE), leftOutside("clientscripts.ts", CLIENT_MODULE)];
  const [main, ...beside] = await bundle("relay", { entry: "index.ts", plugins: [...outside, ...plugins] });
  return [main, clientModule(await clientScripts()), ...beside];
}

const CARRIED = ["olderkeys", "failover", "fallback", "ownpages", "keep"] as const;

export interface ClientScripts {
  readonly lifeboat: WorkerModule;
  readonly shim: WorkerModule;
  readonly bar: WorkerModule;
  /** Goes out in one script with the bar: what a page gets beside the shim, after everything else. */
  readonly sockets: WorkerModule;
  /** What a lifeboat imports, by name and in this order: Ed25519 where a browser lacks it comes before what asks for it. */
  readonly carried: Readonly<Record<(typeof CARRIED)[number], WorkerModule>>;
}

/** What readers' browsers run: classic scripts, in the language of those that have service workers and are still about. */
export async function clientScripts(): Promise<ClientScripts> {
  const inBrowser = { format: "iife", target: "es2020", stands: IN_OLDER_BROWSERS } as const;
  const [[lifeboat], [shim], [sockets], [bar], [olderkeys], [failover], [fallback], [ownpages], [keep]] =
    await Promise.all([
      bundle("lifeboat", { entry: "worker/worker.ts", ...inBrowser }),
      bundle("lifeboat", { entry: "shim/index.ts", ...inBrowser, format: "esm", around: AROUND_SHIM }),
      bundle("lifeboat", { entry: "sockets/index.ts", ...inBrowser }),
      bundle("lifeboat", { entry: "bar/bar.ts", ...inBrowser }),
      bundle("lifeboat", { entry: "failover/olderkeys.ts", ...inBrowser }),
      bundle("lifeboat", { entry: "failover/index.ts", ...inBrowser }),
      bundle("lifeboat", { entry: "fallback/index.ts", ...inBrowser }),
      bundle("lifeboat", { entry: "ownpages/index.ts", ...inBrowser }),
      bundle("lifeboat", { entry: "keep/index.ts", ...inBrowser }),
    ]);
  return { lifeboat, shim, bar, sockets, carried: { olderkeys, failover, fallback, ownpages, keep } };
}

// What phones of a few years ago lack and esbuild does not write out: calls go to stand-ins instead.
const IN_OLDER_BROWSERS = {
  file: `${WORKERS}lifeboat/older.ts`,
  names: { "URL.parse": "parseUrl", "URL.canParse": "canParseUrl", "Object.hasOwn": "hasOwn" },
} as const;

// The shim is one function of a window: it reads its own text for workers and for frames that are still to come, and is
// called for those that stand, whatever a page's policy says of eval. A page may call its own variables `URL` or `Map`; what
// the shim uses is what stood there before any script of the page.
const WINDOW_NAMES =
  "Blob,Document,DOMException,Element,JSON,Location,Map,MessageEvent,MutationObserver," +
  "Number,Object,Promise,Proxy,Reflect,RegExp,Set,String,Symbol,URL,WeakMap,document,location,window";
const AROUND_SHIM = {
  before: `(function hezar(given,globalThis=self){const{${WINDOW_NAMES}}=globalThis;`,
  after: "})();",
} as const;

interface BundleOptions {
  readonly entry: string;
  readonly format?: "esm" | "iife";
  readonly target?: string;
  readonly plugins?: readonly Plugin[];
  readonly around?: { readonly before: string; readonly after: string };
  /** What `file` exports in place of globals. */
  readonly stands?: { readonly file: string; readonly names: Readonly<Record<string, string>> };
}

async function bundle(name: WorkerName | "lifeboat", options: BundleOptions): Promise<WorkerBundle> {
  const { entry, format = "esm", target = "es2024", plugins = [], around, stands } = options;
  const wasm = new Map<string, string>();
  const later = new Map<string, string>();
  const { outputFiles } = await build({
    entryPoints: [`${WORKERS}${name}/${entry}`],
    bundle: true,
    write: false,
    minify: true,
    format,
    target,
    // Escaped, a letter that is not Latin takes six bytes.
    charset: "utf8",
    platform: "neutral",
    mainFields: ["module", "main"],
    conditions: ["workerd", "worker", "import"],
    external: ["cloudflare:*"],
    legalComments: "none",
    logLevel: "silent",
    ...(stands && { define: stands.names, inject: [stands.file] }),
    plugins: [...plugins, wasmBeside(wasm), loadedLater(later), withoutUnused],
  });
  // Always in the same order, whichever was found first.
  const inOrder = (found: ReadonlyMap<string, string>) => [...found].sort(([one], [other]) => (one < other ? -1 : 1));
  const beside = inOrder(wasm).map(async ([module, path]): Promise<WorkerModule> => {
    return { name: module, type: "application/wasm", content: new Uint8Array(await readFile(path)) };
  });
  for (const [module, path] of inOrder(later)) {
    // One that leads back to itself would never be done.
    if (path === resolve(WORKERS, name, entry)) throw new Error(`${module} imports itself`);
    const [main] = await bundle(name, { ...options, entry: relative(`${WORKERS}${name}`, path) });
    beside.push(Promise.resolve({ ...main, name: module }));
  }
  const text = outputFiles[0]?.text ?? "";
  const content = around ? around.before + text + around.after : text;
  return [javascript(`${name}.js`, content), ...(await Promise.all(beside))];
}

/** Notes the imported `*.wasm` in `found`, by the name under which they are uploaded. */
function wasmBeside(found: Map<string, string>): Plugin {
  return {
    name: "wasm-beside",
    setup: ({ onResolve }) => {
      onResolve({ filter: /\.wasm$/ }, ({ path, resolveDir }) => {
        const name = basename(path);
        found.set(name, resolve(resolveDir, path));
        return { path: `./${name}`, external: true };
      });
    },
  };
}

/** Notes what is imported by `import()` in `found`, by the name of its own module. */
function loadedLater(found: Map<string, string>): Plugin {
  return {
    name: "loaded-later",
    setup: ({ onResolve }) => {
      onResolve({ filter: /^\.\/[a-z/]+\.ts$/ }, ({ kind, path, resolveDir }) => {
        if (kind !== "dynamic-import") return undefined;
        const name = path.slice(2).replace(/(?:\/index)?\.ts$/, ".js");
        found.set(name, resolve(resolveDir, path));
        return { path: `./${name}`, external: true };
      });
    },
  };
}

/**
 * What Hono's one class brings along and no Worker here calls: apps mounted in apps, and the parsing of forms. 1.3 kB of
 * every relay; whoever comes to call them gets an error that names this place.
 */
const withoutUnused: Plugin = {
  name: "without-unused",
  setup: ({ onLoad }) => {
    onLoad({ filter: /[\\/]hono[\\/]dist[\\/]utils[\\/](?:mount|body)\.js$/ }, () => ({
      contents: `const leftOut = () => { throw new Error("left out by scripts/bundle.ts"); };
export { leftOut as createMountedRequest, leftOut as parseBody };`,
    }));
  },
};

/** A module that stands in the relay's source for one made here. */
function leftOutside(source: string, module: string): Plugin {
  return {
    name: `${source}-outside`,
    setup: ({ onResolve }) => {
      onResolve({ filter: new RegExp(`^\\./${source.replace(".", "\\.")}$`) }, () => ({
        path: `./${module}`,
        external: true,
      }));
    },
  };
}

/** The module that `workers/relay/clientscripts.ts` stands in for: the built scripts of the reader's browser, as text. */
function clientModule({ lifeboat, shim, bar, sockets, carried }: ClientScripts): WorkerModule {
  const texts = Object.entries(carried).map(([name, { content }]) => [name, content]);
  const lines = [
    `export const lifeboatScript = ${JSON.stringify(lifeboat.content)};`,
    `export const shimScript = ${JSON.stringify(shim.content)};`,
    `export const barScript = ${JSON.stringify(`${sockets.content}${bar.content}`)};`,
    `export const carriedScripts = ${JSON.stringify(Object.fromEntries(texts))};`,
    `export const carriedVersion = "${createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 16)}";`,
  ];
  return javascript(CLIENT_MODULE, `${lines.join("\n")}\n`);
}

function javascript(name: string, content: string): WorkerModule {
  return { name, type: "application/javascript+module", content };
}
