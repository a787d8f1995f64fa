// Finds and checks the config. Its problems are told all at once, in the form editors and terminals make clickable:
// file:line:column.

import { readFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { type CheckedConfig, type ConfigProblem, checkConfig, type MeshConfig } from "../../shared/config.ts";
import { Mistake } from "../terminal/mistake.ts";

export const CONFIG_FILE = "hezar.config.json";

export interface LoadedConfig {
  readonly path: string;
  readonly config: MeshConfig;
  readonly warnings: readonly ConfigProblem[];
}

/** `named`: from --config. Else the state directory's own (`hezar start` writes one), else the current directory's. */
export async function loadConfig(options: {
  readonly stateDir: string;
  readonly named?: string;
}): Promise<LoadedConfig> {
  const candidates =
    options.named === undefined
      ? [join(options.stateDir, CONFIG_FILE), resolve(CONFIG_FILE)]
      : [resolve(options.named)];
  for (const path of candidates) {
    const text = await readIfThere(path);
    if (text !== undefined) return accept(path, checkConfig(text));
  }
  throw new Mistake("There is no config", {
    why: `looked for ${candidates.map(shorten).join(" and ")}`,
    next: "`hezar init` writes one; `hezar start` runs a whole mesh on this machine without any.",
  });
}

/** `file:line:column  key  problem`, and the fix below it. */
export function problemLines(path: string, problems: readonly ConfigProblem[]): string {
  return problems
    .map(({ line, column, key, problem, fix }) => `${shorten(path)}:${line}:${column}  ${key} ${problem}\n    ${fix}`)
    .join("\n");
}

export function shorten(path: string): string {
  const near = relative(process.cwd(), path);
  return near === "" || near.startsWith("..") ? path : near;
}

function accept(path: string, checked: CheckedConfig): LoadedConfig {
  if (checked.ok) return { path, config: checked.value, warnings: checked.warnings };
  const { length } = checked.problems;
  throw new Mistake(`${shorten(path)} has ${length === 1 ? "a problem" : `${length} problems`}`, {
    why: `\n${problemLines(path, checked.problems)}`,
    next: "Mend the file and run the command again; nothing was changed.",
  });
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Mistake(`${shorten(path)} cannot be read`, { why: (error as Error).message, cause: error });
  }
}
