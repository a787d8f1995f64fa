// The numbers the mesh runs by, read where they stand: most are private to their file, and what a simulation copies goes stale.
import { readFileSync } from "node:fs";

const ROOT = new URL("../../", import.meta.url);

/** Of `const NAME = 1_000;` in a file of the tree. Throws where it stands there no more. */
export function readConstant(file: string, name: string): number {
  const text = readFileSync(new URL(file, ROOT), "utf8");
  const [, value = ""] = new RegExp(`^(?:export )?const ${name} = ([0-9._]+);`, "m").exec(text) ?? [];
  if (value === "") throw new Error(`${file} has no number called ${name} any more`);
  return Number(value.replaceAll("_", ""));
}
