// Comments name other files, and files move: what a comment names must stand somewhere in the tree. A name is held to be
// the end of some path, or a way from the comment's own folder.

import { readdir, readFile } from "node:fs/promises";
import { dirname, join, posix, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const ROOT = new URL("../../", import.meta.url);
const FOLDERS = ["workers", "shared", "scripts", "test"];
const COMMENT = /^\s*(?:\/\/|\/?\*+)(.*)$/gm;
const NAMED = /(?<![\w./{}*~-])((?:[\w.-]+\/)*[\w.-]+\.(?:ts|md|toml|wasm))\b/g;
/** Names that stand for any. */
const EXAMPLES = new Set(["./x.wasm"]);

async function filesBelow(folder: string): Promise<string[]> {
  const entries = await readdir(new URL(`${folder}/`, ROOT), { recursive: true, withFileTypes: true });
  // An application of the tests brings packages of its own.
  return entries
    .filter((entry) => entry.isFile() && !entry.parentPath.includes("node_modules"))
    .map((entry) => relative(fileURLToPath(ROOT), join(entry.parentPath, entry.name)));
}

describe("comments tell the truth about the tree", async () => {
  const sources = (await Promise.all(FOLDERS.map(filesBelow))).flat();
  const all = [...sources, ...(await filesBelow("docs")), ...(await readdir(ROOT))];
  const stands = (named: string, from: string) =>
    all.some((file) => file === named || file === posix.join(dirname(from), named) || file.endsWith(`/${named}`));

  it("every file they name stands", async () => {
    const missing = await Promise.all(
      sources
        .filter((file) => file.endsWith(".ts"))
        .map(async (file) => {
          const text = await readFile(new URL(file, ROOT), "utf8");
          const comments = [...text.matchAll(COMMENT)].map(([, comment = ""]) => comment).join("\n");
          const named = [...comments.matchAll(NAMED)].map(([, name = ""]) => name);
          return named.filter((name) => !EXAMPLES.has(name) && !stands(name, file)).map((name) => `${file}: ${name}`);
        }),
    );
    expect(missing.flat()).toEqual([]);
  });
});
