import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { bundleOf, CLIENT_MODULE, clientScripts, coverModule, WORKER_NAMES } from "../../scripts/bundle.ts";

/** Of a window, what a script of ours might use. */
const browserGlobals = Object.fromEntries(
  (
    "Array Attr Blob CSSStyleSheet Document DOMException DOMParser Element Error Event EventTarget FormData Headers " +
    "HTMLIFrameElement JSON Location Map MessageEvent MutationObserver Node Number Object Promise Proxy Range Reflect RegExp " +
    "Request Response Set ShadowRoot String Symbol TypeError URL WeakMap WeakSet Worker document location navigator window"
  )
    .split(" ")
    .map((name) => [name, true]),
);
const LIMIT_BYTES = 60 * 1024;
const CLIENT_LIMIT_BYTES = 15 * 1024;
/** Read once, when a lifeboat is installed, never before a page. */
const FAILOVER_LIMIT_BYTES = 21 * 1024;
/** Loaded beside the page and shown after it. */
const BAR_LIMIT_BYTES = 4 * 1024;
const KEEP_LIMIT_BYTES = 7.5 * 1024;
const SOCKETS_LIMIT_BYTES = 3.5 * 1024;
/** What a reader sees of us, in five languages: the bar, the page for when nobody answers, and a panic's. */
const SEEN_LIMIT_BYTES = 15 * 1024;

describe("the bundles of the Workers", () => {
  for (const name of WORKER_NAMES) {
    it(`${name} imports nothing but the platform, its cover and the WebAssembly beside it`, async () => {
      const [{ content }, ...beside] = await bundleOf(name);
      const statements = String(content).matchAll(/(?<!["`@])\bimport(?:[\w*\s,]*(?:\{[^}]*\})?\s*from)?\s*"([^"]+)"/g);
      const imported = [...statements].map(([, path = ""]) => path);
      const wasm = beside.map((module) => `./${module.name}`);
      const allowed = [...(name === "relay" ? ["./site.js"] : []), "cloudflare:workers", ...wasm];
      expect(imported.filter((path) => !allowed.includes(path))).toEqual([]);
    });

    it(`${name} stays small: every byte is parsed at each cold start`, async () => {
      const [main, ...beside] = await bundleOf(name);
      // The rest is loaded when it is first needed.
      const parsed = [main, ...beside.filter(({ type }) => type === "application/wasm")];
      const sizes = parsed.map(({ content }) => gzipSync(content).length);
      expect(sizes.reduce((total, size) => total + size)).toBeLessThan(LIMIT_BYTES);
    });
  }

  it("loads what few requests need when the first of them comes", async () => {
    const [main, ...beside] = await bundleOf("relay");
    const later = beside.filter(({ name }) => String(main.content).includes(`import("./${name}")`));
    expect(later.map(({ name }) => name)).toEqual([
      "about.js",
      "boarding.js",
      "entering.js",
      "failover.js",
      "notices.js",
      "panic.js",
      "preflight.js",
    ]);
    expect(String(later.find(({ name }) => name === "notices.js")?.content)).toContain("The site did not answer");
    expect(main.content).not.toContain("The site did not answer");
  });

  it("carries the built scripts of the reader's browser in the relay, not their stubs", async () => {
    const [{ content }, beside] = await bundleOf("relay");
    expect(beside?.name).toBe(CLIENT_MODULE);
    expect(beside?.content).toContain("clients.claim()");
    expect(beside?.content).toContain("document.currentScript");
    expect(content).toContain("./site.js");
    expect(content).toContain(`./${CLIENT_MODULE}`);
    expect(content).not.toContain("A quiet place");
  });

  it("shim and lifeboat are small: readers load them before the first page", async () => {
    const { lifeboat, shim } = await clientScripts();
    const bytes = gzipSync(lifeboat.content).length + gzipSync(shim.content).length;
    expect(bytes).toBeLessThanOrEqual(CLIENT_LIMIT_BYTES);
  });

  it("what a lifeboat carries for a block stays small as well", async () => {
    const { carried } = await clientScripts();
    expect(gzipSync(carried.failover.content).length).toBeLessThanOrEqual(FAILOVER_LIMIT_BYTES);
  });

  it("what a reader sees of us is small with all its texts, and lies in scripts of its own", async () => {
    const { lifeboat, bar, carried } = await clientScripts();
    const { fallback, ownpages } = carried;
    expect(fallback.content).toContain("این صفحه باز نمی‌شود");
    expect(`${lifeboat.content}${carried.failover.content}`).not.toMatch(/[؀-ۿ]/);
    const bytes = [bar, fallback, ownpages].map(({ content }) => gzipSync(content).length);
    expect(bytes.reduce((sum, one) => sum + one)).toBeLessThanOrEqual(SEEN_LIMIT_BYTES);
  });

  it("everything a lifeboat carries is handed out by the relay under one version", async () => {
    const [, beside] = await bundleOf("relay");
    const { carried } = await clientScripts();
    const handed = await import(`data:text/javascript,${encodeURIComponent(String(beside?.content))}`);
    expect(Object.entries(handed.carriedScripts)).toEqual(
      Object.entries(carried).map(([name, { content }]) => [name, content]),
    );
    expect(handed.carriedVersion).toMatch(/^[0-9a-f]{16}$/);
  });

  it("Ed25519 comes apart, for the browsers that lack it", async () => {
    const { carried } = await clientScripts();
    expect(carried.failover.content).not.toContain("zip215");
    expect(gzipSync(carried.olderkeys.content).length).toBeLessThanOrEqual(4 * 1024);
  });

  it("the bar with its words in five languages stays small", async () => {
    const { bar } = await clientScripts();
    expect(gzipSync(bar.content).length).toBeLessThanOrEqual(BAR_LIMIT_BYTES);
  });

  it("saved copies stay small, with their words", async () => {
    const { carried } = await clientScripts();
    expect(gzipSync(carried.keep.content).length).toBeLessThanOrEqual(KEEP_LIMIT_BYTES);
  });

  it("what stands by for a page's sockets stays small", async () => {
    const { sockets } = await clientScripts();
    expect(gzipSync(sockets.content).length).toBeLessThanOrEqual(SOCKETS_LIMIT_BYTES);
  });

  it("the shim names every global of its window that it uses, or a frame's would be its parent's", async () => {
    const { shim } = await clientScripts();
    const [, named = ""] =
      /^\(function hezar\(given,globalThis=self\)\{const\{([^}]*)\}=globalThis;/.exec(String(shim.content)) ?? [];
    const inside = String(shim.content).replace(/"(?:[^"\\]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "");
    const used = new Set(
      inside.match(
        /(?<![.\w$])(?:[A-Z][a-z]+(?:[A-Z][A-Za-z]*)?|document|location|navigator|window)(?=[.(\s?!\]),;&|])/g,
      ),
    );
    const known = new Set(named.split(","));
    expect([...used].filter((name) => name in browserGlobals && !known.has(name))).toEqual([]);
  });

  it("shim and lifeboat call nothing that a browser of 2020 lacks", async () => {
    const { lifeboat, shim, bar, sockets, carried } = await clientScripts();
    const texts = [lifeboat, shim, bar, sockets, ...Object.values(carried)].map(({ content }) => content).join("\n");
    const newer =
      /\bURL\.(?:parse|canParse)\b|\bObject\.(?:hasOwn|groupBy)\b|\.(?:at|findLast|findLastIndex|toSorted|toSpliced|toReversed)\(|\bstructuredClone\b/g;
    expect(texts.match(newer)).toBeNull();
  });

  it("writes a cover as a module of its own, whatever its text holds", async () => {
    const page = { type: "text/html", body: "</script>` \u2028 \\ \" '" };
    const { content } = coverModule({ files: { "/": page }, notFound: page });
    const loaded = await import(`data:text/javascript,${encodeURIComponent(String(content))}`);
    expect(loaded.site).toEqual({ files: { "/": page }, notFound: page });
  });
});
