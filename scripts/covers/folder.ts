// The operator's own cover: a folder of plain files, read whole and stored with the zone. Every problem is told at
// once, since people fix folders by hand. Links out of the folder are refused: what they point at would be published.

import { lstat, readdir, readFile, realpath } from "node:fs/promises";
import { extname, join, relative, sep } from "node:path";
import {
  COVER_BYTES_LIMIT,
  COVER_FILES_LIMIT,
  type CoverFile,
  type CoverSite,
  isCoverPath,
  parseCover,
} from "../../shared/domain/cover.ts";
import { ok, type Result, refuse } from "../../shared/domain/result.ts";

const textTypes: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".htm": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".mjs": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".xml": "application/xml",
  ".webmanifest": "application/manifest+json",
};

const binaryTypes: Readonly<Record<string, string>> = {
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".jpeg": "image/jpeg",
  ".gif": "image/gif",
  ".webp": "image/webp",
  ".avif": "image/avif",
  ".ico": "image/vnd.microsoft.icon",
  ".woff": "font/woff",
  ".woff2": "font/woff2",
  ".pdf": "application/pdf",
};

const plainNotFound = {
  type: "text/html; charset=utf-8",
  body: `<!doctype html>\n<html lang="en">\n<meta charset="utf-8">\n<title>Not found</title>\n<p>Not found. <a href="/">To the first page</a></p>\n</html>\n`,
};

/** `no-folder` when it cannot be read at all; `bad-folder` with one problem a line in `detail`. */
export async function coverFromFolder(dir: string): Promise<Result<CoverSite, "no-folder" | "bad-folder">> {
  const root = await realpath(dir).catch(() => undefined);
  if (root === undefined || !(await lstat(root)).isDirectory()) return refuse("no-folder", `${dir} is not a folder`);
  const { found, problems } = await listFolder(root);
  if (!found.some(({ name }) => name === "index.html")) problems.push("index.html is missing");
  if (found.length > COVER_FILES_LIMIT) problems.push(`${found.length} files; at most ${COVER_FILES_LIMIT} fit`);
  const bytes = found.reduce((sum, { storedBytes }) => sum + storedBytes, 0);
  if (bytes > COVER_BYTES_LIMIT) problems.push(tooBig(bytes));
  if (problems.length > 0) return refuse("bad-folder", problems.join("\n"));
  return assemble(await Promise.all(found.map(readFound)));
}

interface Found {
  readonly name: string;
  readonly file: string;
  readonly type: string;
  readonly binary: boolean;
  /** Base64 makes four bytes of three. */
  readonly storedBytes: number;
}

/** Hidden files (.DS_Store, .git) are passed over in silence; they are never meant to be published. */
async function listFolder(root: string): Promise<{ found: Found[]; problems: string[] }> {
  const found: Found[] = [];
  const problems: string[] = [];
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    const name = relative(root, file).split(sep).join("/");
    if (entry.isDirectory() || name.split("/").some((part) => part.startsWith("."))) continue;
    const checked = await checkEntry({ file, name, isFile: entry.isFile() });
    if (checked.ok) found.push(checked.value);
    else problems.push(checked.reason);
  }
  return { found: found.sort((a, b) => (a.name < b.name ? -1 : 1)), problems: problems.sort() };
}

async function checkEntry(entry: { file: string; name: string; isFile: boolean }): Promise<Result<Found>> {
  const { file, name } = entry;
  if (!entry.isFile) return refuse(`${name} is a link or a device; copy the file itself into the folder`);
  const extension = extname(name).toLowerCase();
  const type = textTypes[extension] ?? binaryTypes[extension];
  if (type === undefined)
    return refuse(`${name} has a kind of file a cover does not carry (${extension || "no ending"})`);
  if (!isCoverPath(pathOf(name))) return refuse(`${name} has a name no browser would ask for`);
  const { size } = await lstat(file);
  const binary = textTypes[extension] === undefined;
  return ok({ file, name, type, binary, storedBytes: binary ? Math.ceil(size / 3) * 4 : size });
}

async function readFound(found: Found): Promise<readonly [string, CoverFile]> {
  const content = await readFile(found.file);
  if (!found.binary) return [found.name, { type: found.type, body: content.toString("utf8") }];
  return [found.name, { type: found.type, body: content.toString("base64"), base64: true }];
}

/** `404.html` becomes the answer for unknown paths instead of a page. */
function assemble(read: readonly (readonly [string, CoverFile])[]): Result<CoverSite, "bad-folder"> {
  const files = read.filter(([name]) => name !== "404.html").map(([name, file]) => [pathOf(name), file] as const);
  const notFound = read.find(([name]) => name === "404.html")?.[1] ?? plainNotFound;
  const cover = parseCover({ files: Object.fromEntries(files), notFound });
  return cover.ok ? cover : refuse("bad-folder", cover.detail);
}

/** `about/index.html` → `/about/`; other scripts than Latin as a browser sends them, %-encoded. */
function pathOf(name: string): string {
  const parts = name.split("/").map((part) => encodeURIComponent(part));
  return `/${parts.join("/")}`.replace(/\/index\.html$/, "/");
}

function tooBig(bytes: number): string {
  const kilobytes = (count: number) => Math.ceil(count / 1024);
  return `the files make ${kilobytes(bytes)} kB as stored (pictures count a third more); ${kilobytes(COVER_BYTES_LIMIT)} kB fit`;
}
