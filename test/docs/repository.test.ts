// Docs, tree and lockfile are held to one another: a page that names what is not there is worse than no page.

import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { KEYS } from "../../shared/store/keys.ts";

const root = new URL("../../", import.meta.url);
const read = (name: string) => readFile(new URL(name, root), "utf8");

/** Paths of the tree as prose names them: in backticks or as a link's target. */
function namedPaths(text: string): readonly string[] {
  const ticked = text.matchAll(/`((?:workers|shared|scripts|test|docs)\/[A-Za-z0-9_./-]*)`/g);
  const linked = text.matchAll(/\]\((?!https?:|#|mailto:)([^)#]+)(?:#[^)]*)?\)/g);
  return [...ticked, ...linked].map(([, path = ""]) => path);
}

describe("the pages tell the truth about the tree", () => {
  it.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"])(
    "every path that %s names exists",
    async (page) => {
      const missing = namedPaths(await read(page)).filter((path) => !existsSync(new URL(path, root)));
      expect(missing).toEqual([]);
    },
  );

  it.each(["docs", "docs/adr"])("every path that a page of %s names exists", async (folder) => {
    const pages = (await readdir(new URL(folder, root))).filter((name) => name.endsWith(".md"));
    const missing = await Promise.all(
      pages.map(async (name) => {
        const page = new URL(`${folder}/${name}`, root);
        const paths = namedPaths(await readFile(page, "utf8"));
        return paths
          .filter((path) => !existsSync(new URL(path, root)) && !existsSync(new URL(path, page)))
          .map((path) => `${name}: ${path}`);
      }),
    );
    expect(missing.flat()).toEqual([]);
  });

  it("docs/kv-schema.md lists exactly the keys the code writes, with their limits", async () => {
    const rows = (await read("docs/kv-schema.md")).matchAll(
      /^\| `([^`]+)` \| (.+) \| (\d+) days? \| (\d+) (KiB|MiB) \|$/gm,
    );
    const listed = [...rows].map(([, key, holds, days, size, unit]) => ({
      key,
      holds,
      refreshSeconds: Number(days) * 86_400,
      maxBytes: Number(size) * (unit === "MiB" ? 1 << 20 : 1 << 10),
    }));
    const written = Object.values(KEYS).map(({ prefix, suffix, holds, refreshSeconds, maxBytes }) => ({
      key: prefix + suffix,
      holds,
      refreshSeconds,
      maxBytes,
    }));
    expect(listed).toEqual(written);
  });

  it("docs/adr/README.md lists every decision by its title", async () => {
    const readme = await read("docs/adr/README.md");
    const decisions = (await readdir(new URL("docs/adr", root))).filter((name) => /^\d/.test(name)).sort();
    const rows = await Promise.all(
      decisions.map(async (name) => {
        const title = /^# \d+ · (.+)$/m.exec(await read(`docs/adr/${name}`))?.[1];
        return `| [${name.slice(0, 4)}](${name}) | ${title} |`;
      }),
    );
    expect(rows.filter((row) => !readme.includes(row))).toEqual([]);
  });

  it("a decision names every dependency, and docs/adr/0002-dependencies.md none that is gone", async () => {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(await read("package.json")) as Record<
      string,
      Record<string, string>
    >;
    const page = await read("docs/adr/0002-dependencies.md");
    // What came later has a decision of its own.
    const decisions = (await readdir(new URL("docs/adr", root))).filter((name) => /^\d/.test(name));
    const said = (await Promise.all(decisions.map((name) => read(`docs/adr/${name}`)))).join("\n");
    const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
    expect(names.filter((name) => !said.includes(`\`${name}\``))).toEqual([]);
    const named = [...page.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name = ""]) => name);
    expect(named.filter((name) => !names.includes(name))).toEqual([]);
  });
});

describe("shared/domain is pure where the compiler cannot see it", () => {
  it("reads no clock, draws no random number and sets no timer: `now` and bytes are arguments", async () => {
    const files = (await readdir(new URL("shared/domain/", root), { recursive: true })).filter((name) =>
      name.endsWith(".ts"),
    );
    const impure = /\b(?:Date\.now|Date\(\)|Math\.random\b|setTimeout\b)/;
    const found = await Promise.all(
      files.map(async (name) => (impure.test(await read(`shared/domain/${name}`)) ? name : undefined)),
    );
    expect(found.filter((name) => name !== undefined)).toEqual([]);
  });
});

describe("the lockfile installs everywhere", () => {
  it("has an entry for every optional dependency it names, or `npm ci` would fail elsewhere", async () => {
    const { packages } = JSON.parse(await read("package-lock.json")) as {
      readonly packages: Record<string, { readonly optionalDependencies?: Record<string, string> }>;
    };
    const places = Object.keys(packages);
    const missing = Object.values(packages).flatMap(({ optionalDependencies = {} }) =>
      Object.keys(optionalDependencies).filter(
        (name) => !places.some((place) => place.endsWith(`node_modules/${name}`)),
      ),
    );
    expect(missing).toEqual([]);
  });

  it("holds one workerd: the tests run what is deployed", async () => {
    const { packages } = JSON.parse(await read("package-lock.json")) as { readonly packages: Record<string, unknown> };
    expect(Object.keys(packages).filter((place) => place.endsWith("node_modules/workerd"))).toHaveLength(1);
  });
});
