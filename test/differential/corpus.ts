// Real pages and sheets: what npm packages bring and, where it is installed, Debian's documentation. Few of them name a listed host,
// so each is given some: its absolute addresses move to the service, some relative ones become absolute.
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { CDN, FOREIGN, PRIMARY, WIDE } from "./service.ts";

const ROOTS = [fileURLToPath(new URL("../../node_modules", import.meta.url)), "/usr/share/doc"];
const MOST_BYTES = 600_000;
const MOST_DEPTH = 9;

export function listRealPages(): readonly string[] {
  return listBelow(ROOTS, /\.x?html?$/);
}

export function listRealSheets(): readonly string[] {
  return listBelow([...ROOTS, "/usr/share/javascript", "/usr/share/dokuwiki"], /\.css$/);
}

function listBelow(roots: readonly string[], name: RegExp): readonly string[] {
  return roots.filter((root) => existsSync(root)).flatMap((root) => filesBelow(root, { name, depth: 0 }));
}

function filesBelow(folder: string, { name, depth }: { readonly name: RegExp; readonly depth: number }): string[] {
  if (depth > MOST_DEPTH) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name.startsWith(".") ? [] : filesBelow(path, { name, depth: depth + 1 });
    return entry.isFile() && name.test(entry.name) && statSync(path).size <= MOST_BYTES ? [path] : [];
  });
}

const ORIGINS = [
  PRIMARY,
  CDN,
  WIDE,
  FOREIGN,
  "//cdn.example",
  "HTTP://News.Example:443",
  "https&#58;//cdn.example",
  "http://user@news.example",
];

/** The same page gets the same addresses in every run. */
export function readRealPage(path: string): Uint8Array {
  const page = readFileSync(path, "latin1");
  let turn = page.length;
  const origin = () => ORIGINS[turn++ % ORIGINS.length] ?? PRIMARY;
  const adopted = page
    .replace(/(?<==\s*["']?)https?:\/\/[A-Za-z0-9.-]+/g, origin)
    .replace(/(\b(?:href|src)\s*=\s*["'])(?=[A-Za-z0-9_./-]+["'#?])/gi, (start) =>
      turn++ % 3 === 0 ? `${start}${origin()}/` : start,
    );
  return Buffer.from(adopted, "latin1");
}

/** Some of a sheet's addresses become the service's. */
export function readRealSheet(path: string): string {
  const sheet = readFileSync(path, "latin1");
  let turn = sheet.length;
  const origin = () => SHEET_ORIGINS[turn++ % SHEET_ORIGINS.length] ?? PRIMARY;
  return sheet
    .replace(/(?<=(?:url\(\s*|@import\s*|set\(\s*)["']?)https?:\/\/[A-Za-z0-9.-]+/gi, origin)
    .replace(/((?:url\(\s*|@import\s*)["']?)(?=[A-Za-z0-9_./-]+["')?#])/gi, (start) => `${start}${origin()}/`);
}

const SHEET_ORIGINS = [
  PRIMARY,
  CDN,
  WIDE,
  FOREIGN,
  "//cdn.example",
  "HTTP://News.Example:443",
  "\\68ttps://cdn.example",
];
