// The state directory: what the operator's machine remembers of a mesh besides its keys. Losing mesh.json loses no mesh:
// `hezar up` finds the deployed parts again by their tags; a mesh of `hezar start` takes new ports, so its links change.

import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import * as v from "valibot";
import { Mistake } from "../terminal/mistake.ts";

const DEFAULT_STATE_DIR = ".hezar";
const MESH_FILE = "mesh.json";
const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;

const port = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(65_535));

const MeshFileSchema = v.strictObject({
  /** Where the warden and the beacon answer, once deployed. */
  warden: v.exactOptional(v.string()),
  beacon: v.exactOptional(v.string()),
  /** The account that carries the warden. */
  home: v.exactOptional(v.string()),
  /** KV namespace ids by account. */
  namespaces: v.exactOptional(v.record(v.string(), v.string())),
  /** A mesh on this machine: the ports it had, so that links still lead to it after a restart. */
  local: v.exactOptional(
    v.strictObject({
      port,
      apiPort: port,
      /** Of the server that shows sealed lists. */
      lists: v.exactOptional(port),
      mirrors: v.pipe(v.number(), v.integer(), v.minValue(1)),
      perGroup: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      /** PEM file of key and certificate that the mirrors' port speaks TLS with. */
      tls: v.exactOptional(v.string()),
      /** As given with --service; none: the demo newsroom on these ports. */
      sites: v.array(v.string()),
      accounts: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
      newsroom: v.exactOptional(v.strictObject({ primary: port, cdn: port })),
      censor: v.exactOptional(v.strictObject({ port, apiPort: port })),
    }),
  ),
  /** Invitation codes by service: the operator's own, and the one on the printed page. */
  invites: v.exactOptional(v.record(v.string(), v.strictObject({ own: v.string(), page: v.string() }))),
});
export type MeshFile = Readonly<v.InferOutput<typeof MeshFileSchema>>;

export interface State {
  readonly dir: string;
  /** Makes the directory, private to its owner, where it is missing. */
  make(): Promise<void>;
  mesh(): Promise<MeshFile>;
  /** Replaces the named parts, all or nothing. */
  remember(part: Partial<MeshFile>): Promise<void>;
}

/** Looks only: a question asked in the wrong directory leaves nothing behind there. */
export function openState(dir: string | undefined): State {
  const absolute = resolve(dir ?? DEFAULT_STATE_DIR);
  const path = join(absolute, MESH_FILE);
  const mesh = () => readMeshFile(path);
  return {
    dir: absolute,
    make: () => makeDirectory(absolute),
    mesh,
    remember: async (part) => {
      await makeDirectory(absolute);
      const text = `${JSON.stringify({ ...(await mesh()), ...part }, null, 2)}\n`;
      // It holds invite codes. A file left by a killed process keeps its own mode, so it goes first.
      await rm(`${path}.new`, { force: true });
      await writeFile(`${path}.new`, text, { mode: FILE_MODE, flag: "wx" });
      await rename(`${path}.new`, path);
    },
  };
}

async function makeDirectory(dir: string): Promise<void> {
  try {
    await mkdir(dir, { recursive: true, mode: DIRECTORY_MODE });
  } catch (cause) {
    throw new Mistake(`The state directory ${dir} cannot be made`, {
      why: (cause as Error).message,
      next: "Name another with --state DIR.",
      cause,
    });
  }
}

async function readMeshFile(path: string): Promise<MeshFile> {
  const text = await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "{}";
    throw error;
  });
  const file = v.safeParse(v.pipe(v.string(), v.parseJson(), MeshFileSchema), text);
  if (file.success) return file.output;
  throw new Mistake(`${path} is damaged`, {
    why: file.issues[0].message,
    next: `Remove it and run \`hezar up\`: it finds the deployed parts again by their tags.`,
  });
}
