// What the upstream serves, made anew in each run from fixed seeds: nobody's pages, the sizes of the targets. Beside
// them real pages, which lie in pages/.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { PRIMARY, SECONDARIES } from "./hosts.ts";

const [CDN, IMG] = [SECONDARIES[0].origin, SECONDARIES[1].origin];
const WORDS =
  "river council bridge market evening report letter library winter harbour teacher garden engine public window record".split(
    " ",
  );

/** The same numbers in every run: a linear congruential generator (Numerical Recipes' constants). */
function createRandom(seed: number): (limit: number) => number {
  let state = seed >>> 0;
  return (limit) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
}

function sentence(random: (limit: number) => number, words: number): string {
  return Array.from({ length: words }, () => WORDS[random(WORDS.length)]).join(" ");
}

/** 800 articles with two absolute addresses each: about 180 kB. */
function page(articles: number): string {
  const random = createRandom(1);
  const article = (n: number) =>
    `<article class="card"><a href="${PRIMARY}/world/${n}/${sentence(random, 2).replace(" ", "-")}"><img src="${IMG}/p/${n}.jpg" alt="" width="320"><h3>${sentence(random, 5)}</h3></a><p>${sentence(random, 3)}</p></article>\n`;
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Today</title><link rel="stylesheet" href="/main.css"><script src="/app.js"></script></head>
<body><main>
${Array.from({ length: articles }, (_, n) => article(n)).join("")}</main></body></html>
`;
}

/** Bundled code as builders leave it: short names, long lines, a few addresses. */
function script(bytes: number): string {
  const random = createRandom(2);
  const lines: string[] = [];
  for (let size = 0, n = 0; size < bytes; n++) {
    const address = n % 40 === 0 ? `,u:"${n % 80 === 0 ? CDN : PRIMARY}/chunk/${n}.js"` : "";
    const line = `function f${n}(e,t){var n={k:"${sentence(random, 3)}"${address}};return e&&t?/[a-z]+\\/${n}/.test(e)?n.k:t(e+${random(1e6)}):null}`;
    lines.push(line);
    size += line.length + 1;
  }
  return `${lines.join("\n")}\n`;
}

function stylesheet(bytes: number): string {
  const random = createRandom(3);
  const rules: string[] = [`@import url("${CDN}/base.css");`];
  for (let size = 0, n = 0; size < bytes; n++) {
    const image = n % 10 === 0 ? `background:url(${IMG}/i/${n}.png) no-repeat;` : "";
    const rule = `.${WORDS[random(WORDS.length)]}-${n}>a:hover::before{${image}color:#${random(0xffffff).toString(16).padStart(6, "0")};margin:${random(40)}px auto;content:"\\201${random(10)}"}`;
    rules.push(rule);
    size += rule.length + 1;
  }
  return `${rules.join("\n")}\n`;
}

function answer(bytes: number): string {
  const random = createRandom(4);
  const items: unknown[] = [];
  for (let size = 0, n = 0; size < bytes; n++) {
    const item = { id: n, title: sentence(random, 6), url: `${PRIMARY}/world/${n}`, image: `${IMG}/p/${n}.jpg` };
    items.push(item);
    size += JSON.stringify(item).length + 1;
  }
  return JSON.stringify({ items });
}

/** Random-looking bytes, as compressed video is. */
function video(bytes: number): Uint8Array {
  const block = Buffer.concat(
    Array.from({ length: 32_768 }, (_, n) => createHash("sha256").update(`video ${n}`).digest()),
  );
  return Buffer.concat(Array.from({ length: Math.ceil(bytes / block.length) }, () => block)).subarray(0, bytes);
}

const MEGABYTE = 1_000_000;
const VIDEO_BYTES = 100 * MEGABYTE;
/** A page no buffer may hold, for the memory rows: about 220 bytes each. */
const ENDLESS_ARTICLES = { quick: 60_000, full: 400_000 };

/** Pages nobody here wrote; pages/README.md says whose they are. */
export const REAL_PAGES = ["handbook-fa", "handbook-en", "python-logging"] as const;

/** Every host a real page names becomes one of the service's, so that there is something to map. */
function adopted(html: string): string {
  return html.replace(/\bhttps?:\/\/[a-z0-9.-]+(?=[/"'?#])/gi, (origin) => (origin.length % 2 === 0 ? PRIMARY : CDN));
}

/** Writes everything below `folder`, with a gzip copy beside each text. */
export function writeInputs(folder: string, { isQuick }: { readonly isQuick: boolean }): void {
  mkdirSync(folder, { recursive: true });
  const texts: Record<string, string> = {
    "page.html": page(800),
    "app.js": script(1.2 * MEGABYTE),
    "main.css": stylesheet(200_000),
    "items.json": answer(16_000),
    "small.html": page(4),
    "small.txt": "one line of text\n",
  };
  for (const name of REAL_PAGES) {
    texts[`${name}.html`] = adopted(readFileSync(new URL(`pages/${name}.html`, import.meta.url), "utf8"));
  }
  for (const [name, text] of Object.entries(texts)) {
    writeFileSync(join(folder, name), text);
    writeFileSync(join(folder, `${name}.gz`), gzipSync(text));
  }
  writeFileSync(join(folder, "film.mp4"), video(VIDEO_BYTES));
  writeFileSync(join(folder, "endless.html"), page(isQuick ? ENDLESS_ARTICLES.quick : ENDLESS_ARTICLES.full));
}
