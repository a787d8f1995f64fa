// What lies on the operator's machine: the config's warnings, covers that everybody knows, who else may read the keys.

import { join } from "node:path";
import { shorten } from "../operator/config.ts";
import { fileMode, KEYS_FILE, SECRETS_FILE } from "../operator/keys.ts";
import { type Operator, readZones } from "../operator/operator.ts";
import { Mistake } from "../terminal/mistake.ts";
import { broken, type DoctorFinding, fine, note } from "./finding.ts";

export async function checkDesk(operator: Operator): Promise<readonly DoctorFinding[]> {
  const { dir } = operator.state;
  // Every other command stops at a secret that others can read.
  const files = await Promise.all([KEYS_FILE, SECRETS_FILE].map((name) => checkMode(join(dir, name), [0o600, broken])));
  return [
    ...(await checkMode(dir, [0o700, note])),
    ...files.flat(),
    ...checkConfigFile(operator),
    ...bundledCovers(operator),
    ...(await checkCovers(operator)),
  ];
}

async function checkMode(
  path: string,
  [wanted, found]: readonly [mode: number, found: typeof note],
): Promise<readonly DoctorFinding[]> {
  const mode = await fileMode(path);
  if (mode === undefined) return [];
  const name = shorten(path);
  if ((mode & 0o077) === 0) return [fine(name, "readable by you alone")];
  return [found(name, `mode ${mode.toString(8)}: others can look in`, `chmod ${wanted.toString(8)} ${name}`)];
}

/** The checks of the config refused what is wrong; measurement hosts among the origins count as that. */
function checkConfigFile({ configPath, warnings, config }: Operator): readonly DoctorFinding[] {
  const name = shorten(configPath);
  const isLocal = config.accounts.every(({ local }) => local !== undefined);
  if (warnings.length === 0 || isLocal) return [fine(name, "well-formed, no measurement hosts")];
  return warnings.map(({ line, key, problem, fix }) => note(`${name}:${line}`, `${key}: ${problem}`, fix));
}

function bundledCovers({ config }: Operator): readonly DoctorFinding[] {
  const bundled = config.zones.filter(({ cover }) => cover === "bundled").map(({ zone }) => zone);
  if (bundled.length === 0) return [];
  const next = "Good for a trial. For readers, make each zone a small site of your own and name its folder as cover";
  return [note("covers", `bundled, known to everyone who has this program: ${bundled.join(", ")}`, next)];
}

async function checkCovers(operator: Operator): Promise<readonly DoctorFinding[]> {
  try {
    const zones = await readZones(operator);
    return [fine("covers", `${zones.length} can be used`)];
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    return [broken("covers", `${error.message}: ${error.why?.trim() ?? ""}`, error.next ?? "")];
  }
}
