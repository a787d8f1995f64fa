// The mesh's secrets: one file, made once, readable by its owner only. Whoever holds it is the operator, so it is never
// replaced by us: losing it means a new mesh, and overwriting it would lose the old one without asking.

import { randomBytes } from "node:crypto";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import * as v from "valibot";
import { fromBase64url, toBase64url } from "../../shared/domain/bytes.ts";
import { SEED_BYTES } from "../../shared/domain/signature.ts";
import { Mistake } from "../terminal/mistake.ts";

export const KEYS_FILE = "keys.json";
export const SECRETS_FILE = "secrets.json";
const OWNER_ONLY = 0o600;

const seed = v.pipe(
  v.string(),
  v.check((text) => fromBase64url(text)?.length === SEED_BYTES, "32 bytes of base64url"),
);

/** Fields an earlier version wrote besides are left alone: the file is never written again. */
const KeysSchema = v.object({
  /** 12 hex digits: the tag on everything this mesh deploys. */
  meshId: v.pipe(v.string(), v.regex(/^[0-9a-f]{12}$/)),
  /** Signs the keyring and nothing else. */
  rootSeed: seed,
  /** The warden's key. */
  online: v.strictObject({ id: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255)), seed }),
  /** Zone secrets derive from it. */
  deployKey: seed,
  adminToken: seed,
  beaconToken: seed,
});
export interface Keys extends Readonly<v.InferOutput<typeof KeysSchema>> {
  /** The kill switch is on: every keyring that is signed says so. */
  readonly kill?: true;
  /** Online keys of wardens that are gone, newest last. */
  readonly retired?: readonly RetiredKey[];
}

/** An online key whose warden's account died. Its tickets stay good until they end by themselves; it signs nothing else. */
const RetiredSchema = v.strictObject({
  id: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255)),
  /** Public, base64url. */
  key: v.string(),
  /** When the last of its tickets has ended, seconds. */
  until: v.number(),
  /** The last snapshot it signed that was believed; undefined while that is being found. */
  lastSnapshot: v.exactOptional(v.number()),
  /** Its tickets are good no more either. */
  revoked: v.exactOptional(v.literal(true)),
});
export type RetiredKey = Readonly<v.InferOutput<typeof RetiredSchema>>;

const OnlineSchema = v.strictObject({
  online: v.strictObject({ id: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(255)), seed }),
  retired: v.array(RetiredSchema),
  /** A restore has begun and not ended: the next one goes on with the same key. */
  restoring: v.boolean(),
});
export type OnlineFile = Readonly<v.InferOutput<typeof OnlineSchema>>;

/** Beside keys.json, which is never written again: the online key in force once a warden was restored elsewhere. */
export const ONLINE_FILE = "online.json";

export async function readOnline(stateDir: string, options: KeysOptions = {}): Promise<OnlineFile | undefined> {
  const path = join(stateDir, ONLINE_FILE);
  const value = await readSecret(path, options);
  if (value === undefined) return undefined;
  const file = v.safeParse(OnlineSchema, value);
  if (file.success) return file.output;
  throw new Mistake(`${path} is damaged`, {
    why: file.issues[0].message,
    next: "Put your backup of it back, or run `hezar up --restore` after removing it: that makes a new online key.",
  });
}

/** Its being there is the kill switch: what a warden says of it moves no signature. */
export const KILL_FILE = "kill.json";

/** Makes keys.json in `stateDir`; refuses to touch one that is there. */
export async function createKeys(stateDir: string): Promise<Keys> {
  const random = () => toBase64url(new Uint8Array(randomBytes(SEED_BYTES)));
  const keys: Keys = {
    meshId: randomBytes(6).toString("hex"),
    rootSeed: random(),
    online: { id: 1, seed: random() },
    deployKey: random(),
    adminToken: random(),
    beaconToken: random(),
  };
  await writeSecret(join(stateDir, KEYS_FILE), keys);
  return keys;
}

export interface KeysOptions {
  /** Take keys that others can read too: for who tells of it and goes on. */
  readonly evenIfShared?: boolean;
}

/** The keys of `stateDir`, or undefined where there are none yet. */
export async function readKeys(stateDir: string, options: KeysOptions = {}): Promise<Keys | undefined> {
  const path = join(stateDir, KEYS_FILE);
  const value = await readSecret(path, options);
  if (value === undefined) return undefined;
  const keys = v.safeParse(KeysSchema, value);
  const online = await readOnline(stateDir, options);
  if (keys.success) {
    const isKilled = (await fileMode(join(stateDir, KILL_FILE))) !== undefined;
    return {
      ...keys.output,
      ...(online && { online: online.online, retired: online.retired }),
      ...(isKilled && { kill: true as const }),
    };
  }
  throw new Mistake(`${path} is damaged`, {
    why: `${v.getDotPath(keys.issues[0]) ?? "the file"}: ${keys.issues[0].message}`,
    next: "Put your backup of it back. Without these keys the mesh cannot be changed; a new one starts with another --state.",
  });
}

/** Account tokens the operator keeps in a file instead of the environment: { "<account id in the config>": "<token>" }. */
export async function readSecrets(stateDir: string): Promise<Readonly<Record<string, string>>> {
  const path = join(stateDir, SECRETS_FILE);
  const secrets = v.safeParse(v.record(v.string(), v.string()), (await readSecret(path)) ?? {});
  if (secrets.success) return secrets.output;
  throw new Mistake(`${path} is not a list of tokens`, {
    next: 'Write it as { "main": "<token>" } with your account ids.',
  });
}

/** Writes JSON that only its owner may read. Fails with EEXIST where the file is there, unless `over`. */
export async function writeSecret(path: string, value: unknown, options?: { readonly over: boolean }): Promise<void> {
  const file = await open(path, options?.over ? "w" : "wx", OWNER_ONLY);
  try {
    await file.chmod(OWNER_ONLY);
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readSecret(path: string, { evenIfShared = false }: KeysOptions = {}): Promise<unknown> {
  const mode = await fileMode(path);
  if (mode === undefined) return undefined;
  if ((mode & 0o077) !== 0 && !evenIfShared) {
    throw new Mistake(`${path} can be read by others`, {
      why: `its mode is ${mode.toString(8).padStart(4, "0")}; whoever reads it owns the mesh`,
      next: `chmod 600 ${path}`,
    });
  }
  try {
    return JSON.parse(await readFile(path, "utf8"));
  } catch (cause) {
    throw new Mistake(`${path} is not JSON`, {
      why: "it was cut or edited",
      next: "Put your backup of it back.",
      cause,
    });
  }
}

/** Permission bits, or undefined where there is no file. Windows has none worth judging. */
export async function fileMode(path: string): Promise<number | undefined> {
  try {
    const { mode } = await stat(path);
    return process.platform === "win32" ? OWNER_ONLY : mode & 0o777;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
