import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { coverFromFolder } from "../../../scripts/covers/folder.ts";
import { COVER_BYTES_LIMIT } from "../../../shared/domain/cover.ts";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "cover-"));
});
afterEach(() => rm(dir, { recursive: true }));

async function fill(files: Readonly<Record<string, string | Uint8Array>>): Promise<void> {
  for (const [name, body] of Object.entries(files)) {
    await mkdir(dirname(join(dir, name)), { recursive: true });
    await writeFile(join(dir, name), body);
  }
}

describe("coverFromFolder", () => {
  test("a folder becomes paths, types and bodies; 404.html answers for the rest", async () => {
    await fill({
      "index.html": "<p>hello</p>",
      "about/index.html": "<p>about</p>",
      "style.css": "p{}",
      "pictures/dot.png": Uint8Array.of(137, 80, 78, 71),
      "نان.html": "<p>bread</p>",
      "404.html": "<p>gone</p>",
      ".DS_Store": "x",
      ".git/config": "x",
    });
    const cover = await coverFromFolder(dir);
    expect(cover).toEqual({
      ok: true,
      value: {
        files: {
          "/": { type: "text/html; charset=utf-8", body: "<p>hello</p>" },
          "/about/": { type: "text/html; charset=utf-8", body: "<p>about</p>" },
          "/style.css": { type: "text/css; charset=utf-8", body: "p{}" },
          "/pictures/dot.png": { type: "image/png", body: "iVBORw==", base64: true },
          "/%D9%86%D8%A7%D9%86.html": { type: "text/html; charset=utf-8", body: "<p>bread</p>" },
        },
        notFound: { type: "text/html; charset=utf-8", body: "<p>gone</p>" },
      },
    });
  });

  test("without 404.html a plain page answers", async () => {
    await fill({ "index.html": "" });
    const cover = await coverFromFolder(dir);
    expect(cover.ok && cover.value.notFound.body).toContain("Not found");
  });

  test("every problem is told at once", async () => {
    await fill({ "movie.mp4": "x", README: "x", "big.txt": "a".repeat(COVER_BYTES_LIMIT + 1) });
    await symlink("/etc/hostname", join(dir, "secret.txt"));
    await symlink("/etc", join(dir, "etc"));
    const cover = await coverFromFolder(dir);
    expect(cover).toMatchObject({ ok: false, reason: "bad-folder" });
    expect(cover.ok ? [] : cover.detail?.split("\n")).toEqual([
      expect.stringContaining("README has a kind of file"),
      expect.stringContaining("etc is a link"),
      expect.stringContaining("movie.mp4 has a kind of file"),
      expect.stringContaining("secret.txt is a link"),
      "index.html is missing",
      expect.stringContaining("513 kB as stored"),
    ]);
  });

  test("a folder that is not there, or is a file, is no folder", async () => {
    await fill({ "index.html": "" });
    expect(await coverFromFolder(join(dir, "nothing"))).toMatchObject({ reason: "no-folder" });
    expect(await coverFromFolder(join(dir, "index.html"))).toMatchObject({ reason: "no-folder" });
  });
});
